package org.mobilenet4j.datacheck;

import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.ImageSketch;

/**
 * What was found out about an image that can be read.
 *
 * @param index in the {@link CheckedDataset}
 * @param size as it is stored
 * @param orientation EXIF's, from 1 (upright) to 8
 * @param contrast the standard deviation of its luma, in levels of 255
 * @param digest SHA-256 of its file
 */
public record CheckedImage(
        int index, ImageSize size, int orientation, double contrast, String digest, ImageSketch sketch) {
    /** Below this, an image shows nothing: of one colour but for the noise of compression. */
    public static final double BLANK_CONTRAST = 3;

    /** No network makes anything of fewer pixels in the shorter side. */
    public static final int TINY_SIDE = 16;

    /** Above this ratio of the sides, the middle that a network sees is little of the image. */
    public static final int LONGEST_RATIO = 4;

    /** Whether it is of one brightness. */
    public boolean isBlank() {
        return contrast < BLANK_CONTRAST;
    }

    /** The shorter side, in pixels. */
    public int shortSide() {
        return Math.min(size.width(), size.height());
    }

    /** Whether one side is more than {@link #LONGEST_RATIO} times the other. */
    public boolean isElongated() {
        return Math.max(size.width(), size.height()) > LONGEST_RATIO * shortSide();
    }

    /** Whether the file says that the image is to be turned or mirrored to be seen as it was taken. */
    public boolean isRotated() {
        return orientation != 1;
    }
}
