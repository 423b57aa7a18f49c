package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * Some operations, drawn from fourteen, one after the other and of one magnitude (Cubuk et al. 2019): torchvision's
 * {@code RandAugment}.
 *
 * @param operations how many
 * @param magnitude 0 to 30
 */
public record RandAugment(int operations, int magnitude) implements ImageChange {
    public RandAugment {
        if (operations < 1 || magnitude < 0 || magnitude >= Magnitudes.STEPS) {
            throw new IllegalArgumentException("operations is " + operations + ", magnitude " + magnitude
                    + ", expected at least 1 and 0 to " + (Magnitudes.STEPS - 1));
        }
    }

    /** Two operations of magnitude 9, torchvision's. */
    public RandAugment() {
        this(2, 9);
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        Magnitudes magnitudes = Magnitudes.moderate(image.width(), image.height());
        RgbImage changed = image;
        for (int i = 0; i < operations; i++) {
            changed = TrivialAugment.drawn(changed, magnitudes, magnitude, random);
        }
        return changed;
    }
}
