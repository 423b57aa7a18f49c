package org.mobilenet4j.kernel.simd;

import org.mobilenet4j.kernel.Window;

/**
 * The dense convolution of the stem, straight from the map: the window of an output is {@code kernel} stretches of
 * {@code kernel * channels} floats that lie together, so that the matrix product's tiles work on it without gathering ({@link DenseTiles}).
 * Weights are packed as for the matrix product, {@code [ceil(out / panel)][kernel * kernel * channels][panel]}.
 *
 * <p>Outputs side by side are the rows of a tile; those at the sides, whose window leaves the map, take the taps that exist
 * one by one. Many channels, and dilations, are for {@link SimdDenseTaps}.
 */
final class SimdDense {
    private static final int LANES = MachineVectors.SPECIES.length();
    private static final int PANEL = SimdPointwise.PANEL;
    private static final int TILE = 6;

    /** From as many on, what a tap costs beside its products does not matter. */
    private static final int MANY_CHANNELS = 16;

    private SimdDense() {}

    static void dense(
            Window window,
            int outChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        if (window.dilation() != 1 || window.channels() >= MANY_CHANNELS) {
            SimdDenseTaps.dense(window, outChannels, in, inAt, panels, panelsAt, bias, biasAt, low, high, out, outAt);
            return;
        }
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        int length = window.kernel() * window.channels();
        int firstInside = window.firstInside();
        int endInside = window.endInside();
        boolean isTiled = endInside - firstInside >= TILE;
        int rowLength = window.width() * window.channels();
        int step = window.stride() * window.channels();
        for (int o = 0; o < outChannels; o += PANEL) {
            int panelAt = panelsAt + o * window.kernel() * length;
            int firstBias = biasAt + o;
            int valid = Math.min(PANEL, outChannels - o);
            int fromX = isTiled && valid >= LANES ? firstInside : window.outWidth();
            int endX = isTiled && valid >= LANES ? endInside : window.outWidth();
            for (int y = 0; y < window.outHeight(); y++) {
                int startY = y * window.stride() - window.top();
                int firstY = window.firstTap(startY);
                int endY = window.endTap(startY, window.height());
                int row = outAt + y * window.outWidth() * outChannels + o;
                for (int next = fromX; next < endX; next += TILE) {
                    int x = Math.min(next, endX - TILE);
                    int at = inAt + startY * rowLength + (x * window.stride() - window.left()) * window.channels();
                    int to = row + x * outChannels;
                    DenseTiles.tile6(
                            firstY,
                            endY,
                            rowLength,
                            length,
                            step,
                            in,
                            at,
                            panels,
                            panelAt,
                            bias,
                            firstBias,
                            lowBits,
                            highBits,
                            out,
                            to,
                            outChannels,
                            valid);
                }
                for (int x = 0; x < window.outWidth(); x++) {
                    if (x < fromX || x >= endX) {
                        int startX = x * window.stride() - window.left();
                        int to = row + x * outChannels;
                        DenseTiles.point(
                                window, startY, startX, in, inAt, panels, panelAt, bias, firstBias, lowBits, highBits,
                                out, to, valid);
                    }
                }
            }
        }
    }
}
