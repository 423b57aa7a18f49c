package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * An image of 8-bit red, green and blue samples: {@code height} rows of {@code width} pixels of 3 bytes, top row
 * first, nothing between them. Immutable by convention: the array is shared, not copied, and nobody writes to it once
 * the image is made, so threads may share an image.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] rgb;

    private RgbImage(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image of " + width + " x " + height + " pixels");
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    rgb.length + " samples do not fill " + width + " x " + height + " pixels of 3");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /** A copy of an image of the Java platform, in sRGB; transparency is left out. */
    public static RgbImage of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int pixel : row) {
                rgb[at++] = (byte) (pixel >> 16);
                rgb[at++] = (byte) (pixel >> 8);
                rgb[at++] = (byte) pixel;
            }
        }
        return of(width, height, rgb);
    }

    /**
     * An image over the caller's array, which the caller gives away.
     *
     * @throws IllegalArgumentException if a side is below 1 or the array's length is not {@code 3 * width * height}
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        return new RgbImage(width, height, rgb);
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** The samples themselves: red of the top left pixel, green, blue, red of its right neighbour. Not to be written. */
    public byte[] rgb() {
        return rgb;
    }

    /**
     * A box of this image. What of the box lies outside the image is black.
     *
     * @param left the box's left column; negative for a box that begins left of the image
     * @param top the box's top row; negative for a box that begins above the image
     */
    public RgbImage crop(int left, int top, int boxWidth, int boxHeight) {
        if (left == 0 && top == 0 && boxWidth == width && boxHeight == height) {
            return this;
        }
        byte[] box = new byte[Math.multiplyExact(3, Math.multiplyExact(boxWidth, boxHeight))];
        int firstX = Math.max(left, 0);
        int columns = Math.min(left + boxWidth, width) - firstX;
        for (int y = Math.max(top, 0); columns > 0 && y < Math.min(top + boxHeight, height); y++) {
            int to = ((y - top) * boxWidth + firstX - left) * 3;
            System.arraycopy(rgb, (y * width + firstX) * 3, box, to, columns * 3);
        }
        return new RgbImage(boxWidth, boxHeight, box);
    }

    /**
     * The same image in shades of grey, the luma in all three channels, as Pillow's {@code convert("L")} rounds it.
     * A grey image stays what it is.
     */
    public RgbImage toGrey() {
        byte[] grey = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i += 3) {
            int luma =
                    ((rgb[i] & 0xFF) * 19595 + (rgb[i + 1] & 0xFF) * 38470 + (rgb[i + 2] & 0xFF) * 7471 + 0x8000) >> 16;
            grey[i] = (byte) luma;
            grey[i + 1] = (byte) luma;
            grey[i + 2] = (byte) luma;
        }
        return new RgbImage(width, height, grey);
    }

    /** Equal size and equal samples. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    /** As {@code RgbImage[500 x 375]}. */
    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + "]";
    }
}
