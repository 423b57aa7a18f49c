package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;

class StemWhiteningTest {
    private static final int SIDE = 32;
    private static final int KERNEL = 3;

    @Test
    void filtersOfImagesAreUncorrelatedWithVarianceOne() {
        Parameters parameters = fresh(3, 0.5);
        List<float[]> inputs = smoothImages(3);

        StemWhitening.apply(parameters, new MapShape(SIDE, SIDE, 3), examples(inputs), 1, Workers.CALLER);

        float[] filters = parameters.get(Location.STEM, Kind.WEIGHT).data();
        int taps = 3 * KERNEL * KERNEL;
        assertThat(filters).hasSize(16 * taps);
        double[][] responses = IntStream.range(0, 16)
                .mapToObj(filter -> responses(inputs, 3, filters, filter * taps))
                .toArray(double[][]::new);
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                // The least variance that is added to each component takes a little off 1.
                assertThat(covariance(responses[i], responses[j])).isCloseTo(i == j ? 1 : 0, within(0.02));
            }
            for (int tap = 0; tap < taps; tap++) {
                assertThat(filters[(8 + i) * taps + tap]).isEqualTo(-filters[i * taps + tap]);
            }
        }
    }

    @Test
    void filtersBeyondTheComponentsStayAsDrawn() {
        Parameters parameters = fresh(1, 1);
        float[] drawn = parameters.get(Location.STEM, Kind.WEIGHT).data().clone();

        StemWhitening.apply(parameters, new MapShape(SIDE, SIDE, 1), examples(smoothImages(1)), 1, Workers.CALLER);

        float[] filters = parameters.get(Location.STEM, Kind.WEIGHT).data();
        int taps = KERNEL * KERNEL;
        assertThat(filters).hasSize(32 * taps);
        assertThat(copy(filters, 18 * taps, 32 * taps)).isEqualTo(copy(drawn, 18 * taps, 32 * taps));
        assertThat(copy(filters, 17 * taps, 18 * taps)).isNotEqualTo(copy(drawn, 17 * taps, 18 * taps));
    }

    @Test
    void imagesOfOneColourLeaveFiniteWeights() {
        Parameters parameters = fresh(3, 0.5);
        List<float[]> white = Collections.nCopies(3, new float[SIDE * SIDE * 3]);

        StemWhitening.apply(parameters, new MapShape(SIDE, SIDE, 3), examples(white), 1, Workers.CALLER);

        for (float value : parameters.get(Location.STEM, Kind.WEIGHT).data()) {
            assertThat(value).isFinite();
        }
    }

    private static Parameters fresh(int channels, double width) {
        Options options =
                Options.DEFAULT.withInputChannels(channels).withWidth(width).withClasses(2);
        return Initialization.of(Initialization.Scheme.FEW_EPOCHS, Family.V2.build(options), 1);
    }

    private static TrainingExamples<Integer> examples(List<float[]> inputs) {
        return new LabelledInputs(inputs, Collections.nCopies(inputs.size(), 0));
    }

    /** Noise over which a window of 3 x 3 was averaged, plus a little of its own: near pixels are alike, as in photos. */
    private static List<float[]> smoothImages(int channels) {
        SplittableRandom random = new SplittableRandom(3);
        return Stream.generate(() -> {
                    float[] noise = new float[SIDE * SIDE * channels];
                    for (int i = 0; i < noise.length; i++) {
                        noise[i] = (float) random.nextGaussian();
                    }
                    float[] smooth = noise.clone();
                    for (int y = 1; y < SIDE - 1; y++) {
                        for (int x = 1; x < SIDE - 1; x++) {
                            for (int c = 0; c < channels; c++) {
                                for (int tap = 0; tap < KERNEL * KERNEL; tap++) {
                                    int from = (y + tap / 3 - 1) * SIDE + x + tap % 3 - 1;
                                    smooth[(y * SIDE + x) * channels + c] += noise[from * channels];
                                }
                            }
                        }
                    }
                    return smooth;
                })
                .limit(10)
                .toList();
    }

    /** What a filter makes of every patch, by its formula. */
    private static double[] responses(List<float[]> inputs, int channels, float[] filters, int at) {
        int places = SIDE - KERNEL + 1;
        return inputs.stream()
                .flatMapToDouble(input -> IntStream.range(0, places * places).mapToDouble(place -> {
                    double sum = 0;
                    int tap = at;
                    for (int c = 0; c < channels; c++) {
                        for (int y = 0; y < KERNEL; y++) {
                            for (int x = 0; x < KERNEL; x++) {
                                int pixel = (place / places + y) * SIDE + place % places + x;
                                sum += filters[tap++] * input[pixel * channels + c];
                            }
                        }
                    }
                    return sum;
                }))
                .toArray();
    }

    private static double covariance(double[] a, double[] b) {
        double sumA = 0;
        double sumB = 0;
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            sumA += a[i];
            sumB += b[i];
            products += a[i] * b[i];
        }
        return products / a.length - sumA / a.length * (sumB / a.length);
    }

    private static float[] copy(float[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
