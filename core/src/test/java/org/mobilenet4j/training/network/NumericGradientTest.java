package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mobilenet4j.architecture.Activation.HARD_SWISH;
import static org.mobilenet4j.architecture.Activation.NONE;
import static org.mobilenet4j.architecture.Activation.RELU;
import static org.mobilenet4j.architecture.Activation.RELU6;
import static org.mobilenet4j.architecture.Activation.SIGMOID;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.BatchLoss;

/**
 * The gradient by every kind of parameter against central differences of the same network in double: odd sizes, strides
 * 1 and 2, kernels of 3 and 5, both paddings, batch norm by the batch and frozen, with dropout.
 */
@EveryWidth
class NumericGradientTest {
    private static final double STEP = 1e-7;
    private static final double SMOOTHING = 0.1;
    private static final int IMAGES = 3;
    private static final int CLASSES = 5;
    private static final int CHECKED_VALUES = 3;

    record Case(String name, Network network, PaddingMode padding, Mode mode, Kernels kernels) {
        @Override
        public String toString() {
            return name + ", " + padding + ", " + mode + ", " + kernels.name();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Kernels chosen = KernelSelection.chosen().kernels();
        // The runs for one width leave the scalar kernels to the run for all.
        boolean isForAll = System.getProperty("mobilenet.kernels", "auto").equals("auto");
        for (Kernels kernels : isForAll ? List.of(chosen, new ScalarKernels()) : List.of(chosen)) {
            for (Mode mode : List.of(Mode.BATCH_STATISTICS, Mode.FROZEN_STATISTICS)) {
                for (PaddingMode padding : PaddingMode.values()) {
                    Options options = MobileNet.named("mobilenet_v2")
                            .orElseThrow()
                            .options()
                            .withClasses(CLASSES)
                            .withPadding(padding);
                    cases.add(new Case("separable, ReLU", separable(options), padding, mode, kernels));
                    cases.add(new Case("inverted residuals, ReLU6", residuals(options), padding, mode, kernels));
                    cases.add(new Case("squeeze-excite, hard-swish", excited(options), padding, mode, kernels));
                    cases.add(new Case(
                            "two readers, concatenation, upsampling", branched(options), padding, mode, kernels));
                    cases.add(new Case("minimalistic V3, ReLU", minimalistic(options), padding, mode, kernels));
                }
            }
        }
        return cases.stream();
    }

    private static NetworkBuilder stem(Options options, Activation activation) {
        return new NetworkBuilder(3).add(Location.STEM, Convolution.dense(3, 8, 3, 2, options, activation));
    }

    /** Pooling, dropout and a classifier behind what was added. */
    private static Network classifier(NetworkBuilder network, Options options) {
        return network.classifier(options.withDropout(0.3)).build();
    }

    private static Network separable(Options options) {
        NetworkBuilder network = stem(options, RELU);
        separableBlock(network, 0, 12, 3, 1, options);
        separableBlock(network, 1, 16, 5, 2, options);
        return classifier(network.add(Location.POOL, new GlobalAveragePool()), options);
    }

    private static void separableBlock(
            NetworkBuilder network, int block, int out, int kernel, int stride, Options options) {
        int in = network.channels();
        network.add(
                        Location.inBlock(0, block, Part.DEPTHWISE),
                        Convolution.depthwise(in, kernel, stride, options, RELU))
                .add(Location.inBlock(0, block, Part.PROJECT), Convolution.pointwise(in, out, options, RELU));
    }

    private static Network residuals(Options options) {
        NetworkBuilder network = stem(options, RELU6)
                .invertedResidual(0, 0, 8, 8, 3, 1, 0, RELU6, options)
                .invertedResidual(0, 1, 40, 13, 3, 2, 0, RELU6, options)
                .invertedResidual(0, 2, 24, 13, 5, 1, 0, RELU6, options)
                .add(Location.LAST, Convolution.pointwise(13, 33, options, RELU6))
                .add(Location.POOL, new GlobalAveragePool());
        return classifier(network, options);
    }

    private static Network excited(Options options) {
        NetworkBuilder network = stem(options, HARD_SWISH)
                .invertedResidual(0, 0, 24, 8, 5, 1, 8, HARD_SWISH, options)
                .invertedResidual(0, 1, 20, 16, 5, 2, 8, HARD_SWISH, options)
                .add(Location.LAST, Convolution.pointwise(16, 24, options, HARD_SWISH))
                .add(Location.POOL, new GlobalAveragePool())
                .add(Location.HIDDEN, new Linear(24, 32, HARD_SWISH));
        return classifier(network, options);
    }

    /** A first block that does not expand, no squeeze-excite, small kernels, and a hidden layer before the classifier. */
    private static Network minimalistic(Options options) {
        NetworkBuilder network = stem(options, RELU)
                .invertedResidual(0, 0, 8, 8, 3, 1, 0, RELU, options)
                .invertedResidual(0, 1, 36, 12, 3, 2, 0, RELU, options)
                .invertedResidual(0, 2, 20, 12, 3, 1, 0, RELU, options)
                .add(Location.LAST, Convolution.pointwise(12, 28, options, RELU))
                .add(Location.POOL, new GlobalAveragePool())
                .add(Location.HIDDEN, new Linear(28, 32, RELU));
        return classifier(network, options);
    }

