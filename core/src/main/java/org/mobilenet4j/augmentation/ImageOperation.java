package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/** The operations of {@link RandAugment}, {@link TrivialAugment} and {@link AutoAugment}, of an amount that those choose. */
enum ImageOperation {
    IDENTITY(false),
    SHEAR_X(true),
    SHEAR_Y(true),
    TRANSLATE_X(true),
    TRANSLATE_Y(true),
    ROTATE(true),
    BRIGHTNESS(true),
    COLOR(true),
    CONTRAST(true),
    SHARPNESS(true),
    POSTERIZE(false),
    SOLARIZE(false),
    AUTO_CONTRAST(false),
    EQUALIZE(false),
    INVERT(false);

    /** Whether its amount is as often negative as positive. */
    private final boolean isSigned;

    ImageOperation(boolean isSigned) {
        this.isSigned = isSigned;
    }

    /** The changed image; where an amount may be negative, half of them are. */
    RgbImage apply(RgbImage image, double amount, RandomGenerator random) {
        return apply(image, isSigned && random.nextBoolean() ? -amount : amount);
    }

    /**
     * The changed image.
     *
     * @param amount a slope, pixels, degrees, what is added to a factor of 1, bits, or a share of the levels
     */
    RgbImage apply(RgbImage image, double amount) {
        return switch (this) {
            case IDENTITY -> image;
            case SHEAR_X -> AffineSampling.shearedAlongX(image, amount);
            case SHEAR_Y -> AffineSampling.shearedAlongY(image, amount);
            case TRANSLATE_X -> AffineSampling.moved(image, (int) amount, 0);
            case TRANSLATE_Y -> AffineSampling.moved(image, 0, (int) amount);
            case ROTATE -> AffineSampling.rotated(image, amount);
            case BRIGHTNESS -> LevelTables.brightness(image, 1 + amount);
            case COLOR -> ColorMixing.saturation(image, 1 + amount);
            case CONTRAST -> LevelTables.contrast(image, 1 + amount);
            case SHARPNESS -> ColorMixing.sharpness(image, 1 + amount);
            case POSTERIZE -> LevelTables.posterize(image, (int) amount);
            case SOLARIZE -> LevelTables.solarize(image, 255 * amount);
            case AUTO_CONTRAST -> LevelTables.autocontrast(image);
            case EQUALIZE -> LevelTables.equalize(image);
            case INVERT -> LevelTables.solarize(image, 0);
        };
    }
}
