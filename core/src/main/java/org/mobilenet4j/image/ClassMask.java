package org.mobilenet4j.image;

import java.util.Arrays;

/**
 * The class of each pixel of an image: {@code height} rows of {@code width} bytes, top row first. Immutable by convention, as
 * an {@link RgbImage} is.
 */
public final class ClassMask {
    /** The class of pixels that nothing is learned from and that are not measured: PASCAL VOC's outlines. */
    public static final int IGNORED = 255;

    private final int width;
    private final int height;
    private final byte[] classes;

    /**
     * A mask over the caller's array, which the caller gives away.
     *
     * @param classes of each pixel, 0 to 254 or {@link #IGNORED}
     */
    public ClassMask(int width, int height, byte[] classes) {
        if (width < 1 || height < 1 || classes.length != (long) width * height) {
            throw new IllegalArgumentException(classes.length + " pixels do not fill " + width + " x " + height);
        }
        this.width = width;
        this.height = height;
        this.classes = classes;
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** The class of a pixel, 0 to 255. */
    public int at(int x, int y) {
        return Byte.toUnsignedInt(classes[y * width + x]);
    }

    /** The classes themselves, row by row. Not to be written. */
    public byte[] classes() {
        return classes;
    }

    /** Equal size and equal classes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClassMask that
                && width == that.width
                && height == that.height
                && Arrays.equals(classes, that.classes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(classes);
    }

    /** As {@code ClassMask[500 x 375]}. */
    @Override
    public String toString() {
        return "ClassMask[" + width + " x " + height + "]";
    }
}
