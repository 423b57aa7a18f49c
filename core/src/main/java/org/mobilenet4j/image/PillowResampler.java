package org.mobilenet4j.image;

import java.util.Arrays;

/**
 * Pillow's antialiased {@code Image.resize}, pixel for pixel: columns first, then rows, each pass rounding to 8 bits,
 * in the same fixed-point arithmetic as its {@code Resample.c}. A network's answer depends on this more than on any
 * rounding in the network itself. Stateless, so any number of threads may call it.
 */
public final class PillowResampler {
    private static final int HALF = 1 << (FilterTaps.FRACTION_BITS - 1);

    private PillowResampler() {}

    /**
     * The whole picture at another size.
     *
     * @param width of the result, in pixels
     * @param height of the result, in pixels
     * @throws IllegalArgumentException if a side is below 1
     */
    public static RgbImage resize(RgbImage image, int width, int height, Interpolation interpolation) {
        return resizeCropped(image, width, height, 0, 0, width, height, interpolation);
    }

    /**
     * A box of the picture at another size: the pixels of {@link #resize} followed by {@link RgbImage#crop}, but only
     * the columns and rows inside the box are computed.
     *
     * @param width of the whole resized picture, in pixels
     * @param height of the whole resized picture, in pixels
     * @param cropX the box's left column in the resized picture
     * @param cropY the box's top row in the resized picture
     * @throws IllegalArgumentException if a side is below 1 or the box leaves the resized picture
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
        requireInside("columns", cropX, cropWidth, width);
        requireInside("rows", cropY, cropHeight, height);
        // A pass that would not change the size would not change the samples either.
        if (height == image.height()) {
            return alongRows(image, cropY, cropHeight, width, cropX, cropWidth, interpolation);
        }
        FilterTaps taps = FilterTaps.of(image.height(), height, cropY, cropHeight, interpolation);
        int firstRow = taps.first(0);
        int neededRows = taps.end(cropHeight - 1) - firstRow;
        RgbImage narrowed = alongRows(image, firstRow, neededRows, width, cropX, cropWidth, interpolation);
        return RgbImage.of(cropWidth, cropHeight, alongColumns(narrowed, firstRow, taps));
    }

    private static void requireInside(String what, int from, int count, int extent) {
        if (count < 1 || from < 0 || count > extent - from) {
            throw new IllegalArgumentException("%s %d to %d are not inside a resized picture of %d %s"
                    .formatted(what, from, (long) from + count - 1, extent, what));
        }
    }

    /** The first pass: some rows of the picture at another width, of which some columns. */
    private static RgbImage alongRows(
            RgbImage image, int firstRow, int rows, int width, int cropX, int cropWidth, Interpolation interpolation) {
        if (width == image.width()) {
            return image.crop(cropX, firstRow, cropWidth, rows);
        }
        FilterTaps taps = FilterTaps.of(image.width(), width, cropX, cropWidth, interpolation);
        return RgbImage.of(cropWidth, rows, alongRows(image, firstRow, rows, taps));
    }

    private static byte[] alongRows(RgbImage image, int firstRow, int rows, FilterTaps taps) {
        byte[] in = image.rgb();
        byte[] out = new byte[Math.multiplyExact(3 * taps.positions(), rows)];
        int[] weights = taps.weights();
        int to = 0;
        for (int y = 0; y < rows; y++) {
            int rowStart = (firstRow + y) * image.width() * 3;
            for (int x = 0; x < taps.positions(); x++) {
                int from = rowStart + taps.first(x) * 3;
                int weight = x * taps.stride();
                int weightsEnd = weight + taps.count(x);
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                for (; weight < weightsEnd; weight++, from += 3) {
                    red += (in[from] & 0xFF) * weights[weight];
                    green += (in[from + 1] & 0xFF) * weights[weight];
                    blue += (in[from + 2] & 0xFF) * weights[weight];
                }
                out[to] = rounded(red);
                out[to + 1] = rounded(green);
                out[to + 2] = rounded(blue);
                to += 3;
            }
        }
        return out;
    }

    /** The second pass. Whole rows are summed at a time: neighbouring samples are independent, so the loops become vector code. */
    private static byte[] alongColumns(RgbImage image, int firstRow, FilterTaps taps) {
        byte[] in = image.rgb();
        int samples = image.width() * 3;
        byte[] out = new byte[Math.multiplyExact(samples, taps.positions())];
        int[] sums = new int[samples];
        for (int y = 0; y < taps.positions(); y++) {
            Arrays.fill(sums, HALF);
            int from = (taps.first(y) - firstRow) * samples;
            for (int k = 0; k < taps.count(y); k++, from += samples) {
                addRow(in, from, taps.weights()[y * taps.stride() + k], sums);
            }
            int to = y * samples;
            for (int i = 0; i < samples; i++) {
                out[to + i] = rounded(sums[i]);
            }
        }
        return out;
    }

    private static void addRow(byte[] in, int from, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (in[from + i] & 0xFF) * weight;
        }
    }

    private static byte rounded(int sum) {
        return (byte) Math.clamp(sum >> FilterTaps.FRACTION_BITS, 0, 255);
    }
}
