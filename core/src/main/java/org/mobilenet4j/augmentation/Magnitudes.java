package org.mobilenet4j.augmentation;

/**
 * How large each operation can be: its amount at the uppermost of its steps, the lowest being no change.
 *
 * @param shear slope
 * @param moveX pixels to the side
 * @param moveY pixels up or down
 * @param degrees of turning
 * @param enhancement of brightness, colour, contrast, sharpness
 * @param bits that posterizing takes away
 */
record Magnitudes(double shear, double moveX, double moveY, double degrees, double enhancement, int bits) {
    /** Magnitudes are 0 to 30, but for those of {@link AutoAugment}. */
    static final int STEPS = 31;

    private static final double SHARE_OF_SIDE = 150.0 / 331;

    /** Those of {@link RandAugment} and {@link AutoAugment} for images of a size. */
    static Magnitudes moderate(int width, int height) {
        return new Magnitudes(0.3, SHARE_OF_SIDE * width, SHARE_OF_SIDE * height, 30, 0.9, 4);
    }

    /** The operation's amount at a step, before a sign is drawn. */
    double amount(ImageOperation operation, int step) {
        return amount(operation, step / (STEPS - 1.0));
    }

    /** The operation's amount at a share of its largest, before a sign is drawn. */
    double amount(ImageOperation operation, double share) {
        return switch (operation) {
            case IDENTITY, AUTO_CONTRAST, EQUALIZE, INVERT -> 0;
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
