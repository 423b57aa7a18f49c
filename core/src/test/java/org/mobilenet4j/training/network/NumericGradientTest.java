package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mobilenet4j.architecture.Activation.HARD_SWISH;
import static org.mobilenet4j.architecture.Activation.NONE;
import static org.mobilenet4j.architecture.Activation.RELU;
import static org.mobilenet4j.architecture.Activation.RELU6;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Architecture.Stage;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.weights.Parameters;

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

    record Case(String name, Architecture architecture, Mode mode, Kernels kernels) {
        @Override
        public String toString() {
            return name + ", " + architecture.options().padding() + ", " + mode + ", " + kernels.name();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Kernels kernels : List.of(KernelSelection.chosen().kernels(), new ScalarKernels())) {
            for (Mode mode : Mode.values()) {
                for (PaddingMode padding : PaddingMode.values()) {
                    Options options = MobileNet.named("mobilenet_v2")
                            .orElseThrow()
                            .options()
                            .withResolution(padding == PaddingMode.SAME ? 36 : 33) // where SAME is not symmetric
                            .withClasses(CLASSES)
                            .withPadding(padding);
                    cases.add(new Case("separable, ReLU", separable(options), mode, kernels));
                    cases.add(new Case("inverted residuals, ReLU6", residuals(options), mode, kernels));
                    cases.add(new Case("squeeze-excite, hard-swish", excited(options), mode, kernels));
                    cases.add(new Case("minimalistic V3, ReLU", minimalistic(options), mode, kernels));
                }
            }
        }
        return cases.stream();
    }

    private static Architecture separable(Options options) {
        List<Block> blocks = List.of(separableBlock(8, 12, 3, 1, options), separableBlock(12, 16, 5, 2, options));
        return network(options, Convolution.dense(3, 8, 3, 2, options, RELU), blocks, null, null, 16);
    }

    private static Block separableBlock(int in, int out, int kernel, int stride, Options options) {
        return new Block(
                null,
                Convolution.depthwise(in, kernel, stride, options, RELU),
                null,
                Convolution.pointwise(in, out, options, RELU),
                false);
    }

    private static Architecture residuals(Options options) {
        List<Block> blocks = List.of(
                Block.invertedResidual(8, 8, 8, 3, 1, 0, RELU6, options),
                Block.invertedResidual(8, 40, 13, 3, 2, 0, RELU6, options),
                Block.invertedResidual(13, 24, 13, 5, 1, 0, RELU6, options));
        Convolution last = Convolution.pointwise(13, 33, options, RELU6);
        return network(options, Convolution.dense(3, 8, 3, 2, options, RELU6), blocks, last, null, 33);
    }

    private static Architecture excited(Options options) {
        List<Block> blocks = List.of(
                Block.invertedResidual(8, 24, 8, 5, 1, 8, HARD_SWISH, options),
                Block.invertedResidual(8, 20, 16, 5, 2, 8, HARD_SWISH, options));
        Convolution last = Convolution.pointwise(16, 24, options, HARD_SWISH);
        Linear hidden = new Linear(24, 32, HARD_SWISH);
        return network(options, Convolution.dense(3, 8, 3, 2, options, HARD_SWISH), blocks, last, hidden, 32);
    }

    /** A first block that does not expand, no squeeze-excite, small kernels, and a hidden layer before the classifier. */
    private static Architecture minimalistic(Options options) {
        List<Block> blocks = List.of(
                Block.invertedResidual(8, 8, 8, 3, 1, 0, RELU, options),
                Block.invertedResidual(8, 36, 12, 3, 2, 0, RELU, options),
                Block.invertedResidual(12, 20, 12, 3, 1, 0, RELU, options));
        Convolution last = Convolution.pointwise(12, 28, options, RELU);
        Linear hidden = new Linear(28, 32, RELU);
        return network(options, Convolution.dense(3, 8, 3, 2, options, RELU), blocks, last, hidden, 32);
    }

    private static Architecture network(
            Options options,
            Convolution stem,
            List<Block> blocks,
            @Nullable Convolution last,
            @Nullable Linear hidden,
            int features) {
        return new Architecture(
                MobileNet.named("mobilenet_v2").orElseThrow().family(),
                options,
                stem,
                List.of(new Stage(blocks)),
                last,
                hidden,
                new Dropout(0.3),
                new Linear(features, CLASSES, NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreTheSlopesOfTheLoss(Case checked) {
        check(checked.architecture(), checked.mode(), checked.kernels());
    }

    private static void check(Architecture architecture, Mode mode, Kernels kernels) {
        SplittableRandom random = new SplittableRandom(20260103);
        Parameters parameters = parameters(architecture, random);
        float[][] images = new float[IMAGES][];
        int[] labels = new int[IMAGES];
        for (int n = 0; n < IMAGES; n++) {
            int resolution = architecture.options().resolution();
            images[n] = values(resolution * resolution * 3, -1, 1, random);
            labels[n] = n;
        }
        DoubleNetwork reference = new DoubleNetwork(parameters, mode, 7);
        TrainableNetwork network = new TrainableNetwork(parameters, IMAGES, 2, Precision.FLOAT32, kernels);
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

    private static Parameters parameters(Architecture architecture, SplittableRandom random) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(architecture).forEach((id, shape) -> {
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
        return new Parameters(architecture, tensors);
    }

    private static float[] values(int length, double low, double high, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }
}
