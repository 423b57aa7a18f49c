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

    /** What lies beyond the map; never written. */
    private static final float[] ZEROS = new float[LANES];

    private SimdDepthwiseGradient() {}

    /**
     * Every input pixel gathers from the outputs that see it while it is in L1. A tap sees it where its distance
     * is a multiple of the stride; these taps are {@code step} apart, and the outputs behind them {@code back}.
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
        int step = window.stride() / greatestDivisor(window.stride(), window.dilation());
        int back = step * window.dilation() / window.stride();
        int backX = back * channels;
        int backY = back * window.outWidth() * channels;
        for (int y = 0; y < window.height(); y++) {
            int tapY = firstTap(window, step, y + window.top(), window.outHeight());
            int outY = Math.floorDiv(y + window.top() - tapY * window.dilation(), window.stride());
            int tapsY = tapsFrom(window, step, back, tapY, outY);
            for (int x = 0; x < window.width(); x++) {
                int tapX = firstTap(window, step, x + window.left(), window.outWidth());
                int outX = Math.floorDiv(x + window.left() - tapX * window.dilation(), window.stride());
                gather(
                        channels,
                        tapsY,
                        tapsFrom(window, step, back, tapX, outX),
                        gradient,
                        gradientAt + (outY * window.outWidth() + outX) * channels,
                        backY,
                        backX,
                        weights,
                        weightsAt + (tapY * window.kernel() + tapX) * channels,
                        step * window.kernel() * channels,
                        step * channels,
                        inputGradient,
                        inputGradientAt + (y * window.width() + x) * channels);
            }
        }
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }

    /** The first tap by which an output sees {@code position}, counted from the first zero before the map. */
    private static int firstTap(Window window, int step, int position, int outExtent) {
        int tap = 0;
        while (tap < step && Math.floorMod(position - tap * window.dilation(), window.stride()) != 0) {
            tap++;
        }
        if (tap == step) {
            return window.kernel();
        }
        while (tap < window.kernel()
                && Math.floorDiv(position - tap * window.dilation(), window.stride()) >= outExtent) {
            tap += step;
        }
        return tap;
    }

    /** How many taps from {@code tap} on see the position, the first by the output {@code out}. */
    private static int tapsFrom(Window window, int step, int back, int tap, int out) {
        return tap >= window.kernel() || out < 0 ? 0 : Math.min((window.kernel() - tap - 1) / step, out / back) + 1;
    }

    /** Tap by tap over all channels: with a vector that lives through loops over the taps, C2 makes objects in some JVMs. */
    private static void gather(
            int channels,
            int tapsY,
            int tapsX,
            float[] gradient,
            int gradientAt,
            int backY,
            int backX,
            float[] weights,
            int weightsAt,
            int stepY,
            int stepX,
            float[] inputGradient,
            int inputGradientAt) {
        if (tapsY == 0 || tapsX == 0) {
            Arrays.fill(inputGradient, inputGradientAt, inputGradientAt + channels, 0);
            return;
        }
        multiply(channels, gradient, gradientAt, weights, weightsAt, inputGradient, inputGradientAt);
        for (int i = 0; i < tapsY; i++) {
            for (int j = i == 0 ? 1 : 0; j < tapsX; j++) {
                int from = gradientAt - i * backY - j * backX;
                int weight = weightsAt + i * stepY + j * stepX;
                multiplyAndAdd(channels, gradient, from, weights, weight, inputGradient, inputGradientAt);
            }
        }
    }

    private static void multiply(int length, float[] a, int aAt, float[] b, int bAt, float[] out, int outAt) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, a, aAt + i)
                    .mul(FloatVector.fromArray(SPECIES, b, bAt + i))
                    .intoArray(out, outAt + i);
        }
        for (; i < length; i++) {
            out[outAt + i] = a[aAt + i] * b[bAt + i];
        }
    }

    private static void multiplyAndAdd(int length, float[] a, int aAt, float[] b, int bAt, float[] sums, int sumsAt) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, a, aAt + i)
                    .fma(FloatVector.fromArray(SPECIES, b, bAt + i), FloatVector.fromArray(SPECIES, sums, sumsAt + i))
                    .intoArray(sums, sumsAt + i);
        }
        for (; i < length; i++) {
            sums[sumsAt + i] = Math.fma(a[aAt + i], b[bAt + i], sums[sumsAt + i]);
        }
    }

    /**
     * Row by row of the output, and of the kernel. A kernel of three or five at stride 1 goes along a row with the inputs
     * that the next output sees again in registers (at stride 2 C2 made objects of them in some JVMs); dilated, along every
     * {@code dilation}-th column. Else the taps of a kernel's row share each load of the gradient where all of them lie in
     * the map, and the columns at the rim are added tap by tap.
     */
    static void weights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt) {
        int channels = window.channels();
        int kernel = window.kernel();
        int dilation = window.dilation();
        boolean isShared = kernel == 3 || kernel == 5;
        int from = isShared ? window.firstColumn(0) : 0;
        int end = isShared ? Math.max(window.endColumn(kernel - 1), from) : 0;
        int inRegisters = isUsual(window) ? SPECIES.loopBound(channels) : 0;
        int width = window.width();
        int classes = Math.min(dilation, width);
        int pixel = dilation * channels;
        for (int y = 0; y < window.outHeight(); y++) {
            int startY = y * window.stride() - window.top();
            int endY = window.endTap(startY, window.height());
            int row = gradientAt + y * window.outWidth() * channels;
            for (int ky = window.firstTap(startY); ky < endY; ky++) {
                int inRow = inAt + (startY + ky * dilation) * width * channels;
                int weightRow = weightsAt + ky * kernel * channels;
                for (int x = 0; x < classes; x++) {
                    int columns = width / dilation + (x < width % dilation ? 1 : 0);
                    int shift = x * channels;
                    for (int c = 0; c < inRegisters; c += LANES) {
                        int at = inRow + shift + c;
                        int outputsAt = row + shift + c;
                        if (kernel == 3) {
                            row3(columns, pixel, channels, in, at, gradient, outputsAt, weights, weightRow + c);
                        } else {
                            row5(columns, pixel, channels, in, at, gradient, outputsAt, weights, weightRow + c);
                        }
                    }
                }
                for (int c = inRegisters; c < channels; c += LANES) {
                    int valid = Math.min(LANES, channels - c);
                    if (from < end) {
                        int inStart = inRow + (from * window.stride() - window.left()) * channels + c;
                        int start = row + from * channels + c;
                        int step = window.stride() * channels;
                        taps3(
                                end - from,
                                channels,
                                step,
                                pixel,
                                in,
                                inStart,
                                gradient,
                                start,
                                weights,
                                weightRow + c,
                                valid);
                        if (kernel == 5) {
                            taps2(
                                    end - from,
                                    channels,
                                    step,
                                    pixel,
                                    in,
                                    inStart + 3 * pixel,
                                    gradient,
                                    start,
                                    weights,
                                    weightRow + 3 * channels + c,
                                    valid);
                        }
                    }
                    for (int kx = 0; kx < kernel; kx++) {
                        int weight = weightRow + kx * channels + c;
                        int first = window.firstColumn(kx);
                        int last = window.endColumn(kx);
                        int before = Math.min(from, last);
                        tap(window, kx, first, before, in, inRow + c, gradient, row + c, weights, weight, valid);
                        int after = Math.max(end, first);
                        tap(window, kx, after, last, in, inRow + c, gradient, row + c, weights, weight, valid);
                    }
                }
            }
        }
    }

    /** A kernel of three or five at stride 1 that keeps the width of the map. */
    private static boolean isUsual(Window window) {
        return (window.kernel() == 3 || window.kernel() == 5)
                && window.left() == window.kernel() / 2 * window.dilation()
                && window.stride() == 1
                && window.outWidth() == window.width();
    }

    /**
     * A kernel's row of three along a row of the map.
     *
     * @param pixel from one column to the next, in floats
     */
    private static void row3(
            int columns,
            int pixel,
            int channels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightAt) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightAt);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, weights, weightAt + channels);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, weights, weightAt + 2 * channels);
        FloatVector before = FloatVector.zero(SPECIES);
        FloatVector here = FloatVector.fromArray(SPECIES, in, inAt);
        for (int x = 0; x < columns - 1; x++) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + x * pixel);
            FloatVector after = FloatVector.fromArray(SPECIES, in, inAt + (x + 1) * pixel);
            sum0 = before.fma(g, sum0);
            sum1 = here.fma(g, sum1);
            sum2 = after.fma(g, sum2);
            before = here;
            here = after;
        }
        FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + (columns - 1) * pixel);
        before.fma(g, sum0).intoArray(weights, weightAt);
        here.fma(g, sum1).intoArray(weights, weightAt + channels);
        sum2.intoArray(weights, weightAt + 2 * channels);
    }

    /** As {@link #row3}, for a kernel of five. */
    private static void row5(
            int columns,
            int pixel,
            int channels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightAt) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightAt);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, weights, weightAt + channels);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, weights, weightAt + 2 * channels);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, weights, weightAt + 3 * channels);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, weights, weightAt + 4 * channels);
        FloatVector x0 = FloatVector.zero(SPECIES);
        FloatVector x1 = x0;
        FloatVector x2 = FloatVector.fromArray(SPECIES, in, inAt);
        boolean hasSecond = columns > 1;
        FloatVector x3 = FloatVector.fromArray(SPECIES, hasSecond ? in : ZEROS, hasSecond ? inAt + pixel : 0);
        for (int x = 0; x < columns; x++) {
            boolean hasNext = x + 2 < columns;
            FloatVector x4 = FloatVector.fromArray(SPECIES, hasNext ? in : ZEROS, hasNext ? inAt + (x + 2) * pixel : 0);
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + x * pixel);
            sum0 = x0.fma(g, sum0);
            sum1 = x1.fma(g, sum1);
            sum2 = x2.fma(g, sum2);
            sum3 = x3.fma(g, sum3);
            sum4 = x4.fma(g, sum4);
            x0 = x1;
            x1 = x2;
            x2 = x3;
            x3 = x4;
        }
        sum0.intoArray(weights, weightAt);
        sum1.intoArray(weights, weightAt + channels);
        sum2.intoArray(weights, weightAt + 2 * channels);
        sum3.intoArray(weights, weightAt + 3 * channels);
        sum4.intoArray(weights, weightAt + 4 * channels);
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
        if (from >= end) {
            return;
        }
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
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
            int tapX,
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
            sum1 = FloatVector.fromArray(SPECIES, in, at + tapX, mask).fma(g, sum1);
            sum2 = FloatVector.fromArray(SPECIES, in, at + 2 * tapX, mask).fma(g, sum2);
        }
        sum0.intoArray(weights, weightAt, mask);
        sum1.intoArray(weights, weightAt + channels, mask);
        sum2.intoArray(weights, weightAt + 2 * channels, mask);
    }

    /** As {@link #taps3}, the last two taps of a kernel's row of five: with five masked sums C2 made objects of them. */
    private static void taps2(
            int columns,
            int channels,
            int step,
            int tapX,
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
        for (int x = 0; x < columns; x++) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + x * channels, mask);
            int at = inAt + x * step;
            sum0 = FloatVector.fromArray(SPECIES, in, at, mask).fma(g, sum0);
            sum1 = FloatVector.fromArray(SPECIES, in, at + tapX, mask).fma(g, sum1);
        }
        sum0.intoArray(weights, weightAt, mask);
        sum1.intoArray(weights, weightAt + channels, mask);
    }
}
