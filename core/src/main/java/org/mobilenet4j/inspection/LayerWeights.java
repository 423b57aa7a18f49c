package org.mobilenet4j.inspection;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;

/**
 * How a layer's weights are distributed.
 *
 * @param shape in PyTorch's order of axes
 * @param counts how many weights lie in each of 41 equal bins from {@code -largest} to {@code largest}, the largest
 *     absolute value; the middle one is around 0
 */
public record LayerWeights(
        Location location, Shape shape, double mean, double deviation, double low, double high, int[] counts) {
    private static final int BINS = 41;

    /** Of every convolution and matrix product, in the order of computation. */
    public static List<LayerWeights> of(Parameters parameters) {
        List<LayerWeights> layers = new ArrayList<>();
        parameters.tensors().forEach((id, tensor) -> {
            if (id.kind() == ParameterId.Kind.WEIGHT) {
                layers.add(of(id.location(), tensor.shape(), tensor.data()));
            }
        });
        return layers;
    }

    private static LayerWeights of(Location location, Shape shape, float[] weights) {
        double sum = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float weight : weights) {
            sum += weight;
            low = Math.min(low, weight);
            high = Math.max(high, weight);
        }
        double mean = sum / weights.length;
        double largest = Math.max(Math.abs(low), Math.abs(high));
        double squares = 0;
        int[] counts = new int[BINS];
        for (float weight : weights) {
            squares += (weight - mean) * (weight - mean);
            double share = largest == 0 ? 0.5 : (weight / largest + 1) / 2;
            counts[Math.clamp((int) (share * BINS), 0, BINS - 1)]++;
        }
        return new LayerWeights(location, shape, mean, Math.sqrt(squares / weights.length), low, high, counts);
    }

    /** The largest absolute weight. */
    public double largest() {
        return Math.max(Math.abs(low), Math.abs(high));
    }
}
