package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/** The operations of {@link RandAugment}, {@link TrivialAugment} and {@link AutoAugment}, of an amount that those choose. */
enum PictureOperation {
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

    PictureOperation(boolean isSigned) {
        this.isSigned = isSigned;
    }

    /** The changed picture; where an amount may be negative, half of them are. */
    RgbImage apply(RgbImage picture, double amount, RandomGenerator random) {
        return apply(picture, isSigned && random.nextBoolean() ? -amount : amount);
    }

    /**
     * The changed picture.
     *
     * @param amount a slope, pixels, degrees, what is added to a factor of 1, bits, or a share of the levels
     */
    RgbImage apply(RgbImage picture, double amount) {
        return switch (this) {
            case IDENTITY -> picture;
            case SHEAR_X -> AffineSampling.shearedAlongX(picture, amount);
            case SHEAR_Y -> AffineSampling.shearedAlongY(picture, amount);
            case TRANSLATE_X -> AffineSampling.moved(picture, (int) amount, 0);
            case TRANSLATE_Y -> AffineSampling.moved(picture, 0, (int) amount);
            case ROTATE -> AffineSampling.rotated(picture, amount);
            case BRIGHTNESS -> LevelTables.brightness(picture, 1 + amount);
            case COLOR -> ColorMixing.saturation(picture, 1 + amount);
            case CONTRAST -> LevelTables.contrast(picture, 1 + amount);
            case SHARPNESS -> ColorMixing.sharpness(picture, 1 + amount);
            case POSTERIZE -> LevelTables.posterize(picture, (int) amount);
            case SOLARIZE -> LevelTables.solarize(picture, 255 * amount);
            case AUTO_CONTRAST -> LevelTables.autocontrast(picture);
            case EQUALIZE -> LevelTables.equalize(picture);
            case INVERT -> LevelTables.solarize(picture, 0);
        };
    }
}
