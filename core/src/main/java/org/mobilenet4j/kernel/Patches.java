package org.mobilenet4j.kernel;

import java.util.Arrays;

/**
 * The windows of a dense convolution laid out as rows: the plain formula of {@link Kernels#patches}, and when to use it.
 */
public final class Patches {
    /** From as many channels on, what a tap costs beside its products does not matter. */
    private static final int MANY_CHANNELS = 16;

    private Patches() {}

    /** Whether such a convolution had better be computed as a product with its windows: a stem's. */
    public static boolean suit(Window window) {
        return window.dilation() == 1 && window.channels() < MANY_CHANNELS;
    }

    /** The floats of a window. */
    public static int length(Window window) {
        return window.kernel() * window.kernel() * window.channels();
    }

    /** Writes the windows of output row {@code outRow}, each of {@link #length} floats. */
    public static void gatherRow(Window window, int outRow, float[] in, int inAt, float[] rows, int rowsAt) {
        for (int outColumn = 0; outColumn < window.outWidth(); outColumn++) {
            gather(window, outRow, outColumn, in, inAt, rows, rowsAt + outColumn * length(window));
        }
    }

    /** Writes one output's window. */
    public static void gather(Window window, int outRow, int outColumn, float[] in, int inAt, float[] row, int rowAt) {
        int channels = window.channels();
        int kernel = window.kernel();
        int y = outRow * window.stride() - window.top();
        int x = outColumn * window.stride() - window.left();
        int firstX = window.firstTap(x);
        int endX = window.endTap(x, window.width());
        for (int ky = 0; ky < kernel; ky++) {
            int at = rowAt + ky * kernel * channels;
            int inY = y + ky * window.dilation();
            if (inY < 0 || inY >= window.height() || firstX >= endX) {
                Arrays.fill(row, at, at + kernel * channels, 0);
                continue;
            }
            Arrays.fill(row, at, at + firstX * channels, 0);
            int inRow = inAt + inY * window.width() * channels;
            if (window.dilation() == 1) {
                System.arraycopy(
                        in, inRow + (x + firstX) * channels, row, at + firstX * channels, (endX - firstX) * channels);
            } else {
                for (int kx = firstX; kx < endX; kx++) {
                    int inX = x + kx * window.dilation();
                    System.arraycopy(in, inRow + inX * channels, row, at + kx * channels, channels);
                }
            }
            Arrays.fill(row, at + endX * channels, at + kernel * channels, 0);
        }
    }
}
