package org.mobilenet4j.quantization;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/**
 * Within a block, scales channels up that use little of the range all channels share, and the weights that read them
 * down: the same function with finer levels (after Nagel et al. 2019, "Data-free quantization through weight
 * equalization and bias correction", section 4.1). There the ranges are the weights'; with a scale for each output channel
 * these cost nothing, so here they are the values', as images show them. ReLU6 limits the factors: no channel is scaled
 * past 6.
 */
final class CrossLayerEqualization {
    /** A channel that is hardly ever on should not become the loudest. */
    private static final double LARGEST_FACTOR = 32;

    private final Map<ParameterId, Tensor> tensors;
    private final Function<Location, float[]> channelMaxima;

    private CrossLayerEqualization(Parameters folded, Function<Location, float[]> channelMaxima) {
        this.tensors = new LinkedHashMap<>(folded.tensors());
        this.channelMaxima = channelMaxima;
    }

    /**
     * The equalised network.
     *
     * @param folded a network without batch norms
     * @param channelMaxima the largest outputs of a convolution, by channel
     */
    static Parameters of(Parameters folded, Function<Location, float[]> channelMaxima) {
        CrossLayerEqualization equalization = new CrossLayerEqualization(folded, channelMaxima);
        Network network = folded.network();
        for (Node node : network.nodes()) {
            List<Node> readers = network.readers(node.location());
            boolean isReadOnce = readers.size() == 1 && !network.outputs().containsValue(node.location());
            if (isReadOnce
                    && isOneBlock(node, readers.getFirst())
                    && node.layer() instanceof Convolution producer
                    && readers.getFirst().layer() instanceof Convolution consumer) {
                equalization.equalize(
                        node.location(), producer, readers.getFirst().location(), consumer);
            }
        }
        return new Parameters(network, equalization.tensors);
    }

    private static boolean isOneBlock(Node first, Node second) {
        return first.location().module().equals(second.location().module());
    }

    private void equalize(Location from, Convolution producer, Location to, Convolution consumer) {
        Float bound = bound(producer.activation());
        if (bound == null) {
            return;
        }
        float[] maxima = channelMaxima.apply(from);
        float widest = 0;
        for (float maximum : maxima) {
            widest = Math.max(widest, maximum);
        }
        double target = Math.min(widest, bound);
        double[] columns = columnMaxima(to, consumer);
        double largestColumn = 0;
        for (double column : columns) {
            largestColumn = Math.max(largestColumn, column);
        }
        double[] factors = new double[maxima.length];
        for (int channel = 0; channel < factors.length; channel++) {
            double room = maxima[channel] > 0 ? target / maxima[channel] : 1;
            // A depthwise filter has a scale of its own; a matrix's columns share the scales of its rows.
            double factor = consumer.isDepthwise() ? room : Math.sqrt(room * columns[channel] / largestColumn);
            factors[channel] = Math.clamp(factor, 1, Math.max(1, Math.min(room, LARGEST_FACTOR)));
        }
        scaleOutputs(from, factors);
        scaleInputs(to, consumer, factors);
    }

    /** Up to where an activation scales with its input; null where it never does. */
    private static @Nullable Float bound(Activation activation) {
        return switch (activation) {
            case NONE, RELU -> Float.MAX_VALUE;
            case RELU6 -> 6f;
            case HARD_SWISH, HARD_SIGMOID, SIGMOID -> null;
        };
    }

    /** The largest weight that reads each input channel. */
    private double[] columnMaxima(Location location, Convolution consumer) {
        float[] weight = tensor(location, WEIGHT).data();
        double[] maxima = new double[consumer.inChannels()];
        for (int i = 0; i < weight.length; i++) {
            int channel = inputChannel(i, consumer);
            maxima[channel] = Math.max(maxima[channel], Math.abs(weight[i]));
        }
        return maxima;
    }

    private void scaleOutputs(Location location, double[] factors) {
        for (ParameterId.Kind kind : List.of(WEIGHT, BIAS)) {
            Tensor tensor = tensor(location, kind);
            float[] scaled = tensor.data().clone();
            int perOutput = scaled.length / factors.length;
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (float) (scaled[i] * factors[i / perOutput]);
            }
            tensors.put(new ParameterId(location, kind), Tensor.of(tensor.shape(), scaled));
        }
    }

    private void scaleInputs(Location location, Convolution consumer, double[] factors) {
        Tensor tensor = tensor(location, WEIGHT);
        float[] scaled = tensor.data().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] / factors[inputChannel(i, consumer)]);
        }
        tensors.put(new ParameterId(location, WEIGHT), Tensor.of(tensor.shape(), scaled));
    }

    /** The input channel that a weight is for: a depthwise filter's, or a matrix's column. */
    private static int inputChannel(int index, Convolution consumer) {
        int area = consumer.kernel() * consumer.kernel();
        return consumer.isDepthwise() ? index / area : index / area % consumer.inChannels();
    }

    private Tensor tensor(Location location, ParameterId.Kind kind) {
        return Objects.requireNonNull(tensors.get(new ParameterId(location, kind)));
    }
}
