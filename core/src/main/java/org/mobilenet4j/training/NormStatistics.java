package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * Batch norm's running statistics taken anew: what a network needs whose channels, blocks or weights were changed without
 * training. The mean over batches of each batch's statistics, whatever the norms' momentum.
 */
public final class NormStatistics {
    private NormStatistics() {}

    /**
     * The same parameters with statistics of their own.
     *
     * @param input the shape of the network's inputs
     * @param examples whose first {@code batches * batchSize} are looked at, or as many as there are
     * @throws IllegalArgumentException if there are fewer than two examples
     */
    public static Parameters reestimated(
            Parameters parameters,
            MapShape input,
            TrainingExamples<?> examples,
            int batches,
            int batchSize,
            Workers workers) {
        Parameters seeing = new Parameters(
                parameters.network().map(NormStatistics::forgetful),
                parameters.copy().tensors());
        int shown = Math.min(batches * batchSize, examples.size());
        TrainableNetwork network = new TrainableNetwork(seeing, input, batchSize, workers, Precision.FLOAT32);
        Map<ParameterId, double[]> sums = new LinkedHashMap<>();
        int passed = 0;
        for (int first = 0; first + 1 < shown; first += batchSize) {
            network.forward(
                    inputs(examples, input, first, Math.min(batchSize, shown - first), workers),
                    Mode.BATCH_STATISTICS,
                    0);
            passed++;
            seeing.tensors().forEach((id, tensor) -> {
                if (isStatistic(id)) {
                    add(tensor.data(), sums.computeIfAbsent(id, unseen -> new double[tensor.data().length]));
                }
            });
        }
        if (passed == 0) {
            throw new IllegalArgumentException(
                    examples.size() + " examples to take statistics of, expected two or more");
        }
        return withMeans(parameters, sums, passed);
    }

    private static List<float[]> inputs(
            TrainingExamples<?> examples, MapShape input, int first, int count, Workers workers) {
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(new float[input.length()]);
        }
        workers.forEach(count, i -> Objects.requireNonNull(examples.read(first + i, input, 0, inputs.get(i))));
        return inputs;
    }

    private static Parameters withMeans(Parameters parameters, Map<ParameterId, double[]> sums, int passed) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
        sums.forEach((id, sum) -> {
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum[i] / passed);
            }
            tensors.put(id, Tensor.of(parameters.get(id.location(), id.kind()).shape(), mean));
        });
        return new Parameters(parameters.network(), tensors);
    }

    private static void add(float[] values, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    private static boolean isStatistic(ParameterId id) {
        return id.kind() == Kind.NORM_MEAN || id.kind() == Kind.NORM_VARIANCE;
    }

    /** With a momentum of 1, the running statistics are the last batch's. */
    private static Node forgetful(Node node) {
        if (node.layer() instanceof Convolution c && c.norm() != null) {
            return node.withLayer(c.withNorm(new BatchNorm(c.norm().eps(), 1)));
        }
        return node;
    }
}
