package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.kernel.scalar.ScalarKernels;

/** Every kernel of training of this JVM's width against its scalar twin, at sizes on and off the width of a vector. */
@EveryWidth
class GradientKernelsTest {
    private static final float GUARD = 12345f;
    private static final int OFFSET = 3;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private final GradientKernels scalar = new ScalarKernels().gradients();
    private final GradientKernels chosen = KernelSelection.chosen().kernels().gradients();
    private final SplittableRandom random = new SplittableRandom(20260102);

    private interface Computation {
        void run(GradientKernels kernels, float[] result);
    }

    private interface Summing {
        void run(GradientKernels kernels, double[] sums);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 7", "49, 13", "3, 16", "20, 24", "7, 33", "64, 100", "2, 257", "131, 48"})
    void normsAndActivations(int pixels, int channels) {
        int length = pixels * channels;
        float[] in = values(OFFSET + length);
        float[] norm = values(OFFSET + 3 * channels);
        float[] terms = values(OFFSET + 5 * channels);
        float[] gradient = values(OFFSET + length);
        short[] narrow = new short[OFFSET + length];
        scalar.narrow(in, 0, narrow, 0, OFFSET + length);

        assertSumsAgree(
                channels,
                4 * pixels,
                (kernels, sums) -> kernels.moments(pixels, channels, in, OFFSET, norm, OFFSET, sums, OFFSET));
        for (float high : new float[] {6, INFINITY}) {
            for (float low : new float[] {0, -INFINITY}) {
                assertAgree(
                        length,
                        3,
                        (kernels, out) ->
                                kernels.normalize(pixels, channels, in, OFFSET, norm, OFFSET, low, high, out, OFFSET));
                assertSumsAgree(
                        channels,
                        4 * pixels,
                        (kernels, sums) -> kernels.clampSums(
                                pixels, channels, in, OFFSET, norm, OFFSET, low, high, gradient, OFFSET, sums, OFFSET));
                assertAgree(
                        length,
                        8,
                        (kernels, out) -> kernels.clampGradient(
                                pixels, channels, in, OFFSET, terms, OFFSET, low, high, gradient, OFFSET, out, OFFSET));
                assertAgree(
                        length,
                        3,
                        (kernels, out) -> kernels.normalize(
                                pixels, channels, narrow, OFFSET, norm, OFFSET, low, high, out, OFFSET));
                assertAgree(
                        length,
                        8,
                        (kernels, out) -> kernels.clampGradient(
                                pixels, channels, narrow, OFFSET, terms, OFFSET, low, high, gradient, OFFSET, out,
                                OFFSET));
                assertAgree(length, 8, (kernels, out) -> {
                    System.arraycopy(gradient, OFFSET, out, OFFSET, length);
                    kernels.clampGradient(
                            pixels, channels, in, OFFSET, terms, OFFSET, low, high, out, OFFSET, out, OFFSET);
                });
            }
        }
        assertSumsAgree(
                channels,
                16 * pixels,
                (kernels, sums) -> kernels.hardSwishSums(
                        pixels, channels, in, OFFSET, norm, OFFSET, gradient, OFFSET, sums, OFFSET));
        assertAgree(
                length,
                32,
                (kernels, out) -> kernels.hardSwishGradient(
                        pixels, channels, in, OFFSET, terms, OFFSET, gradient, OFFSET, out, OFFSET));
    }