    /**
     * What segmentation brings: a tap inside of a block, dilated convolutions with many channels, a branch that is pooled and
     * resized back, a gate by sigmoid, values that are concatenated and one without norm or bias.
     */
    private static Network branched(Options options) {
        Location expanded = Location.inBlock(0, 1, Part.EXPAND);
        Location trunk = new Location("head.trunk");
        NetworkBuilder network = stem(options, RELU6)
                .invertedResidual(0, 0, 8, 8, 3, 1, 0, RELU6, options)
                .invertedResidual(0, 1, 20, 8, 3, 1, 0, RELU6, options);
        network.add(trunk, plain(8, 10, 3, 2, 1, false, options, RELU))
                .add(new Location("head.dilated"), plain(10, 6, 3, 1, 3, false, options, HARD_SWISH))
                .add(new Location("head.pool"), new GlobalAveragePool(), trunk)
                .add(new Location("head.pooled"), plain(10, 5, 1, 1, 1, true, options, RELU))
                .add(new Location("head.up"), new Upsample(), new Location("head.pooled"), new Location("head.dilated"))
                .add(
                        new Location("head.both"),
                        new Concatenate(),
                        new Location("head.dilated"),
                        trunk,
                        new Location("head.up"))
                .add(new Location("head.gate_pool"), new GlobalAveragePool(), expanded)
                .add(new Location("head.gate"), plain(20, 21, 1, 1, 1, false, options, SIGMOID))
                .add(new Location("head.gated"), new Multiply(), new Location("head.both"), new Location("head.gate"))
                .add(new Location("head.large"), new Upsample(), new Location("head.gated"), expanded)
                .add(new Location("head.low"), plain(20, 21, 1, 1, 1, true, options, NONE), expanded)
                .add(new Location("head.product"), new Multiply(), new Location("head.large"), new Location("head.low"))
                .add(new Location("head.sum"), new Add(), new Location("head.large"), new Location("head.product"))
                .add(Location.POOL, new GlobalAveragePool());
        return classifier(network, options);
    }

    /** A dense convolution, which has no norm if it has a bias or is a gate. */
    private static Convolution plain(
            int in,
            int out,
            int kernel,
            int stride,
            int dilation,
            boolean hasBias,
            Options options,
            Activation activation) {
        boolean hasNorm = !hasBias && activation != SIGMOID;
        return new Convolution(
                in,
                out,
                kernel,
                stride,
                dilation,
                1,
                options.padding(),
                hasNorm ? options.norm() : null,
                hasBias,
                activation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreTheSlopesOfTheLoss(Case checked) {
        MapShape input = checked.padding() == PaddingMode.SAME // where SAME is not symmetric
                ? new MapShape(36, 38, 3)
                : new MapShape(33, 35, 3);
        check(checked.network(), input, checked.mode(), checked.kernels());
    }

    private static void check(Network layers, MapShape input, Mode mode, Kernels kernels) {
        SplittableRandom random = new SplittableRandom(20260103);
        Parameters parameters = parameters(layers, random);
        float[][] images = new float[IMAGES][];
        int[] labels = new int[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            images[n] = values(input.length(), -1, 1, random);
            labels[n] = n;
        }
        DoubleNetwork reference = new DoubleNetwork(parameters, input, mode, 7);
        TrainableNetwork network = new TrainableNetwork(
                parameters, input, IMAGES, new Workers(2), Ranks.ALONE, Precision.FLOAT32, kernels);
        float[] logits = network.forward(Arrays.asList(images), mode, 7);
        double loss = new BatchLoss(SMOOTHING).lossAndGradient(logits, labels, CLASSES);
        assertThat(loss).isCloseTo(reference.loss(images, labels, SMOOTHING), within(1e-5));

        network.backward(logits).arrays().forEach((id, gradient) -> {
            double squares = 0;
            for (float value : gradient) {
                squares += (double) value * value;
            }
            double tolerance = 2e-3 * Math.sqrt(squares / gradient.length) + 1e-6;
            for (int i = 0; i < CHECKED_VALUES; i++) {
                int at = random.nextInt(gradient.length);
                assertThat((double) gradient[at])
                        .as("gradient by %s[%d]", id, at)
                        .isCloseTo(slope(reference, id, at, images, labels), within(tolerance));
            }
        });
    }

    private static double slope(DoubleNetwork network, ParameterId id, int at, float[][] images, int[] labels) {
        double[] values = network.get(id);
        double kept = values[at];
        values[at] = kept + STEP;
        double above = network.loss(images, labels, SMOOTHING);
        values[at] = kept - STEP;
        double below = network.loss(images, labels, SMOOTHING);
        values[at] = kept;
        return (above - below) / (2 * STEP);
    }

    private static Parameters parameters(Network network, SplittableRandom random) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(network).forEach((id, shape) -> {
            float[] drawn = switch (id.kind()) {
                case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> {
                    double bound = Math.sqrt(6.0 * shape.extent(0) / shape.elements());
                    yield values(shape.elements(), -bound, bound, random);
                }
                case NORM_SCALE, NORM_VARIANCE -> values(shape.elements(), 0.5, 1.5, random);
                case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN ->
                    values(shape.elements(), -0.2, 0.2, random);
                case NORM_BATCHES -> new float[shape.elements()];
            };
            tensors.put(id, Tensor.of(shape, drawn));
        });
        return new Parameters(network, tensors);
    }

    private static float[] values(int length, double low, double high, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }
}
