package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * Turned about its centre by a random angle, the nearest pixel taken, the corners black: torchvision's
 * {@code RandomRotation}.
 *
 * @param degrees the farthest, in both directions
 */
public record Rotation(double degrees) implements ImageChange {
    public Rotation {
        if (!(degrees >= 0 && degrees <= 180)) {
            throw new IllegalArgumentException("degrees is " + degrees + ", expected 0 to 180");
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        return AffineSampling.rotated(image, degrees * (2 * random.nextDouble() - 1));
    }
}
