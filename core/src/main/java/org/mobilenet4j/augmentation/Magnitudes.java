package org.mobilenet4j.augmentation;

/**
 * How large each operation can be: its amount at the uppermost of 31 steps, the lowest being no change.
 *
 * @param shear slope
 * @param moveX pixels to the side
 * @param moveY pixels up or down
 * @param degrees of turning
 * @param enhancement of brightness, colour, contrast, sharpness
 * @param bits that posterizing takes away
 */
record Magnitudes(double shear, double moveX, double moveY, double degrees, double enhancement, int bits) {
    /** Magnitudes are 0 to 30. */
    static final int STEPS = 31;

    /** The operation's amount at a step, before a sign is drawn. */
    double amount(PictureOperation operation, int step) {
        double share = step / (STEPS - 1.0);
        return switch (operation) {
            case IDENTITY, AUTO_CONTRAST, EQUALIZE -> 0;
            case SHEAR_X, SHEAR_Y -> shear * share;
            case TRANSLATE_X -> moveX * share;
            case TRANSLATE_Y -> moveY * share;
            case ROTATE -> degrees * share;
            case BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> enhancement * share;
            case POSTERIZE -> Math.rint(8 - bits * share);
            case SOLARIZE -> 1 - share;
        };
    }
}
