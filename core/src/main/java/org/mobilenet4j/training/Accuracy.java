package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.training.network.Int8Simulation;

/**
 * Top-1 of a classifier, and its cross entropy. Given to a run as its listener as well, it keeps the outputs from which it
 * judged the best epoch: whoever wants to say more of the kept weights need not compute them again. For one run.
 */
public final class Accuracy implements Metric<Integer>, TrainingListener {
    private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(0);

    private final Ranks ranks;
    private final Map<String, Range> int8;
    private List<float[]> latest = List.of();
    private @Nullable List<float[]> best;

    private record Judged(int index, double loss, boolean isCorrect) {}

    /** Of examples that are all in this process. */
    public Accuracy() {
        this(Ranks.ALONE);
    }

    /**
     * Of the int8 file that will be made of the network, whose outputs are simulated.
     *
     * @param ranges of its values, as {@link org.mobilenet4j.quantization.Quantization} has them
     */
    public static Accuracy ofInt8(Map<String, Range> ranges) {
        return new Accuracy(Ranks.ALONE, ranges);
    }

    /** Of examples of which every rank holds some: each judges its own. */
    Accuracy(Ranks ranks) {
        this(ranks, Map.of());
    }

    private Accuracy(Ranks ranks, Map<String, Range> int8) {
        this.ranks = ranks;
        this.int8 = Map.copyOf(int8);
    }

    @Override
    public Figures of(Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        int[] held =
                IntStream.range(0, examples.size()).filter(examples::isHeld).toArray();
        int[] labels = new int[held.length];
        Int8Simulation.Images images = (i, image) -> labels[i] = examples.read(held[i], input, 0, image);
        latest = int8.isEmpty()
                ? logits(parameters, input, held.length, images, workers)
                : new Int8Simulation(parameters, int8, input, workers).run(held.length, images);
        Judged[] judged = new Judged[held.length];
        for (int i = 0; i < judged.length; i++) {
            float[] logits = latest.get(i);
            double loss = LOSS.lossAndGradient(logits.clone(), labels[i]);
            judged[i] = new Judged(held[i], loss, LinearHead.largest(logits) == labels[i]);
        }
        return figures(judged, examples.size());
    }

    private static List<float[]> logits(
            Parameters parameters, MapShape input, int count, Int8Simulation.Images images, Workers workers) {
        CompiledNetwork network = Compiler.compile(parameters, input.height(), input.width());
        float[][] logits = new float[count][];
        workers.forEach(count, i -> {
            float[] image = new float[network.inputLength()];
            images.read(i, image);
            logits[i] = network.logits(image);
        });
        return List.of(logits);
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
