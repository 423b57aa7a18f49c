package org.mobilenet4j.bench;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parameters.WeightType;

/** This library. */
final class Ours implements Contestant {
    private final Workload workload;
    private final CompiledNetwork model;
    private final boolean isClassifier;
    private float[][] logits;
    private Map<String, FeatureMap> outputs = Map.of();

    Ours(Workload workload) {
        this.workload = workload;
        Network network = workload.parameters().network();
        isClassifier = network.outputs().containsKey(Network.LOGITS);
        if (!isClassifier && workload.images().length > 1) {
            throw new InvalidInputException(
                    "--batch is " + workload.images().length + ", expected 1 for a detector or a segmentation network");
        }
        model = Compiler.compile(
                        workload.parameters(),
                        workload.input().height(),
                        workload.input().width())
                .withThreads(workload.threads());
        logits = new float[workload.images().length][];
    }

    @Override
    public String name() {
        String kernels =
                "mobilenet4j, kernels " + KernelSelection.chosen().kernels().name();
        WeightType weights = workload.parameters().weightsAs();
        return weights.isNarrow() ? kernels + ", weights " + weights.name().toLowerCase(Locale.ROOT) : kernels;
    }

    @Override
    public void run() {
        float[][] images = workload.images();
        if (!isClassifier) {
            outputs = model.run(images[0]);
        } else if (images.length == 1) {
            logits[0] = model.logits(images[0]);
        } else {
            logits = model.logits(images);
        }
    }

    @Override
    public float[][] logits() {
        return isClassifier ? logits.clone() : new float[][] {asExported()};
    }

    /** The outputs in the order of the exported file's: heads one behind the other, scores class by class. */
    private float[] asExported() {
        FeatureMap out = outputs.get(Network.OUT);
        if (out != null) {
            return channelsFirst(out);
        }
        SsdHeads heads = SsdHeads.of(
                workload.parameters().network(),
                workload.input().height(),
                workload.input().width());
        SsdHeads.Values values =
                heads.of(name -> Objects.requireNonNull(outputs.get(name)).values(), 0);
        float[] all = new float[values.classLogits().length + values.codes().length];
        System.arraycopy(values.classLogits(), 0, all, 0, values.classLogits().length);
        System.arraycopy(values.codes(), 0, all, values.classLogits().length, values.codes().length);
        return all;
    }

    private static float[] channelsFirst(FeatureMap map) {
        int pixels = map.height() * map.width();
        float[] first = new float[pixels * map.channels()];
        for (int i = 0; i < first.length; i++) {
            first[i] = map.values()[i % pixels * map.channels() + i / pixels];
        }
        return first;
    }

    @Override
    public void close() {}
}
