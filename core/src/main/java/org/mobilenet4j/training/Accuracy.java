package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * Top-1 of a classifier, and its cross entropy. Given to a run as its listener as well, it keeps the outputs from which it
 * judged the best epoch: whoever wants to say more of the kept weights need not compute them again. For one run.
 */
public final class Accuracy implements Metric<Integer>, TrainingListener {
    private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(0);

    private List<float[]> latest = List.of();
    private @Nullable List<float[]> best;

    private record Judged(float[] logits, double loss, boolean isCorrect) {}

    @Override
    public Figures of(Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        CompiledNetwork network = Compiler.compile(parameters, input.height(), input.width());
        Judged[] judged = new Judged[examples.size()];
        workers.forEach(examples.size(), i -> {
            float[] image = new float[network.inputLength()];
            int label = examples.read(i, input, 0, image);
            float[] logits = network.logits(image);
            double loss = LOSS.lossAndGradient(logits.clone(), label);
            judged[i] = new Judged(logits, loss, LinearHead.largest(logits) == label);
        });
        double lossSum = 0; // in the order of the examples, whatever that of the threads
        int right = 0;
        List<float[]> outputs = new ArrayList<>();
        for (Judged each : judged) {
            lossSum += each.loss;
            right += each.isCorrect ? 1 : 0;
            outputs.add(each.logits);
        }
        latest = outputs;
        return new Figures(lossSum / examples.size(), (double) right / examples.size());
    }

    @Override
    public void onEpoch(Epoch epoch) {
        if (epoch.isBest()) {
            best = latest;
        }
    }

    /** The network's outputs for each example in the best epoch; null where that was before the run was resumed. */
    public @Nullable List<float[]> bestOutputs() {
        return best;
    }
}
