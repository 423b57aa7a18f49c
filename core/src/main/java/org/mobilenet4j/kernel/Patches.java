package org.mobilenet4j.kernel;

import java.util.Arrays;

/**
 * The windows of a dense convolution laid out as rows, so that {@link Kernels#pointwise} computes it: one row for each
 * output pixel, {@code kernel * kernel * channels} values, zeros where the window leaves the map.
 */
public final class Patches {
    private Patches() {}

    /** Writes the windows of output row {@code outRow}, {@code outWidth} rows of {@code kernel * kernel * channels}. */
    public static void gatherRow(Window window, int outRow, float[] in, int inAt, float[] rows, int rowsAt) {
        int channels = window.channels();
        int length = window.kernel() * window.kernel() * channels;
        int y = outRow * window.stride() - window.top();
        for (int outColumn = 0; outColumn < window.outWidth(); outColumn++) {
            int x = outColumn * window.stride() - window.left();
            gather(window, y, x, in, inAt, rows, rowsAt + outColumn * length);
        }
    }

    private static void gather(Window window, int y, int x, float[] in, int inAt, float[] row, int rowAt) {
        int channels = window.channels();
        int kernel = window.kernel();
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
