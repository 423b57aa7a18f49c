package org.mobilenet4j.image;

import java.util.Locale;

/**
 * A box as {@link BoxDrawing} draws it.
 *
 * @param box in the pixels of the image that it is drawn over; may reach out of it
 * @param text on the plate at the box; empty for a box without one
 * @param color of the line and the plate, 0xRRGGBB
 */
public record DrawnBox(Box box, String text, int color) {
    public DrawnBox {
        if (color < 0 || color > 0xFFFFFF) {
            throw new IllegalArgumentException("a box has the colour " + color + ", expected 0xRRGGBB");
        }
    }

    /**
     * An object that was found, in its class's colour.
     *
     * @param number of the class
     */
    public static DrawnBox of(Box box, String label, double score, int number) {
        return new DrawnBox(box, String.format(Locale.ROOT, "%s %.2f", label, score), MaskDecoder.vocColor(number));
    }
}
