package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.FilterLevels;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.quantization.RangeMethod;

/** Training in eight bits against the same few layers written out: rounded forward, straight through backward. */
class StraightThroughTest {
    private static final Location SECOND = new Location("second");
    private static final Location SUM = new Location("sum");
    private static final int PIXELS = 6;
    private static final int CHANNELS = 4;
    private static final int IMAGES = 3;
    private static final MapShape INPUT = new MapShape(2, 3, 3);

    private final SplittableRandom random = new SplittableRandom(20261129);
    private final float[][] images = values(IMAGES, INPUT.length(), 2);
    private final float[] byLogits = values(1, IMAGES * 2, 1)[0];

    private float[][] values(int count, int length, double largest) {
        float[][] values = new float[count][length];
        for (float[] array : values) {
            for (int i = 0; i < length; i++) {
                array[i] = (float) random.nextDouble(-largest, largest);
            }
        }
        return values;
    }

    /**
     * stem: 1 x 1 with the activation; second: 1 x 1 without one, of the stem; their sum; mean; classifier. Every range cuts some
     * values off, and none is in a simple proportion to another, so that none lies right between two levels.
     */
    @ParameterizedTest
    @EnumSource
    void gradientsPassRoundingAndStopWhereAValueIsCutOff(Activation activation) {
        Network network = new NetworkBuilder(3)
                .add(Location.STEM, convolution(3, activation))
                .add(SECOND, convolution(CHANNELS, Activation.NONE))
                .add(SUM, new Add(), SECOND, Location.STEM)
                .add(Location.POOL, new GlobalAveragePool())
                .add(Location.CLASSIFIER, new Linear(CHANNELS, 2, Activation.NONE))
                .output(Network.LOGITS)
                .build();
        Parameters parameters = Initialization.torchvision(network, 1);
        parameters.tensors().values().forEach(tensor -> {
            for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = (float) random.nextDouble(-1, 1);
            }
        });
        boolean hasSum = Quantization.hasSum(activation);
        Map<String, Range> ranges = new HashMap<>(Map.of(
                "input", new Range(-1.5f, 1.6f),
                "stem", new Range(activation == Activation.NONE ? -0.6f : hasSum ? -0.2f : 0, 0.7f),
                "second", new Range(-0.5f, 0.6f),
                "sum", new Range(-0.4f, 0.917f),
                "pool", new Range(-0.1f, 0.4137f)));
        if (hasSum) {
            ranges.put("stem/sum", new Range(-1, 1.2f));
        }
        TrainableNetwork trained = network(parameters, ranges, INPUT);

        float[] logits =
                trained.forward(List.of(images), Mode.BATCH_STATISTICS, 0).clone();
        Gradients gradients = trained.backward(byLogits);

