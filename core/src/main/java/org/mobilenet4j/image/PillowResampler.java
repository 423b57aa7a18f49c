package org.mobilenet4j.image;

import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.Taps;

/**
 * Pillow's antialiased {@code Image.resize}, pixel for pixel: columns first, then rows, each pass rounding to 8 bits,
 * in the same fixed-point arithmetic as its {@code Resample.c}. A network's answer depends on this more than on any
 * rounding in the network itself. Stateless, so any number of threads may call it.
 */
public final class PillowResampler {
    private PillowResampler() {}

    /**
     * The whole image at another size.
     *
     * @param width of the result, in pixels
     * @param height of the result, in pixels
     * @throws IllegalArgumentException if a side is below 1
     */
    public static RgbImage resize(RgbImage image, int width, int height, Interpolation interpolation) {
        return resizeCropped(image, width, height, 0, 0, width, height, interpolation);
    }

    /**
     * A box of the image at another size: the pixels of {@link #resize} followed by {@link RgbImage#crop}, but only
     * the columns and rows inside the box are computed.
     *
     * @param width of the whole resized image, in pixels
     * @param height of the whole resized image, in pixels
     * @param cropX the box's left column in the resized image
     * @param cropY the box's top row in the resized image
     * @throws IllegalArgumentException if a side is below 1 or the box leaves the resized image
     */
    public static RgbImage resizeCropped(
            RgbImage image,
            int width,
            int height,
            int cropX,
            int cropY,
            int cropWidth,
            int cropHeight,
            Interpolation interpolation) {
        return resizeCropped(
                image,
                width,
                height,
                cropX,
                cropY,
                cropWidth,
                cropHeight,
                interpolation,
                KernelSelection.chosen().kernels().resampling());
    }

    /** The same with given kernels; the pixels are the same with any. */
    static RgbImage resizeCropped(
            RgbImage image,
            int width,
            int height,
            int cropX,
            int cropY,
            int cropWidth,
            int cropHeight,
            Interpolation interpolation,
            ResamplingKernels kernels) {
        requireInside("columns", cropX, cropWidth, width);
        requireInside("rows", cropY, cropHeight, height);
        // A pass that would not change the size would not change the samples either.
        if (height == image.height()) {
            return alongRows(image, cropY, cropHeight, width, cropX, cropWidth, interpolation, kernels);
        }
        Taps taps = FilterWeights.of(image.height(), height, cropY, cropHeight, interpolation);
        int firstRow = taps.firsts()[0];
        int neededRows = taps.end(cropHeight - 1) - firstRow;
        RgbImage narrowed = alongRows(image, firstRow, neededRows, width, cropX, cropWidth, interpolation, kernels);
        int rowBytes = 3 * cropWidth;
        byte[] out = new byte[Math.multiplyExact(rowBytes, cropHeight)];
        kernels.alongColumns(narrowed.rgb(), -firstRow * rowBytes, rowBytes, taps, new int[rowBytes], out);
        return RgbImage.of(cropWidth, cropHeight, out);
    }

    private static void requireInside(String what, int from, int count, int extent) {
        if (count < 1 || from < 0 || count > extent - from) {
            throw new IllegalArgumentException("%s %d to %d are not inside a resized image of %d %s"
                    .formatted(what, from, (long) from + count - 1, extent, what));
        }
    }

    /** The first pass: some rows of the image at another width, of which some columns. */
    private static RgbImage alongRows(
            RgbImage image,
            int firstRow,
            int rows,
            int width,
            int cropX,
            int cropWidth,
            Interpolation interpolation,
            ResamplingKernels kernels) {
        if (width == image.width()) {
            return image.crop(cropX, firstRow, cropWidth, rows);
        }
        Taps taps = FilterWeights.of(image.width(), width, cropX, cropWidth, interpolation);
        int rowBytes = 3 * image.width();
        int[] sums = new int[ResamplingKernels.sumsLength(cropWidth)];
        byte[] out = new byte[Math.multiplyExact(3 * cropWidth, rows)];
        kernels.alongRows(image.rgb(), firstRow * rowBytes, rowBytes, rows, taps, sums, out);
        return RgbImage.of(cropWidth, rows, out);
    }
}
