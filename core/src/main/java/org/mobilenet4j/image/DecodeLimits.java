package org.mobilenet4j.image;

/**
 * How large an image may be before it is refused, checked against the file's size and its header before any memory is
 * taken for the pixels. Immutable.
 *
 * @param maxPixels width times height
 * @param maxFileBytes of the encoded file
 */
public record DecodeLimits(long maxPixels, int maxFileBytes) {
    /** 178,956,970 pixels, above which Pillow refuses an image as a decompression bomb, in a file of at most 256 MB. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(2 * (1024L * 1024 * 1024 / 4 / 3), 1 << 28);

    /** An array's length is an int, and an image is one array of three bytes for each pixel. */
    private static final long MAX_ARRAY_PIXELS = (Integer.MAX_VALUE - 64) / 3;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a limit is below 1, or the pixels are more than one array can hold
     */
    public DecodeLimits {
        if (maxPixels < 1 || maxPixels > MAX_ARRAY_PIXELS) {
            throw new IllegalArgumentException("maxPixels is " + maxPixels + ", must be 1 to " + MAX_ARRAY_PIXELS);
        }
        if (maxFileBytes < 1 || maxFileBytes > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "maxFileBytes is " + maxFileBytes + ", must be 1 to " + (Integer.MAX_VALUE - 64));
        }
    }
}