        Twin twin = new Twin(parameters, ranges, activation);
        twin.run();
        for (int i = 0; i < logits.length; i++) {
            assertThat((double) logits[i]).isCloseTo(twin.logits[i], within(1e-5));
        }
        twin.gradients.forEach((id, expected) -> {
            float[] found = gradients.get(id.location(), id.kind());
            for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i]).as("%s[%d]", id, i).isCloseTo(expected[i], within(1e-5));
            }
        });
        assertThat(twin.cutOff).isPositive();
    }

    private static Convolution convolution(int in, Activation activation) {
        return new Convolution(in, CHANNELS, 1, 1, 1, 1, PaddingMode.TORCH, null, true, activation);
    }

    private static TrainableNetwork network(Parameters parameters, Map<String, Range> ranges, MapShape input) {
        return new TrainableNetwork(
                parameters,
                ranges,
                input,
                IMAGES,
                new Workers(2),
                Ranks.ALONE,
                Precision.FLOAT32,
                Recomputation.NONE,
                KernelSelection.chosen().kernels());
    }

    /** The network written out in double. */
    private final class Twin {
        private final Parameters parameters;
        private final Map<String, Range> ranges;
        private final Activation activation;
        private final Map<ParameterId, double[]> gradients = new HashMap<>();
        private final double[] logits = new double[IMAGES * 2];
        private int cutOff;

        Twin(Parameters parameters, Map<String, Range> ranges, Activation activation) {
            this.parameters = parameters;
            this.ranges = ranges;
            this.activation = activation;
            parameters.tensors().forEach((id, tensor) -> gradients.put(id, new double[tensor.data().length]));
        }

        private Range range(String value) {
            return Objects.requireNonNull(ranges.get(value), value);
        }

        private double[] gradient(Location at, ParameterId.Kind kind) {
            return Objects.requireNonNull(gradients.get(new ParameterId(at, kind)));
        }

        private double round(String value, double exact) {
            return range(value).round((float) exact);
        }

        private double passed(String value, double exact, double gradient) {
            boolean isCutOff = !range(value).covers((float) exact);
            cutOff += isCutOff ? 1 : 0;
            return isCutOff ? 0 : gradient;
        }

        private float[][] rounded(Location at, String input) {
            float[] weight = parameters.get(at, WEIGHT).data().clone();
            float[] bias = parameters.get(at, BIAS).data().clone();
            FilterLevels.of(weight, bias, range(input).scale()).dequantize(weight, bias);
            return new float[][] {weight, bias};
        }

        private double[] applied(float[][] filter, double[] in) {
            double[] out = new double[filter[1].length];
            for (int o = 0; o < out.length; o++) {
                out[o] = filter[1][o];
                for (int i = 0; i < in.length; i++) {
                    out[o] += filter[0][o * in.length + i] * in[i];
                }
            }
            return out;
        }

        /** Adds to the gradients of a filter; returns that by its input. */
        private double[] back(Location at, float[][] filter, double[] in, double[] gradient) {
            double[] byInput = new double[in.length];
            double[] byWeight = gradient(at, WEIGHT);
            double[] byBias = gradient(at, BIAS);
            for (int o = 0; o < gradient.length; o++) {
                byBias[o] += gradient[o];
                for (int i = 0; i < in.length; i++) {
                    byWeight[o * in.length + i] += gradient[o] * in[i];
                    byInput[i] += gradient[o] * filter[0][o * in.length + i];
                }
            }
            return byInput;
        }

        private double activated(double x) {
            return switch (activation) {
                case NONE -> x;
                case RELU -> Math.max(x, 0);
                case RELU6 -> Math.clamp(x, 0, 6);
                case HARD_SWISH -> x * Math.clamp(x + 3, 0, 6) / 6;
                case HARD_SIGMOID -> Math.clamp(x + 3, 0, 6) / 6;
                case SIGMOID -> 1 / (1 + Math.exp(-x));
            };
        }

        private double slope(double x) {
            return switch (activation) {
                case NONE -> 1;
                case RELU, RELU6 -> x > 0 ? 1 : 0;
                case HARD_SWISH -> (2 * x + 3) / 6; // the range of sums lies within -3 and 3
                case HARD_SIGMOID -> 1 / 6.0;
                case SIGMOID -> activated(x) * (1 - activated(x));
            };
        }

        void run() {
            float[][] stem = rounded(Location.STEM, "input");
            float[][] second = rounded(SECOND, "stem");
            float[][] classifier = rounded(Location.CLASSIFIER, "pool");
            boolean hasSum = ranges.containsKey("stem/sum");
            for (int n = 0; n < IMAGES; n++) {
                double[][] in = new double[PIXELS][3];
                double[][] stemSums = new double[PIXELS][];
                double[][] stemValues = new double[PIXELS][CHANNELS];
                double[][] seconds = new double[PIXELS][];
                double[][] sums = new double[PIXELS][CHANNELS];
                double[] means = new double[CHANNELS];
                for (int p = 0; p < PIXELS; p++) {
                    for (int i = 0; i < 3; i++) {
                        in[p][i] = round("input", images[n][p * 3 + i]);
                    }
                    stemSums[p] = applied(stem, in[p]);
                    for (int c = 0; c < CHANNELS; c++) {
                        double sum = hasSum ? round("stem/sum", stemSums[p][c]) : stemSums[p][c];
                        stemValues[p][c] = round("stem", activated(sum));
                    }
                    seconds[p] = applied(second, stemValues[p]);
                    for (int c = 0; c < CHANNELS; c++) {
                        sums[p][c] = round("second", seconds[p][c]) + stemValues[p][c];
                        means[c] += round("sum", sums[p][c]) / PIXELS;
                    }
                }
                double[] pooled =
                        Arrays.stream(means).map(mean -> round("pool", mean)).toArray();
                double[] given = applied(classifier, pooled);
                System.arraycopy(given, 0, logits, n * 2, 2);

                double[] byPooled = back(
                        Location.CLASSIFIER, classifier, pooled, new double[] {byLogits[n * 2], byLogits[n * 2 + 1]});
                for (int p = 0; p < PIXELS; p++) {
                    double[] bySum = new double[CHANNELS];
                    double[] bySecond = new double[CHANNELS];
                    for (int c = 0; c < CHANNELS; c++) {
                        double byMean = passed("pool", means[c], byPooled[c]);
                        bySum[c] = passed("sum", sums[p][c], byMean / PIXELS);
                        bySecond[c] = passed("second", seconds[p][c], bySum[c]);
                    }
                    double[] byStem = back(SECOND, second, stemValues[p], bySecond);
                    for (int c = 0; c < CHANNELS; c++) {
                        double exact = stemSums[p][c];
                        double sum = hasSum ? round("stem/sum", exact) : exact;
                        byStem[c] = passed("stem", activated(sum), byStem[c] + bySum[c]) * slope(sum);
                        byStem[c] = hasSum ? passed("stem/sum", exact, byStem[c]) : byStem[c];
                    }
                    back(Location.STEM, stem, in[p], byStem);
                }
            }
        }
    }

    /** Through squeeze-excite, depthwise filters and a hidden layer, a gradient goes where that of the floats does. */
    @Test
    void aWholeNetworksGradientIsCloseToThatOfFloats() {
        // With a momentum of 1 the running statistics are the last batch's, and values have a usual size.
        Options options = Options.DEFAULT.withClasses(2).withDropout(0).withNorm(new BatchNorm(1e-5, 1));
        Network network = new NetworkBuilder(3)
                .add(Location.STEM, Convolution.dense(3, 8, 3, 2, options, Activation.HARD_SWISH))
                .invertedResidual(0, 0, 24, 8, 5, 1, 8, Activation.HARD_SWISH, options)
                .invertedResidual(0, 1, 20, 16, 3, 2, 8, Activation.RELU, options)
                .add(Location.LAST, Convolution.pointwise(16, 24, options, Activation.HARD_SWISH))
                .add(Location.POOL, new GlobalAveragePool())
                .add(Location.HIDDEN, new Linear(24, 32, Activation.HARD_SWISH))
                .classifier(options)
                .build();
        MapShape input = new MapShape(21, 19, 3);
        float[][] larger = values(IMAGES, input.length(), 2);
        Parameters parameters = Initialization.torchvision(network, 5);
        network(parameters, Map.of(), input).forward(List.of(larger), Mode.BATCH_STATISTICS, 0);
        Parameters folded = FoldNorms.of(parameters);
        Calibrator calibrator = Calibrator.of(folded, input.height(), input.width());
        for (float[] image : larger) {
            calibrator.observe(image);
        }
        Map<String, Range> ranges = calibrator.quantization(RangeMethod.MIN_MAX).ranges();

        Map<ParameterId, float[]> exact = gradient(network(folded, Map.of(), input), larger);
        Map<ParameterId, float[]> rounded = gradient(network(folded, ranges, input), larger);

        exact.forEach((id, expected) -> assertThat(cosine(expected, Objects.requireNonNull(rounded.get(id))))
                .as(id.toString())
                .isGreaterThan(0.6));
    }

    private Map<ParameterId, float[]> gradient(TrainableNetwork network, float[][] batch) {
        network.forward(List.of(batch), Mode.BATCH_STATISTICS, 0);
        return network.backward(byLogits.clone()).arrays();
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squares += (double) a[i] * a[i];
            others += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squares * others);
    }

    @Test
    void onlyAFoldedNetworkWithAllItsRangesCanBeRounded() {
        Network network =
                MobileNet.MOBILENET_V2.build(options -> options.withWidth(0.1).withClasses(2));
        Parameters parameters = Initialization.torchvision(network, 1);
        MapShape input = new MapShape(32, 32, 3);
        Node first = network.nodes().getFirst();

        assertThatThrownBy(() -> network(parameters, Map.of("input", new Range(0, 1)), input))
                .hasMessage(first.location() + " has a batch norm or no bias, expected a folded network with ranges");
        assertThatThrownBy(() -> network(FoldNorms.of(parameters), Map.of("input", new Range(0, 1)), input))
                .hasMessage("there is no range of the value " + first.location());
    }
}
