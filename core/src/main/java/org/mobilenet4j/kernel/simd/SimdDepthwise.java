package org.mobilenet4j.kernel.simd;

import org.mobilenet4j.kernel.Window;

/**
 * The depthwise convolution: map {@code [height][width][channels]}, weights {@code [kernel][kernel][channels]}.
 *
 * <p>What limits this kernel is what it costs to load the input: an address, a check of bounds and a load for each vector
 * of channels. So the usual kernels go along a row of the map column by column and keep the sums of all outputs that see a
 * column in registers: each value is loaded once in each row of outputs ({@link DepthwiseTiles}).
 *
 * <p>Others take four outputs of a row at a time, which share what they load. Columns that are {@code dilation} apart see only
 * each other: at stride 1 they are an undilated convolution. Kernels of 3 and 5 go this way where each of these
 * convolutions has four outputs. The rest take four neighbouring outputs at a time, which share the weights only, over runs
 * of outputs that see the same taps.
 *
 * <p>Groups that do not fit are moved back or repeat their last output, and the last vector of channels is moved back; the
 * same values are written twice. Whether a map goes by columns depends on its width alone, so that all its bands do; all
 * other ways add tap by tap in the same order. Fewer channels than a vector holds are taken one by one.
 */
final class SimdDepthwise {
    private static final int LANES = MachineVectors.SPECIES.length();
    static final int GROUP = 4;

    /** Of as many pixels a cache line each takes half of a first-level cache of 32 KB. */
    private static final int CACHED_PIXELS = 256;

    private SimdDepthwise() {}

    static void depthwise(
            Window window,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        if (isByColumns(window)) {
            rows(window, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, outAt);
            return;
        }
        boolean isGrouped = isGroupable(window);
        int rowOut = window.outWidth() * window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            int at = outAt + y * rowOut;
            if (window.channels() < LANES) {
                DepthwiseTiles.scalars(
                        window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (isGrouped) {
                DepthwiseTiles.columns(
                        window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (window.dilation() == 1) {
                DepthwiseTiles.points(
                        window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else {
                DepthwiseTiles.runs(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            }
        }
    }

    /** Vector by vector of channels over so many rows that what lies beside the vector stays in the first-level cache. */
    private static void rows(
            Window window,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        int rows = Math.max(1, CACHED_PIXELS / (window.width() * window.stride()));
        for (int y = 0; y < window.outHeight(); y += rows) {
            int endY = Math.min(y + rows, window.outHeight());
            DepthwiseTiles.rows(
                    window, y, endY, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, outAt);
        }
    }

    /** Whether the input is taken column by column: so says the map's width, which all bands of a map have. */
    private static boolean isByColumns(Window window) {
        boolean isKnown =
                (window.kernel() == 3 && window.stride() <= 2) || (window.kernel() == 5 && window.stride() == 1);
        int half = window.kernel() / 2;
        return isKnown
                && window.dilation() == 1
                && window.channels() >= LANES
                && window.outWidth() >= GROUP
                && Math.max(window.left(), right(window)) <= half;
    }

    /** Whether columns that are {@code dilation} apart have four outputs, each with the middle of its window in the map. */
    private static boolean isGroupable(Window window) {
        int half = window.kernel() / 2 * window.dilation();
        int bottom = (window.outHeight() - 1) * window.stride() + 2 * half + 1 - window.top() - window.height();
        return window.channels() >= LANES
                && (window.kernel() == 3 || window.kernel() == 5)
                && (window.stride() == 1 || (window.stride() == 2 && window.dilation() == 1))
                && window.outWidth() >= GROUP * window.dilation()
                && Math.max(window.left(), right(window)) <= half
                && (window.dilation() > 1 || Math.max(window.top(), bottom) <= half);
    }

    /** How far the last window leaves the map. */
    private static int right(Window window) {
        int reach = window.dilation() * (window.kernel() - 1) + 1;
        return (window.outWidth() - 1) * window.stride() + reach - window.left() - window.width();
    }

    /** One past the last output column from {@code x} on whose window has the same taps in the map. */
    static int endOfRun(Window window, int x, int firstX, int endX) {
        int end = x + 1;
        while (end < window.outWidth()) {
            int startX = end * window.stride() - window.left();
            if (window.firstTap(startX) != firstX || window.endTap(startX, window.width()) != endX) {
                break;
            }
            end++;
        }
        return end;
    }
}
