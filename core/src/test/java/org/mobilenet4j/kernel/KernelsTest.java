package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.kernel.scalar.ScalarKernels;

/** Every kernel of this JVM's width against its scalar twin, at sizes on and off the width of a vector. */
@EveryWidth
class KernelsTest {
    private static final float GUARD = 12345f;
    private static final int OFFSET = 3;

    private final Kernels scalar = new ScalarKernels();
    private final Kernels chosen = KernelSelection.chosen().kernels();
    private final SplittableRandom random = new SplittableRandom(20260101);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 13",
        "1, 257, 100",
        "2, 16, 16",
        "5, 3, 24",
        "6, 24, 33",
        "7, 13, 32",
        "11, 8, 31",
        "12, 32, 64",
        "13, 27, 40",
        "23, 5, 72",
        "49, 96, 88",
        "196, 16, 144",
        "12, 100, 1000"
    })
    void pointwise(int rows, int in, int out) {
        float[] input = values(OFFSET + rows * in);
        float[] weight = values(out * in);
        float[] bias = values(out);

        for (Clamped clamped : Clamped.values()) {
            float[] expected = pointwise(scalar, rows, in, out, input, weight, bias, clamped);
            float[] actual = pointwise(chosen, rows, in, out, input, weight, bias, clamped);
            assertClose(actual, expected, in);
        }
    }

    private static float[] pointwise(
            Kernels kernels, int rows, int in, int out, float[] input, float[] weight, float[] bias, Clamped clamped) {
        float[] panels = new float[OFFSET + WeightPacking.panelsLength(kernels.panel(), in, out)];
        WeightPacking.panels(kernels.panel(), in, out, weight, panels, OFFSET);
        float[] padded = new float[OFFSET + WeightPacking.paddedOut(kernels.panel(), out)];
        System.arraycopy(bias, 0, padded, OFFSET, out);
        float[] output = guarded(rows * out);
        kernels.pointwise(
                rows,
                in,
                out,
                input,
                OFFSET,
                panels,
                OFFSET,
                padded,
                OFFSET,
                clamped.low,
                clamped.high,
                output,
                OFFSET);
        return unguarded(output);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 3, 1, 1",
        "5, 7, 13, 3, 1, 1",
        "7, 5, 24, 3, 2, 1",
        "8, 8, 32, 3, 2, 1",
        "9, 11, 100, 5, 1, 1",
        "10, 7, 72, 5, 2, 1",
        "2, 2, 17, 5, 1, 1",
        "13, 13, 40, 3, 1, 2",
        "6, 6, 20, 5, 1, 4",
        "6, 9, 19, 7, 3, 1",
        "14, 14, 257, 3, 1, 1",
        "16, 19, 257, 3, 1, 4",
        "20, 17, 33, 5, 1, 2",
        "9, 33, 100, 3, 1, 7",
        "29, 45, 16, 5, 1, 12",
        "33, 33, 40, 3, 1, 12",
        "9, 10, 48, 5, 2, 3",
        "11, 12, 64, 3, 2, 2",
        "3, 5, 24, 3, 1, 36",
        "1, 8, 17, 5, 1, 2",
        "12, 11, 13, 7, 1, 2",
        "10, 9, 7, 3, 1, 2",
        "5, 6, 1, 5, 1, 3"
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
            float[] weights = values(OFFSET + kernel * kernel * channels);
            float[] bias = values(OFFSET + channels);
            for (Clamped clamped : Clamped.values()) {
                float[] expected = depthwise(scalar, window, input, weights, bias, clamped);
                float[] actual = depthwise(chosen, window, input, weights, bias, clamped);
                assertClose(actual, expected, kernel * kernel);
            }
        }
    }

    private static float[] depthwise(
            Kernels kernels, Window window, float[] input, float[] weights, float[] bias, Clamped clamped) {
        float[] output = guarded(window.outPixels() * window.channels());
        kernels.depthwise(
                window, input, OFFSET, weights, OFFSET, bias, OFFSET, clamped.low, clamped.high, output, OFFSET);
        return unguarded(output);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 5, 3, 16, 3, 2, 1", "33, 33, 3, 32, 3, 2, 1", "16, 19, 1, 24, 3, 1, 1", "2, 2, 3, 7, 3, 2, 1",
        "9, 20, 5, 40, 5, 1, 1", "13, 12, 4, 33, 3, 1, 2", "224, 3, 3, 16, 3, 2, 1", "8, 30, 3, 100, 3, 2, 1",
        "13, 12, 17, 33, 3, 1, 1", "9, 11, 100, 257, 3, 1, 4", "7, 6, 257, 13, 3, 2, 1", "33, 33, 32, 64, 3, 1, 12",
        "17, 25, 16, 129, 3, 1, 24", "11, 9, 20, 7, 5, 2, 3", "5, 5, 16, 1, 3, 1, 1", "6, 4, 48, 100, 3, 3, 2",
        "1, 1, 13, 40, 3, 1, 6", "4, 5, 33, 24, 1, 1, 1", "3, 2, 64, 96, 5, 1, 36"
    })
    void dense(int height, int width, int channels, int out, int kernel, int stride, int dilation) {
        int padding = dilation * (kernel - 1) / 2;
        int outHeight = (height + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        int outWidth = (width + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        float[] input = values(OFFSET + height * width * channels);
        float[] weight = values(out * kernel * kernel * channels);
        float[] bias = values(out);
        for (int top : new int[] {padding, Math.max(padding - 1, 0)}) {
            Window window =
                    new Window(height, width, channels, kernel, stride, dilation, top, top, outHeight, outWidth);
            for (Clamped clamped : Clamped.values()) {
                float[] expected = dense(scalar, window, out, input, weight, bias, clamped);
                float[] actual = dense(chosen, window, out, input, weight, bias, clamped);
                assertClose(actual, expected, kernel * kernel * channels);
            }
        }
    }

    private static float[] dense(
            Kernels kernels, Window window, int out, float[] input, float[] weight, float[] bias, Clamped clamped) {
        int length = window.kernel() * window.kernel() * window.channels();
        float[] panels = new float[OFFSET + WeightPacking.panelsLength(kernels.panel(), length, out)];
        WeightPacking.panels(kernels.panel(), length, out, weight, panels, OFFSET);
        float[] padded = new float[OFFSET + WeightPacking.paddedOut(kernels.panel(), out)];
        System.arraycopy(bias, 0, padded, OFFSET, out);
        float[] output = guarded(window.outPixels() * out);
        kernels.dense(
                window, out, input, OFFSET, panels, OFFSET, padded, OFFSET, clamped.low, clamped.high, output, OFFSET);
        return unguarded(output);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 5, 3, 3, 2, 1", "33, 33, 3, 3, 2, 1", "16, 19, 1, 3, 1, 1", "2, 2, 3, 3, 2, 1", "9, 20, 5, 5, 1, 1",
        "13, 12, 4, 3, 1, 2", "224, 3, 3, 3, 2, 1", "8, 30, 15, 7, 2, 1", "11, 9, 8, 1, 1, 1", "6, 40, 6, 3, 3, 1"
    })
    void patches(int height, int width, int channels, int kernel, int stride, int dilation) {
        float[] input = values(OFFSET + height * width * channels);
        Window whole = same(height, width, channels, kernel, stride, dilation);
        for (Window window : new Window[] {whole, shifted(whole)}) {
            for (int row = 0; row < window.outHeight(); row++) {
                float[] expected = guarded(window.outWidth() * Patches.length(window));
                float[] actual = expected.clone();
                scalar.patches(window, row, input, OFFSET, expected, OFFSET);
                chosen.patches(window, row, input, OFFSET, actual, OFFSET);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    /** With one more row and column of zeros after the map than before it. */
    private static Window shifted(Window window) {
        return new Window(
                window.height(),
                window.width(),
                window.channels(),
                window.kernel(),
                window.stride(),
                window.dilation(),
                Math.max(window.top() - 1, 0),
                Math.max(window.left() - 1, 0),
                window.outHeight(),
                window.outWidth());
    }

    @ParameterizedTest
    @CsvSource({"33, 33, 3, 32, 3, 2", "9, 20, 5, 40, 5, 1", "16, 19, 1, 24, 3, 1", "2, 2, 3, 7, 3, 2"})
    void aProductWithPatchesIsTheConvolutionToTheBit(
            int height, int width, int channels, int out, int kernel, int stride) {
        Window window = same(height, width, channels, kernel, stride, 1);
        int length = Patches.length(window);
        float[] input = values(OFFSET + height * width * channels);
        float[] weight = values(out * length);
        float[] bias = values(out);
        float[] rows = new float[OFFSET + window.outWidth() * length];
        float[] product = new float[window.outPixels() * out];
        for (int y = 0; y < window.outHeight(); y++) {
            chosen.patches(window, y, input, OFFSET, rows, OFFSET);
            float[] row = pointwise(chosen, window.outWidth(), length, out, rows, weight, bias, Clamped.RELU6);
            System.arraycopy(row, 0, product, y * row.length, row.length);
        }
        assertThat(product).isEqualTo(dense(chosen, window, out, input, weight, bias, Clamped.RELU6));
    }

    @ParameterizedTest
    @CsvSource({
        "19, 20, 3, 33, 3, 2, 1",
        "33, 33, 32, 64, 3, 1, 12",
        "17, 25, 16, 129, 3, 1, 24",
        "11, 9, 20, 40, 5, 2, 3",
        "13, 12, 100, 13, 3, 1, 2"
    })
    void aBandOfDenseRowsIsThoseOfTheWholeMap(
            int height, int width, int channels, int out, int kernel, int stride, int dilation) {
        Window window = same(height, width, channels, kernel, stride, dilation);
        float[] input = values(OFFSET + height * width * channels);
        float[] weight = values(out * kernel * kernel * channels);
        float[] bias = values(out);
        float[] whole = dense(chosen, window, out, input, weight, bias, Clamped.RELU);
        int row = window.outWidth() * out;
        forEachBand(
                window,
                input,
                (band, read, from) -> assertThat(dense(chosen, band, out, read, weight, bias, Clamped.RELU))
                        .isEqualTo(Arrays.copyOfRange(whole, from * row, (from + band.outHeight()) * row)));
    }

    @ParameterizedTest
    @CsvSource({
        "14, 14, 40, 3, 1, 1",
        "15, 13, 33, 5, 2, 1",
        "19, 17, 100, 3, 1, 2",
        "33, 33, 16, 5, 1, 2",
        "13, 17, 32, 3, 1, 12",
        "11, 10, 24, 3, 2, 4"
    })
    void aBandOfDepthwiseRowsIsThoseOfTheWholeMap(
            int height, int width, int channels, int kernel, int stride, int dilation) {
        Window window = same(height, width, channels, kernel, stride, dilation);
        float[] input = values(OFFSET + height * width * channels);
        float[] weights = values(OFFSET + kernel * kernel * channels);
        float[] bias = values(OFFSET + channels);
        float[] whole = depthwise(chosen, window, input, weights, bias, Clamped.RELU6);
        int row = window.outWidth() * channels;
        forEachBand(
                window,
                input,
                (band, read, from) -> assertThat(depthwise(chosen, band, read, weights, bias, Clamped.RELU6))
                        .isEqualTo(Arrays.copyOfRange(whole, from * row, (from + band.outHeight()) * row)));
    }

    private interface BandTest {
        void run(Window band, float[] read, int from);
    }

    /** Runs of output rows, with as much of the input as they see. */
    private static void forEachBand(Window window, float[] input, BandTest test) {
        int reach = window.dilation() * (window.kernel() - 1) + 1;
        int rowLength = window.width() * window.channels();
        for (int rows : new int[] {1, 2, 5}) {
            for (int from = 0; from < window.outHeight(); from += rows) {
                int end = Math.min(from + rows, window.outHeight());
                int start = from * window.stride() - window.top();
                int read = Math.max(start, 0);
                int readEnd = Math.min((end - 1) * window.stride() - window.top() + reach, window.height());
                Window band = new Window(
                        readEnd - read,
                        window.width(),
                        window.channels(),
                        window.kernel(),
                        window.stride(),
                        window.dilation(),
                        read - start,
                        window.left(),
                        end - from,
                        window.outWidth());
                float[] rowsRead = new float[OFFSET + band.height() * rowLength];
                System.arraycopy(input, OFFSET + read * rowLength, rowsRead, OFFSET, band.height() * rowLength);
                test.run(band, rowsRead, from);
            }
        }
    }

    /** The window of a convolution whose map keeps its size, but for the stride. */
    private static Window same(int height, int width, int channels, int kernel, int stride, int dilation) {
        int padding = dilation * (kernel - 1) / 2;
        int outHeight = (height - 1) / stride + 1;
        int outWidth = (width - 1) / stride + 1;
        return new Window(height, width, channels, kernel, stride, dilation, padding, padding, outHeight, outWidth);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 13, 16, 33, 100, 257})
    void globalAveragePool(int channels) {
        for (int pixels : new int[] {1, 4, 49}) {
            float[] input = values(OFFSET + pixels * channels);
            float[] expected = guarded(channels);
            float[] actual = guarded(channels);
            scalar.globalAveragePool(pixels, channels, pixels + 2, input, OFFSET, expected, OFFSET);
            chosen.globalAveragePool(pixels, channels, pixels + 2, input, OFFSET, actual, OFFSET);
            assertClose(unguarded(actual), unguarded(expected), pixels);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 13, 16, 17, 100, 257})
    void elementwise(int length) {
        float[] term = values(OFFSET + length);
        assertSame(length, (kernels, data) -> kernels.hardSwish(data, OFFSET, length));
        assertSame(length, (kernels, data) -> kernels.hardSigmoid(data, OFFSET, length));
        assertSame(length, (kernels, data) -> kernels.add(data, OFFSET, term, OFFSET, length));
        assertSame(length, (kernels, data) -> kernels.addScaled(0.7f, term, OFFSET, data, OFFSET, length));
        assertSame(length, (kernels, data) -> kernels.multiply(data, OFFSET, term, OFFSET, length));
        assertSame(length, (kernels, data) -> kernels.sigmoid(data, OFFSET, length));
        assertSame(3 * length, (kernels, data) -> kernels.scaleChannels(3, length, data, OFFSET, term, OFFSET));
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 300", "5, 16, 64", "14, 24, 96", "49, 40, 160", "33, 7, 70", "196, 24, 24"})
    void everyTileGivesTheSame(int rows, int inChannels, int outChannels) {
        float[] in = values(rows * inChannels);
        float[] panels = values(WeightPacking.panelsLength(chosen.panel(), inChannels, outChannels));
        float[] bias = values(WeightPacking.paddedOut(chosen.panel(), outChannels));
        float[] expected = new float[rows * outChannels];
        Kernels rule = chosen.by(Tiling.RULE);
        rule.pointwise(rows, inChannels, outChannels, in, 0, panels, 0, bias, 0, 0, 6, expected, 0);
        for (Tiling.Choice tile : chosen.tiles(rows, inChannels, outChannels)) {
            float[] actual = new float[expected.length];
            chosen.by(new Tiling(List.of(tile), 384))
                    .pointwise(rows, inChannels, outChannels, in, 0, panels, 0, bias, 0, 0, 6, actual, 0);
            assertThat(actual).as(tile.toString()).containsExactly(expected);
        }
    }

    /** Every mantissa that a random draw gives, at magnitudes far from where floats end. */
    @Test
    void hardSwishRoundsAsTheDivisionDoes() {
        SplittableRandom random = new SplittableRandom(1);
        float[] actual = new float[1 << 16];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = Math.scalb((float) random.nextDouble(-2, 2), random.nextInt(-60, 60));
        }
        float[] expected = actual.clone();
        scalar.hardSwish(expected, 0, expected.length);
        chosen.hardSwish(actual, 0, actual.length);
        assertThat(actual).containsExactly(expected, within(0f)); // which sign a zero has does not matter
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
        "33, 33, 65, 65, 21",
        "17, 13, 1, 1, 24"
    })
    void bilinear(int inHeight, int inWidth, int outHeight, int outWidth, int channels) {
        float[] input = values(OFFSET + inHeight * inWidth * channels);
        for (int stride : new int[] {channels, channels + 5}) {
            float[] expected = guarded(outHeight * outWidth * stride);
            float[] actual = expected.clone();
            float[] byRows = expected.clone();
            int at = OFFSET + (stride - channels);
            scalar.bilinear(
                    inHeight, inWidth, channels, input, OFFSET, outHeight, outWidth, 0, outHeight, expected, at,
                    stride);
            chosen.bilinear(
                    inHeight, inWidth, channels, input, OFFSET, outHeight, outWidth, 0, outHeight, actual, at, stride);
            for (int y = outHeight - 1; y >= 0; y--) {
                chosen.bilinear(
                        inHeight, inWidth, channels, input, OFFSET, outHeight, outWidth, y, y + 1, byRows, at, stride);
            }
            assertClose(unguarded(actual), unguarded(expected), 4);
            assertThat(byRows).isEqualTo(actual);
            for (int i = 0; i < outHeight * outWidth * stride; i++) {
                if (i % stride < stride - channels) {
                    assertThat(actual[OFFSET + i]).as("value between pixels").isEqualTo(GUARD);
                }
            }
        }
    }

    @Test
    void bilinearOfTheSameSizeCopies() {
        float[] input = values(6 * 7 * 20);
        float[] output = new float[input.length];
        chosen.bilinear(6, 7, 20, input, 0, 6, 7, 0, 6, output, 0, 20);

        assertThat(output).isEqualTo(input);
    }

    @Test
    void sigmoidIsWithinTwoAndAHalfUnitsInTheLastPlace() {
        float[] values = new float[400_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - 200_000) / 1800f; // to beyond 110 on either side, where it is 0 and 1
        }
        float[] results = values.clone();
        chosen.sigmoid(results, 0, results.length);

        for (int i = 0; i < values.length; i++) {
            double exact = 1 / (1 + Math.exp(-(double) values[i]));
            assertThat((double) results[i])
                    .as("sigmoid of %s", values[i])
                    .isCloseTo(exact, within(2.5 * Math.ulp((float) exact)));
        }
    }

    @Test
    void sigmoidKnowsItsLimits() {
        float[] limits = {
            Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f, 0, -Float.MAX_VALUE, Float.MAX_VALUE
        };
        float[] expected = {Float.NaN, 0, 1, 0.5f, 0.5f, 0, 1};
        for (int length : new int[] {7, 7 * 16}) { // in the tail, and in whole vectors
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = limits[i % limits.length];
            }
            chosen.sigmoid(values, 0, length);
            for (int i = 0; i < length; i++) {
                assertThat(values[i]).isEqualTo((Float) expected[i % limits.length]);
            }
        }
    }

    @Test
    void aSigmoidIsTheSameWhereverItsValueStands() {
        float[] values = values(997);
        float[] each = values.clone();
        chosen.sigmoid(values, 0, values.length);
        for (int i = 0; i < each.length; i++) {
            chosen.sigmoid(each, i, 1);
        }

        assertThat(values).isEqualTo(each);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 13, 16, 64, 65, 100, 257, 1280})
    void dot(int length) {
        float[] a = values(OFFSET + length);
        float[] b = values(OFFSET + length);

        assertThat(chosen.dot(a, OFFSET, b, OFFSET, length))
                .isCloseTo(scalar.dot(a, OFFSET, b, OFFSET, length), within(tolerance(length)));
    }

    /** Cold code runs in the interpreter, where the Vector API promises no order of its own reductions. */
    @Test
    void dotGivesTheSameBitsBeforeAndAfterItIsCompiled() {
        float[] a = values(1280);
        float[] b = values(1280);
        float cold = chosen.dot(a, 0, b, 0, 1280);

        for (int i = 0; i < 30_000; i++) {
            assertThat(chosen.dot(a, 0, b, 0, 1280)).isEqualTo(cold);
        }
    }

    @Test
    void aRowComesOutTheSameWhereverItFallsInATile() {
        int in = 40;
        int out = 70;
        float[] weight = values(out * in);
        float[] bias = values(out);
        float[] row = values(in);
        for (int rows : new int[] {1, 5, 6, 12, 13, 49}) {
            float[] input = new float[OFFSET + rows * in];
            for (int r = 0; r < rows; r++) {
                System.arraycopy(row, 0, input, OFFSET + r * in, in);
            }
            float[] output = pointwise(chosen, rows, in, out, input, weight, bias, Clamped.NONE);
            for (int i = out; i < output.length; i++) {
                assertThat(output[i]).isEqualTo(output[i % out]);
            }
        }
    }

    private enum Clamped {
        NONE(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
        RELU(0, Float.POSITIVE_INFINITY),
        RELU6(0, 6);

        private final float low;
        private final float high;

        Clamped(float low, float high) {
            this.low = low;
            this.high = high;
        }
    }

    private interface InPlace {
        void apply(Kernels kernels, float[] data);
    }

    private void assertSame(int length, InPlace operation) {
        float[] expected = guarded(length);
        float[] start = values(length);
        System.arraycopy(start, 0, expected, OFFSET, length);
        float[] actual = expected.clone();
        operation.apply(scalar, expected);
        operation.apply(chosen, actual);
        assertClose(unguarded(actual), unguarded(expected), 1);
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

    /** Grows with the number of rounded products of values up to 16. */
    private static float tolerance(int terms) {
        return 16 * Math.ulp(16f) * (1 + terms) / 8;
    }
}
