package org.mobilenet4j.architecture;

/** The extents of a value for one image; a vector is a map of one pixel. */
public record MapShape(int height, int width, int channels) {
    /** A map of one pixel. */
    public static MapShape vector(int length) {
        return new MapShape(1, 1, length);
    }

    public int pixels() {
        return height * width;
    }

    /**
     * In floats.
     *
     * @throws ArithmeticException if that is more than an array can hold
     */
    public int length() {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public String toString() {
        return height + " x " + width + " x " + channels;
    }
}
