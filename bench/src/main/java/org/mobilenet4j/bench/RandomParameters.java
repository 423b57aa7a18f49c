package org.mobilenet4j.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Weights that carry a signal through a whole network without training, so that two implementations can be told apart by
 * their logits. What training starts from does not: its depthwise convolutions all but silence their inputs.
 */
final class RandomParameters {
    private RandomParameters() {}

    static Parameters of(Network network, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(network)
                .forEach((id, shape) -> tensors.put(id, Tensor.of(shape, draw(id.kind(), shape, random))));
        return new Parameters(network, tensors);
    }

    private static float[] draw(ParameterId.Kind kind, Shape shape, RandomGenerator random) {
        int length = shape.elements();
        return switch (kind) {
            case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> {
                double bound = Math.sqrt(6.0 * shape.extent(0) / length);
                yield uniform(length, -bound, bound, random);
            }
            case NORM_SCALE, NORM_VARIANCE -> uniform(length, 0.5, 1.5, random);
            case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN -> uniform(length, -0.2, 0.2, random);
            case NORM_BATCHES -> new float[length];
        };
    }

    private static float[] uniform(int length, double low, double high, RandomGenerator random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }
}