    @Test
    void hardSwishHasTheSlopesOfPyTorchAtItsCorners() {
        float[] in = {-4, -3, -1, 0, 3, 4};
        float[] gradient = {1, 1, 1, 1, 1, 1};
        float[] slopes = new float[6];
        chosen.hardSwishGradient(6, 1, in, 0, new float[] {0, 1, 0, 0, 0}, 0, gradient, 0, slopes, 0);
        assertThat(slopes).containsExactly(new float[] {0, -0.5f, 1 / 6f, 0.5f, 1.5f, 1}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 100, 257})
    void bfloat16IsTheNearestWithTiesToEven(int length) {
        float[] in = values(OFFSET + length);
        in[OFFSET] = Float.intBitsToFloat(0x3f808000); // half-way between two, of which the lower is even
        for (GradientKernels kernels : new GradientKernels[] {scalar, chosen}) {
            short[] narrow = new short[OFFSET + length];
            kernels.narrow(in, OFFSET, narrow, OFFSET, length);
            float[] wide = guarded(length);
            kernels.widen(narrow, OFFSET, wide, OFFSET, length);
            float[] out = unguarded(wide);
            assertThat(out[0]).isEqualTo(1);
            for (int i = 0; i < length; i++) {
                float value = in[OFFSET + i];
                assertThat(out[i]).isCloseTo(value, within(Math.abs(value) / 256));
                assertThat(Float.floatToRawIntBits(out[i]) & 0xffff).isZero();
            }
        }
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, -0f, Float.MAX_VALUE};
        short[] narrow = new short[4];
        chosen.narrow(special, 0, narrow, 0, 4);
        chosen.widen(narrow, 0, special, 0, 4);
        assertThat(special)
                .containsExactly(new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0f, Float.POSITIVE_INFINITY});
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 13",
        "5, 3, 24",
        "6, 24, 33",
        "49, 16, 96",
        "130, 13, 32",
        "17, 8, 31",
        "12, 32, 64",
        "13, 27, 40",
        "300, 40, 12",
        "49, 100, 88",
        "2, 144, 24"
    })
    void pointwiseWeights(int rows, int in, int out) {
        float[] input = values(OFFSET + rows * in);
        float[] gradient = values(OFFSET + rows * out);
        assertAgree(
                out * in,
                rows,
                (kernels, weights) ->
                        kernels.pointwiseWeights(rows, in, out, input, OFFSET, gradient, OFFSET, weights, OFFSET));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 3, 1, 1", "5, 7, 13, 3, 1, 1", "7, 5, 24, 3, 2, 1", "8, 8, 32, 3, 2, 1", "9, 11, 100, 5, 1, 1",
        "10, 7, 72, 5, 2, 1", "2, 2, 17, 5, 1, 1", "13, 13, 40, 3, 1, 2", "6, 6, 20, 5, 1, 4", "6, 9, 19, 7, 3, 1",
        "1, 1, 16, 3, 2, 1", "1, 1, 48, 3, 1, 1", "3, 2, 32, 3, 2, 1", "9, 9, 24, 3, 2, 2", "7, 8, 40, 3, 3, 2",
        "16, 19, 257, 3, 1, 4", "20, 17, 33, 5, 1, 2", "9, 33, 100, 3, 1, 7", "29, 25, 16, 5, 1, 12",
                "33, 33, 40, 3, 1, 12",
        "9, 10, 48, 5, 2, 3", "11, 12, 64, 3, 2, 2", "3, 5, 24, 3, 1, 36", "1, 8, 17, 5, 1, 2", "12, 11, 13, 7, 1, 2",
        "5, 6, 1, 5, 1, 3", "9, 1, 24, 5, 1, 1", "6, 2, 32, 5, 1, 1"
    })
    void depthwise(int height, int width, int channels, int kernel, int stride, int dilation) {
        int padding = dilation * (kernel - 1) / 2;
        int outHeight = (height + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        int outWidth = (width + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        for (Window window : new Window[] {
            new Window(height, width, channels, kernel, stride, dilation, padding, padding, outHeight, outWidth),
            new Window(height, width, channels, kernel, stride, dilation, padding - 1, padding, outHeight, outWidth),
            new Window(height, width, channels, kernel, stride, dilation, padding, padding - 1, outHeight, outWidth),
            // fewer columns than the map has, whose windows begin between those that are a dilation apart
            new Window(
                    height,
                    width,
                    channels,
                    kernel,
                    stride,
                    dilation,
                    padding,
                    padding - 1,
                    outHeight,
                    Math.max(outWidth - 1, 1)),
        }) {
            float[] input = values(OFFSET + height * width * channels);
            float[] gradient = values(OFFSET + window.outPixels() * channels);
            float[] weights = values(OFFSET + kernel * kernel * channels);
            assertAgree(
                    height * width * channels,
                    kernel * kernel,
                    (kernels, out) -> kernels.depthwiseInput(window, gradient, OFFSET, weights, OFFSET, out, OFFSET));
            assertAgree(
                    kernel * kernel * channels,
                    window.outPixels(),
                    (kernels, out) -> kernels.depthwiseWeights(window, input, OFFSET, gradient, OFFSET, out, OFFSET));
            if (stride == 1) {
                assertMirroredConvolutionIsTheGradient(window, gradient, weights);
            }
        }
    }

    /** What several bands of rows add is what the whole map adds. */
    @ParameterizedTest
    @CsvSource({
        "14, 13, 40, 3, 1, 1",
        "12, 15, 33, 5, 1, 1",
        "19, 17, 100, 3, 1, 2",
        "17, 33, 16, 5, 1, 2",
        "13, 10, 24, 3, 2, 4"
    })
    void depthwiseWeightsByBands(int height, int width, int channels, int kernel, int stride, int dilation) {
        int padding = dilation * (kernel - 1) / 2;
        int outHeight = (height - 1) / stride + 1;
        int outWidth = (width - 1) / stride + 1;
        float[] input = values(height * width * channels);
        float[] gradient = values(outHeight * outWidth * channels);
        float[] whole = new float[kernel * kernel * channels];
        float[] byBands = whole.clone();
        chosen.depthwiseWeights(
                new Window(height, width, channels, kernel, stride, dilation, padding, padding, outHeight, outWidth),
                input,
                0,
                gradient,
                0,
                whole,
                0);
        for (int y = 0; y < outHeight; y += 3) {
            Window band = new Window(
                    height,
                    width,
                    channels,
                    kernel,
                    stride,
                    dilation,
                    padding - y * stride,
                    padding,
                    Math.min(3, outHeight - y),
                    outWidth);
            chosen.depthwiseWeights(band, input, 0, gradient, y * outWidth * channels, byBands, 0);
        }

        if (KernelSelection.chosen().kernels().name().equals("scalar")) { // sums in double, rounded after each band
            assertClose(byBands, whole, outHeight);
        } else {
            assertThat(byBands).isEqualTo(whole);
        }
    }

    private void assertMirroredConvolutionIsTheGradient(Window window, float[] gradient, float[] weights) {
        int channels = window.channels();
        int taps = window.kernel() * window.kernel();
        float[] expected = guarded(window.height() * window.width() * channels);
        float[] actual = expected.clone();
        scalar.depthwiseInput(window, gradient, OFFSET, weights, OFFSET, expected, OFFSET);
        float[] turned = new float[OFFSET + taps * channels];
        for (int tap = 0; tap < taps; tap++) {
            System.arraycopy(weights, OFFSET + tap * channels, turned, OFFSET + (taps - 1 - tap) * channels, channels);
        }
        float[] zeros = new float[channels];
        Kernels kernels = KernelSelection.chosen().kernels();
        kernels.depthwise(
                window.mirrored(), gradient, OFFSET, turned, OFFSET, zeros, 0, -INFINITY, INFINITY, actual, OFFSET);
        assertClose(unguarded(actual), unguarded(expected), taps);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 3, 1, 1", "5, 7, 13, 7, 3, 1, 1", "7, 5, 24, 33, 3, 2, 1", "8, 9, 32, 64, 3, 2, 2",
        "33, 33, 32, 24, 3, 1, 12", "17, 25, 129, 16, 3, 1, 24", "11, 9, 20, 40, 5, 2, 3", "6, 4, 100, 48, 3, 3, 2",
        "9, 8, 257, 13, 3, 1, 4", "3, 2, 17, 96, 5, 1, 36", "4, 5, 33, 24, 1, 2, 1"
    })
    void denseInput(int height, int width, int in, int out, int kernel, int stride, int dilation) {
        int padding = dilation * (kernel - 1) / 2;
        int outHeight = (height - 1) / stride + 1;
        int outWidth = (width - 1) / stride + 1;
        for (int top : new int[] {padding, Math.max(padding - 1, 0)}) {
            Window window = new Window(height, width, in, kernel, stride, dilation, top, padding, outHeight, outWidth);
            float[] gradient = values(OFFSET + window.outPixels() * out);
            float[] weight = values(out * in * kernel * kernel);
            float[] expected = denseInput(new ScalarKernels(), window, out, gradient, weight);
            float[] actual = denseInput(KernelSelection.chosen().kernels(), window, out, gradient, weight);
            assertClose(actual, expected, kernel * kernel * out);
            assertClose(expected, denseInputByDefinition(window, out, gradient, weight), kernel * kernel * out);
            if (stride == 1) {
                assertThat(actual).isEqualTo(mirroredDense(window, out, gradient, weight));
            }
        }
    }

    private static float[] denseInput(Kernels kernels, Window window, int out, float[] gradient, float[] weight) {
        float[] result = guarded(window.height() * window.width() * window.channels());
        float[] packed = mirrored(kernels, window, out, weight);
        kernels.gradients().denseInput(window, out, gradient, OFFSET, packed, OFFSET, result, OFFSET);
        return unguarded(result);
    }

    /** At stride 1 the gradient is a convolution as well. */
    private static float[] mirroredDense(Window window, int out, float[] gradient, float[] weight) {
        Kernels kernels = KernelSelection.chosen().kernels();
        float[] result = guarded(window.height() * window.width() * window.channels());
        float[] packed = mirrored(kernels, window, out, weight);
        float[] noBias = new float[WeightPacking.paddedOut(kernels.panel(), window.channels())];
        kernels.dense(
                window.mirrored().withChannels(out),
                window.channels(),
                gradient,
                OFFSET,
                packed,
                OFFSET,
                noBias,
                0,
                -INFINITY,
                INFINITY,
                result,
                OFFSET);
        return unguarded(result);
    }

    private static float[] mirrored(Kernels kernels, Window window, int out, float[] weight) {
        int length = window.kernel() * window.kernel() * out;
        float[] packed = new float[OFFSET + WeightPacking.panelsLength(kernels.panel(), length, window.channels())];
        WeightPacking.mirroredDense(kernels.panel(), out, window.channels(), window.kernel(), weight, packed, OFFSET);
        return packed;
    }

    /** Each product of the convolution, from OIHW weights, led back to the input it took. */
    private static float[] denseInputByDefinition(Window window, int out, float[] gradient, float[] weight) {
        int in = window.channels();
        int kernel = window.kernel();
        double[] sums = new double[window.height() * window.width() * in];
        for (int y = 0; y < window.outHeight(); y++) {
            for (int x = 0; x < window.outWidth(); x++) {
                for (int tap = 0; tap < kernel * kernel; tap++) {
                    int inY = y * window.stride() - window.top() + tap / kernel * window.dilation();
                    int inX = x * window.stride() - window.left() + tap % kernel * window.dilation();
                    if (inY < 0 || inY >= window.height() || inX < 0 || inX >= window.width()) {
                        continue;
                    }
                    for (int o = 0; o < out; o++) {
                        double g = gradient[OFFSET + (y * window.outWidth() + x) * out + o];
                        for (int i = 0; i < in; i++) {
                            sums[(inY * window.width() + inX) * in + i] +=
                                    g * weight[(o * in + i) * kernel * kernel + tap];
                        }
                    }
                }
            }
        }
        float[] result = new float[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) sums[i];
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "1, 1, 5, 6, 13",
        "5, 7, 13, 17, 7",
        "9, 8, 4, 3, 16",
        "3, 5, 3, 5, 33",
        "2, 3, 7, 2, 100",
        "7, 1, 20, 9, 257",
        "17, 13, 65, 33, 21",
        "17, 13, 1, 1, 24"
    })
    void bilinearGradient(int inHeight, int inWidth, int outHeight, int outWidth, int channels) {
        int terms = 4 * Math.ceilDiv(2 * outHeight, inHeight) * Math.ceilDiv(2 * outWidth, inWidth);
        for (int stride : new int[] {channels, channels + 5}) {
            float[] gradient = values(OFFSET + outHeight * outWidth * stride);
            assertAgree(
                    inHeight * inWidth * channels,
                    terms,
                    (kernels, out) -> kernels.bilinearGradient(
                            inHeight, inWidth, channels, outHeight, outWidth, gradient, OFFSET, stride, out, OFFSET));
        }
    }

    /** Both kernels' results, started from the same values where they add. */
    private void assertAgree(int length, int terms, Computation computation) {
        float[] expected = guarded(length);
        System.arraycopy(values(length), 0, expected, OFFSET, length);
        float[] actual = expected.clone();
        computation.run(scalar, expected);
        computation.run(chosen, actual);
        assertClose(unguarded(actual), unguarded(expected), terms);
    }

    /** As {@link #assertAgree} for two sums of each channel. */
    private void assertSumsAgree(int channels, int terms, Summing summing) {
        double[] before = new double[OFFSET + 2 * channels + 64];
        Arrays.setAll(before, i -> random.nextDouble(-4, 4));
        double[] expected = before.clone();
        double[] actual = before.clone();
        for (int time = 0; time < 2; time++) {
            summing.run(scalar, expected);
            summing.run(chosen, actual);
        }
        assertThat(actual).containsExactly(expected, within((double) tolerance(terms)));
        System.arraycopy(before, OFFSET, actual, OFFSET, 2 * channels);
        assertThat(actual).as("values beside the sums").containsExactly(before);
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-4, 4);
        }
        return values;
    }

    /** Room for a result between values that no kernel may touch. */
    private static float[] guarded(int length) {
        float[] guarded = new float[OFFSET + length + 64];
        Arrays.fill(guarded, GUARD);
        return guarded;
    }

    private static float[] unguarded(float[] guarded) {
        int length = guarded.length - OFFSET - 64;
        for (int i = 0; i < guarded.length; i++) {
            if (i < OFFSET || i >= OFFSET + length) {
                assertThat(guarded[i]).as("value beside the result").isEqualTo(GUARD);
            }
        }
        return Arrays.copyOfRange(guarded, OFFSET, OFFSET + length);
    }

    private static void assertClose(float[] actual, float[] expected, int terms) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("value %d", i).isCloseTo(expected[i], within(tolerance(terms)));
        }
    }

    /** Grows with the number of rounded products of values up to 32. */
    private static float tolerance(int terms) {
        return 32 * Math.ulp(16f) * (1 + terms) / 8;
    }
}
