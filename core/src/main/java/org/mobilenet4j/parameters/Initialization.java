package org.mobilenet4j.parameters;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Fresh weights: convolutions and matrices drawn, batch norm the identity, biases zero. A seed gives the same weights on
 * every machine.
 */
public final class Initialization {
    /** How convolutions are drawn, and where blocks begin. */
    public enum Scheme {
        /** As torchvision's MobileNets: normal with variance {@code 2 / fan_out} (He et al. 2015, mode {@code fan_out}). */
        TORCHVISION,

        /**
         * For runs of few epochs: normal with variance {@code 1 / (3 fan_in)}, that of PyTorch's layers by default; and the
         * last norm's scale in each block with a shortcut is zero, so that at first such blocks pass on what they are given
         * and the network learns as the shallow one that is left (Goyal et al. 2017, arXiv 1706.02677, section 5.1; {@code
         * zero_init_residual} of torchvision's ResNets). The stem is then whitened, once there are images to see.
         */
        FEW_EPOCHS;

        /** Whether the stem is to begin as a whitening of the images to learn from. */
        public boolean whitensStem() {
            return this == FEW_EPOCHS;
        }
    }

    private static final double LINEAR_DEVIATION = 0.01;
    private static final double SSDLITE_DEVIATION = 0.03;

    private Initialization() {}

    /** Fresh parameters of a whole network, as torchvision draws them. */
    public static Parameters torchvision(Network network, long seed) {
        return of(Scheme.TORCHVISION, network, seed);
    }

    /** Fresh parameters of a whole network. */
    public static Parameters of(Scheme scheme, Network network, long seed) {
        Parameters parameters = drawn(network, shape -> deviation(shape, scheme), seed);
        if (scheme == Scheme.FEW_EPOCHS) {
            passInputsOn(parameters);
        }
        return parameters;
    }

    /** Fresh parameters of a detector, as torchvision draws those of its SSDLite: normal with a deviation of 0.03. */
    public static Parameters ssdLite(Network network, long seed) {
        return drawn(network, shape -> SSDLITE_DEVIATION, seed);
    }

    /** Fresh parameters of a segmentation network: those of its head with the variance of PyTorch's layers by default. */
    public static Parameters segmentation(Network network, long seed) {
        return drawn(network, shape -> deviation(shape, Scheme.FEW_EPOCHS), seed);
    }

    private static Parameters drawn(Network network, ToDoubleFunction<Shape> deviation, long seed) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        RandomGenerator random = generator(seed);
        ParameterShapes.of(network).forEach((id, shape) -> tensors.put(id, draw(id.kind(), shape, deviation, random)));
        return new Parameters(network, tensors);
    }

    private static void passInputsOn(Parameters parameters) {
        for (Node node : parameters.network().nodes()) {
            if (node.layer() instanceof Layer.Add
                    && parameters.network().node(node.input()).layer() instanceof Layer.Convolution last
                    && last.norm() != null) {
                Arrays.fill(
                        parameters
                                .get(node.input(), ParameterId.Kind.NORM_SCALE)
                                .data(),
                        0);
            }
        }
    }

    /** A fresh classifier's weight, {@code classes x features}. */
    public static Tensor classifierWeight(int classes, int features, long seed) {
        return normal(Shape.of(classes, features), LINEAR_DEVIATION, generator(seed));
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Tensor draw(
            ParameterId.Kind kind, Shape shape, ToDoubleFunction<Shape> deviation, RandomGenerator random) {
        return switch (kind) {
            case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT ->
                normal(shape, shape.rank() == 4 ? deviation.applyAsDouble(shape) : LINEAR_DEVIATION, random);
            case NORM_SCALE, NORM_VARIANCE -> ones(shape);
            case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN, NORM_BATCHES -> Tensor.zeros(shape);
        };
    }

    private static double deviation(Shape shape, Scheme scheme) {
        double taps = (double) shape.extent(2) * shape.extent(3);
        return switch (scheme) {
            // PyTorch counts fan_out as the outputs of the whole layer, for a depthwise convolution too.
            case TORCHVISION -> Math.sqrt(2 / (shape.extent(0) * taps));
            case FEW_EPOCHS -> Math.sqrt(1 / (3 * shape.extent(1) * taps));
        };
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
