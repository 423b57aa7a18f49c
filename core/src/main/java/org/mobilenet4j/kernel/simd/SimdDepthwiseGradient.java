package org.mobilenet4j.kernel.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The gradients of a depthwise convolution, by its input and by its weights {@code [kernel][kernel][channels]}; a vector
 * of channels at a time, the last one masked.
 */
final class SimdDepthwiseGradient {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdDepthwiseGradient() {}

    /**
     * Every output adds to the inputs of its window, tap by tap. That loads and stores more than gathering would, but
     * needs no division, and only the few convolutions with a stride come here.
     */
    static void input(
            Window window,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            float[] inputGradient,
            int inputGradientAt) {
        int channels = window.channels();
        int length = window.height() * window.width() * channels;
        Arrays.fill(inputGradient, inputGradientAt, inputGradientAt + length, 0);
        for (int y = 0; y < window.outHeight(); y++) {
            int startY = y * window.stride() - window.top();
            int endY = window.endTap(startY, window.height());
            for (int x = 0; x < window.outWidth(); x++) {
                int startX = x * window.stride() - window.left();
                int endX = window.endTap(startX, window.width());
                int from = gradientAt + (y * window.outWidth() + x) * channels;
                for (int ky = window.firstTap(startY); ky < endY; ky++) {
                    int row = (startY + ky * window.dilation()) * window.width();
                    for (int kx = window.firstTap(startX); kx < endX; kx++) {
                        int to = inputGradientAt + (row + startX + kx * window.dilation()) * channels;
                        int weight = weightsAt + (ky * window.kernel() + kx) * channels;
                        addProducts(channels, gradient, from, weights, weight, inputGradient, to);
                    }
                }
            }
        }
    }

