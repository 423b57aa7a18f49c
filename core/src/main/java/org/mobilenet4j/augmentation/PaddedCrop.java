package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * What inference shows, moved a little in both directions, with black where the picture ends: torchvision's
 * {@code RandomCrop(size, padding)}, the usual framing of CIFAR-10's pictures (He et al. 2016, section 4.2). Small
 * pictures are only copied, never resampled.
 *
 * @param padding the farthest that the picture moves, in pixels
 */
public record PaddedCrop(int padding) implements Framing {
    public PaddedCrop {
        if (padding < 0) {
            throw new IllegalArgumentException("padding is " + padding + ", expected at least 0");
        }
    }

    @Override
    public RgbImage frame(RgbImage picture, Preprocessing preprocessing, RandomGenerator random) {
        RgbImage shown = preprocessing.crop(picture);
        int top = random.nextInt(2 * padding + 1) - padding;
        int left = random.nextInt(2 * padding + 1) - padding;
        return shown.crop(left, top, shown.width(), shown.height());
    }
}
