package org.mobilenet4j.kernel;

/**
 * The geometry of a convolution over one image: a {@code height x width x channels} map, read through {@code kernel x
 * kernel} windows. Positions outside of the map count as zeros.
 *
 * @param top zeros above the first row
 * @param left zeros before the first column
 */
public record Window(
        int height,
        int width,
        int channels,
        int kernel,
        int stride,
        int dilation,
        int top,
        int left,
        int outHeight,
        int outWidth) {
    /** The first kernel position, vertical or horizontal, that lies in the map when the window starts at {@code start}. */
    public int firstTap(int start) {
        return start >= 0 ? 0 : Math.ceilDiv(-start, dilation);
    }

    /** One past the last kernel position that lies in a map of {@code extent} positions. */
    public int endTap(int start, int extent) {
        return start >= extent ? 0 : Math.min(kernel, Math.ceilDiv(extent - start, dilation));
    }

    /** The first output row for which the kernel's row {@code ky} lies in the map. */
    public int firstRow(int ky) {
        return firstOut(ky, top);
    }

    /** One past the last output row for which the kernel's row {@code ky} lies in the map; may be below {@link #firstRow}. */
    public int endRow(int ky) {
        return endOut(ky, top, height, outHeight);
    }

    /** The first output column for which the kernel's column {@code kx} lies in the map. */
    public int firstColumn(int kx) {
        return firstOut(kx, left);
    }

    /** One past the last output column for which the kernel's column {@code kx} lies in the map; may be below the first. */
    public int endColumn(int kx) {
        return endOut(kx, left, width, outWidth);
    }

    private int firstOut(int tap, int zeros) {
        return Math.max(0, Math.ceilDiv(zeros - tap * dilation, stride));
    }

    private int endOut(int tap, int zeros, int extent, int outExtent) {
        return Math.min(outExtent, Math.floorDiv(extent - 1 + zeros - tap * dilation, stride) + 1);
    }

    /** The first output column whose window does not begin before the map. */
    public int firstInside() {
        return Math.clamp(Math.ceilDiv(left, stride), 0, outWidth);
    }

    /** One past the last output column whose window ends in the map; at least {@link #firstInside}. */
    public int endInside() {
        int reach = dilation * (kernel - 1) + 1;
        return Math.clamp(Math.floorDiv(width + left - reach, stride) + 1L, firstInside(), outWidth);
    }

    /**
     * The window over this one's output whose outputs are this one's inputs: a convolution of stride 1 through it, with
     * the kernel turned by half a turn, is the gradient by the input of a convolution through this one.
     */
    public Window mirrored() {
        if (stride != 1) {
            throw new IllegalStateException("the stride is " + stride + ", expected 1");
        }
        int reach = dilation * (kernel - 1);
        return new Window(outHeight, outWidth, channels, kernel, 1, dilation, reach - top, reach - left, height, width);
    }

    /** The same geometry over a map of other channels. */
    public Window withChannels(int newChannels) {
        return new Window(height, width, newChannels, kernel, stride, dilation, top, left, outHeight, outWidth);
    }

    public int outPixels() {
        return outHeight * outWidth;
    }
}