    private static void addProducts(int length, float[] a, int aAt, float[] b, int bAt, float[] sums, int sumsAt) {
        for (int c = 0; c < length; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, length);
            FloatVector.fromArray(SPECIES, a, aAt + c, mask)
                    .fma(
                            FloatVector.fromArray(SPECIES, b, bAt + c, mask),
                            FloatVector.fromArray(SPECIES, sums, sumsAt + c, mask))
                    .intoArray(sums, sumsAt + c, mask);
        }
    }

    /**
     * Row by row of the output, and of the kernel: the taps of a kernel's row share each load of the gradient where all
     * of them lie in the map; the columns at the rim are added tap by tap.
     */
    static void weights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt) {
        int channels = window.channels();
        int kernel = window.kernel();
        boolean isShared = window.dilation() == 1 && (kernel == 3 || kernel == 5);
        int from = isShared ? firstColumn(window, 0) : 0;
        int end = isShared ? Math.max(endColumn(window, kernel - 1), from) : 0;
        for (int y = 0; y < window.outHeight(); y++) {
            int startY = y * window.stride() - window.top();
            int endY = window.endTap(startY, window.height());
            int row = gradientAt + y * window.outWidth() * channels;
            for (int ky = window.firstTap(startY); ky < endY; ky++) {
                int inRow = inAt + (startY + ky * window.dilation()) * window.width() * channels;
                int weightRow = weightsAt + ky * kernel * channels;
                for (int c = 0; c < channels; c += LANES) {
                    int valid = Math.min(LANES, channels - c);
                    if (from < end) {
                        int inStart = inRow + (from * window.stride() - window.left()) * channels + c;
                        int start = row + from * channels + c;
                        int step = window.stride() * channels;
                        if (kernel == 3) {
                            taps3(
                                    end - from,
                                    channels,
                                    step,
                                    in,
                                    inStart,
                                    gradient,
                                    start,
                                    weights,
                                    weightRow + c,
                                    valid);
                        } else {
                            taps5(
                                    end - from,
                                    channels,
                                    step,
                                    in,
                                    inStart,
                                    gradient,
                                    start,
                                    weights,
                                    weightRow + c,
                                    valid);
                        }
                    }
                    for (int kx = 0; kx < kernel; kx++) {
                        int weight = weightRow + kx * channels + c;
                        int first = firstColumn(window, kx);
                        int last = endColumn(window, kx);
                        int before = Math.min(from, last);
                        tap(window, kx, first, before, in, inRow + c, gradient, row + c, weights, weight, valid);
                        int after = Math.max(end, first);
                        tap(window, kx, after, last, in, inRow + c, gradient, row + c, weights, weight, valid);
                    }
                }
            }
        }
    }

    /** The first output column for which tap {@code kx} lies in the map. */
    private static int firstColumn(Window window, int kx) {
        return Math.max(0, Math.ceilDiv(window.left() - kx * window.dilation(), window.stride()));
    }

    /** One past the last output column for which tap {@code kx} lies in the map. */
    private static int endColumn(Window window, int kx) {
        int room = window.width() - 1 + window.left() - kx * window.dilation();
        return Math.min(window.outWidth(), Math.floorDiv(room, window.stride()) + 1);
    }

    /** One tap, for the output columns from {@code from} to before {@code end}. */
    private static void tap(
            Window window,
            int kx,
            int from,
            int end,
            float[] in,
            int inRow,
            float[] gradient,
            int row,
            float[] weights,
            int weightAt,
            int valid) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
        if (from >= end) {
            return;
        }
        int channels = window.channels();
        int shift = kx * window.dilation() - window.left();
        FloatVector sum = FloatVector.fromArray(SPECIES, weights, weightAt, mask);
        for (int x = from; x < end; x++) {
            sum = FloatVector.fromArray(SPECIES, in, inRow + (x * window.stride() + shift) * channels, mask)
                    .fma(FloatVector.fromArray(SPECIES, gradient, row + x * channels, mask), sum);
        }
        sum.intoArray(weights, weightAt, mask);
    }

    /** The three taps of a kernel's row over {@code columns} outputs for which all lie in the map. */
    private static void taps3(
            int columns,
            int channels,
            int step,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightAt,
            int valid) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightAt, mask);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, weights, weightAt + channels, mask);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, weights, weightAt + 2 * channels, mask);
        for (int x = 0; x < columns; x++) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + x * channels, mask);
            int at = inAt + x * step;
            sum0 = FloatVector.fromArray(SPECIES, in, at, mask).fma(g, sum0);
            sum1 = FloatVector.fromArray(SPECIES, in, at + channels, mask).fma(g, sum1);
            sum2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels, mask).fma(g, sum2);
        }
        sum0.intoArray(weights, weightAt, mask);
        sum1.intoArray(weights, weightAt + channels, mask);
        sum2.intoArray(weights, weightAt + 2 * channels, mask);
    }

    /** As {@link #taps3}, for a kernel of five. */
    private static void taps5(
            int columns,
            int channels,
            int step,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightAt,
            int valid) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightAt, mask);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, weights, weightAt + channels, mask);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, weights, weightAt + 2 * channels, mask);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, weights, weightAt + 3 * channels, mask);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, weights, weightAt + 4 * channels, mask);
        for (int x = 0; x < columns; x++) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + x * channels, mask);
            int at = inAt + x * step;
            sum0 = FloatVector.fromArray(SPECIES, in, at, mask).fma(g, sum0);
            sum1 = FloatVector.fromArray(SPECIES, in, at + channels, mask).fma(g, sum1);
            sum2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels, mask).fma(g, sum2);
            sum3 = FloatVector.fromArray(SPECIES, in, at + 3 * channels, mask).fma(g, sum3);
            sum4 = FloatVector.fromArray(SPECIES, in, at + 4 * channels, mask).fma(g, sum4);
        }
        sum0.intoArray(weights, weightAt, mask);
        sum1.intoArray(weights, weightAt + channels, mask);
        sum2.intoArray(weights, weightAt + 2 * channels, mask);
        sum3.intoArray(weights, weightAt + 3 * channels, mask);
        sum4.intoArray(weights, weightAt + 4 * channels, mask);
    }
}
