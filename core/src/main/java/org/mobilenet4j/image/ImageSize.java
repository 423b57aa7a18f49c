package org.mobilenet4j.image;

/**
 * The size of an image in pixels.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record ImageSize(int width, int height) {
    public ImageSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image of " + width + " x " + height + " pixels");
        }
    }

    /** As in "640 x 480". */
    @Override
    public String toString() {
        return width + " x " + height;
    }
}
