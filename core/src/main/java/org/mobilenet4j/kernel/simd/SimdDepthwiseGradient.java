package org.mobilenet4j.kernel.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The gradients of a depthwise convolution, by its input and by its weights {@code [kernel][kernel][channels]}; a vector
 * of channels at a time, the last one masked.
 *
 * <p>The latter ({@link DepthwiseGradientTiles}) goes row by row of the output, and of the kernel. A kernel of three or five
 * at stride 1 goes along a row with the inputs that the next output sees again in registers (at stride 2 C2 made objects of
 * them in some JVMs); dilated, along every {@code dilation}-th column. Else the taps of a kernel's row share each load of the
 * gradient where all of them lie in the map, and the columns at the rim are added tap by tap. With five masked sums, C2 made
 * objects of them: they are taken three and two.
 */
final class SimdDepthwiseGradient {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdDepthwiseGradient() {}

    /**
     * Every input pixel gathers from the outputs that see it while it is in L1. A tap sees it where its distance
     * is a multiple of the stride; these taps are {@code step} apart, and the outputs behind them {@code back}.
     */
    static void depthwiseInput(
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
                int tapsX = tapsFrom(window, step, back, tapX, outX);
                int at = gradientAt + (outY * window.outWidth() + outX) * channels;
                int taps = weightsAt + (tapY * window.kernel() + tapX) * channels;
                int to = inputGradientAt + (y * window.width() + x) * channels;
                if (tapsY == 0 || tapsX == 0) {
                    Arrays.fill(inputGradient, to, to + channels, 0);
                    continue;
                }
                // Tap by tap over all channels: with a vector that lives through loops over the taps, C2 makes objects
                // in
                // some JVMs.
                multiply(channels, gradient, at, weights, taps, inputGradient, to);
                for (int tap = 1; tap < tapsY * tapsX; tap++) {
                    int i = tap / tapsX;
                    int j = tap % tapsX;
                    int from = at - i * backY - j * backX;
                    int weight = taps + (i * window.kernel() + j) * step * channels;
                    multiplyAndAdd(channels, gradient, from, weights, weight, inputGradient, to);
                }
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

    /** A kernel of three or five at stride 1 that keeps the width of the map. */
    static boolean isUsual(Window window) {
        return (window.kernel() == 3 || window.kernel() == 5)
                && window.left() == window.kernel() / 2 * window.dilation()
                && window.stride() == 1
                && window.outWidth() == window.width();
    }
}
