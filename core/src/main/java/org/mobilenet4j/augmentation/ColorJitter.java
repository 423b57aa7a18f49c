package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * Brightness, contrast, saturation and hue changed by random amounts in a random order: torchvision's
 * {@code ColorJitter}. The first three are factors in {@code [max(0, 1 - x), 1 + x]}.
 *
 * @param brightness at least 0, which changes nothing
 * @param contrast at least 0
 * @param saturation at least 0
 * @param hue the farthest turn in both directions, a part of the full circle, 0 to 0.5
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue) implements ImageChange {
    /** Colours as they are. */
    public static final ColorJitter NONE = new ColorJitter(0, 0, 0, 0);

    private static final int KINDS = 4;

    public ColorJitter {
        if (!(brightness >= 0 && contrast >= 0 && saturation >= 0)
                || !Double.isFinite(brightness + contrast + saturation)) {
            throw new IllegalArgumentException("brightness is " + brightness + ", contrast " + contrast
                    + ", saturation " + saturation + ", expected at least 0");
        }
        if (!(hue >= 0 && hue <= 0.5)) {
            throw new IllegalArgumentException("hue is " + hue + ", expected 0 to 0.5");
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        int[] order = {0, 1, 2, 3};
        for (int i = KINDS - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        RgbImage changed = image;
        for (int kind : order) {
            changed = switch (kind) {
                case 0 -> brightness == 0 ? changed : LevelTables.brightness(changed, factor(brightness, random));
                case 1 -> contrast == 0 ? changed : LevelTables.contrast(changed, factor(contrast, random));
                case 2 -> saturation == 0 ? changed : ColorMixing.saturation(changed, factor(saturation, random));
                default -> hue == 0 ? changed : ColorMixing.hue(changed, hue * (2 * random.nextDouble() - 1));
            };
        }
        return changed;
    }

    static double factor(double most, RandomGenerator random) {
        double least = Math.max(0, 1 - most);
        return least + (1 + most - least) * random.nextDouble();
    }
}
