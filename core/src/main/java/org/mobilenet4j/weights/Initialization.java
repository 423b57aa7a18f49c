package org.mobilenet4j.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Fresh weights as torchvision draws them: convolutions normal with variance {@code 2 / fan_out} (He et al. 2015, mode
 * {@code fan_out}), matrices normal with deviation 0.01, batch norm the identity, biases zero. A seed gives the same
 * weights on every machine.
 */
public final class Initialization {
    private static final double LINEAR_DEVIATION = 0.01;

    private Initialization() {}

    /** Fresh parameters of a whole network. */
    public static Parameters torchvision(Architecture architecture, long seed) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        RandomGenerator random = generator(seed);
        ParameterShapes.of(architecture).forEach((id, shape) -> tensors.put(id, draw(id.kind(), shape, random)));
        return new Parameters(architecture, tensors);
    }

    /** A fresh classifier's weight, {@code classes x features}. */
    public static Tensor classifierWeight(int classes, int features, long seed) {
        return draw(ParameterId.Kind.WEIGHT, Shape.of(classes, features), generator(seed));
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Tensor draw(ParameterId.Kind kind, Shape shape, RandomGenerator random) {
        return switch (kind) {
            case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT ->
                normal(shape, shape.rank() == 4 ? heDeviation(shape) : LINEAR_DEVIATION, random);
            case NORM_SCALE, NORM_VARIANCE -> ones(shape);
            case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN, NORM_BATCHES -> Tensor.zeros(shape);
        };
    }

    private static double heDeviation(Shape shape) {
        // PyTorch counts fan_out as the outputs of the whole layer, for a depthwise convolution too.
        double fanOut = (double) shape.extent(0) * shape.extent(2) * shape.extent(3);
        return Math.sqrt(2 / fanOut);
    }

    private static Tensor normal(Shape shape, double deviation, RandomGenerator random) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (deviation * random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor ones(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        Arrays.fill(tensor.data(), 1);
        return tensor;
    }
}
