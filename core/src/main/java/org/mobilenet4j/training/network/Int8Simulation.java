package org.mobilenet4j.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Range;

/**
 * What an int8 file of a network computes, in floats: every value and filter is rounded to its levels. A runtime that sums in
 * integers may put a value that lies between two levels on the other one. Not thread-safe: one call at a time, which
 * computes on all threads of its workers.
 */
public final class Int8Simulation {
    private static final int IMAGES_PER_THREAD = 4;

    private final TrainableNetwork network;
    private final Workers workers;
    private final int inputLength;

    /** How an image is prepared: written into an array of an input's length. */
    @FunctionalInterface
    public interface Images {
        void read(int index, float[] into);
    }

    /**
     * A network in eight bits.
     *
     * @param parameters of a network without norms
     * @param ranges of its values, as {@link org.mobilenet4j.quantization.Quantization} has them
     * @throws IllegalArgumentException if the network has norms, or a range is missing
     */
    public Int8Simulation(Parameters parameters, Map<String, Range> ranges, MapShape input, Workers workers) {
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("there are no ranges");
        }
        Parameters inferring = new Parameters(
                parameters
                        .network()
                        .map(node -> node.layer() instanceof Dropout ? node.withLayer(new Dropout(0)) : node),
                parameters.tensors());
        this.network = new TrainableNetwork(
                inferring,
                ranges,
                input,
                IMAGES_PER_THREAD * workers.threads(),
                workers,
                Ranks.ALONE,
                Precision.FLOAT32,
                Recomputation.NONE,
                KernelSelection.chosen().kernels());
        this.workers = workers;
        this.inputLength = input.length();
    }

    /** The first output for each of so many images: of a classifier its logits. */
    public List<float[]> run(int count, Images images) {
        List<float[]> outputs = new ArrayList<>();
        for (int first = 0; first < count; first += network.batchSize()) {
            int from = first;
            float[][] batch = new float[Math.min(network.batchSize(), count - first)][inputLength];
            workers.forEach(batch.length, i -> images.read(from + i, batch[i]));
            float[] computed = network.forward(List.of(batch), Mode.FROZEN_STATISTICS, 0);
            int length = computed.length / network.batchSize();
            for (int i = 0; i < batch.length; i++) {
                float[] output = new float[length];
                System.arraycopy(computed, i * length, output, 0, length);
                outputs.add(output);
            }
        }
        return outputs;
    }
}
