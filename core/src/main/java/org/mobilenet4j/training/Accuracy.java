package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * Top-1 of a classifier, and its cross entropy. Given to a run as its listener as well, it keeps the outputs from which it
 * judged the best epoch: whoever wants to say more of the kept weights need not compute them again. For one run.
 */
public final class Accuracy implements Metric<Integer>, TrainingListener {
    private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(0);

    private final Ranks ranks;
    private List<float[]> latest = List.of();
    private @Nullable List<float[]> best;

    private record Judged(int index, float[] logits, double loss, boolean isCorrect) {}

    /** Of examples that are all in this process. */
    public Accuracy() {
        this(Ranks.ALONE);
    }

    /** Of examples of which every rank holds some: each judges its own. */
    Accuracy(Ranks ranks) {
        this.ranks = ranks;
    }

    @Override
    public Figures of(Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        CompiledNetwork network = Compiler.compile(parameters, input.height(), input.width());
        int[] held =
                IntStream.range(0, examples.size()).filter(examples::isHeld).toArray();
        Judged[] judged = new Judged[held.length];
        workers.forEach(held.length, i -> {
            float[] image = new float[network.inputLength()];
            int label = examples.read(held[i], input, 0, image);
            float[] logits = network.logits(image);
            double loss = LOSS.lossAndGradient(logits.clone(), label);
            judged[i] = new Judged(held[i], logits, loss, LinearHead.largest(logits) == label);
        });
        latest = Arrays.stream(judged).map(Judged::logits).toList();
        return figures(judged, examples.size());
    }

    /** In the order of the examples, whatever that of threads and ranks. */
    private Figures figures(Judged[] judged, int examples) {
        double[] told = Arrays.stream(judged)
                .flatMapToDouble(each -> DoubleStream.of(each.index, each.loss, each.isCorrect ? 1 : 0))
                .toArray();
        double[] losses = new double[examples];
        int right = 0;
        for (double[] each : ranks.gather(told)) {
            for (int i = 0; i < each.length; i += 3) {
                losses[(int) each[i]] = each[i + 1];
                right += (int) each[i + 2];
            }
        }
        double lossSum = 0;
        for (double loss : losses) {
            lossSum += loss;
        }
        return new Figures(lossSum / examples, (double) right / examples);
    }

    @Override
    public void onEpoch(Epoch epoch) {
        if (epoch.isBest()) {
            best = latest;
        }
    }

    /** The network's outputs for each example that this process holds, in the best epoch; null where that was before the run was resumed. */
    public @Nullable List<float[]> bestOutputs() {
        return best;
    }
}
