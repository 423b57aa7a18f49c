package org.mobilenet4j.augmentation;

import static org.mobilenet4j.augmentation.ImageOperation.AUTO_CONTRAST;
import static org.mobilenet4j.augmentation.ImageOperation.COLOR;
import static org.mobilenet4j.augmentation.ImageOperation.CONTRAST;
import static org.mobilenet4j.augmentation.ImageOperation.EQUALIZE;
import static org.mobilenet4j.augmentation.ImageOperation.INVERT;
import static org.mobilenet4j.augmentation.ImageOperation.POSTERIZE;
import static org.mobilenet4j.augmentation.ImageOperation.ROTATE;
import static org.mobilenet4j.augmentation.ImageOperation.SHARPNESS;
import static org.mobilenet4j.augmentation.ImageOperation.SHEAR_X;
import static org.mobilenet4j.augmentation.ImageOperation.SOLARIZE;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * A pair of operations, drawn from the 25 that were found best for ImageNet (Cubuk et al. 2018, arXiv 1805.09501, its
 * appendix): torchvision's {@code AutoAugment}, with that policy.
 */
public record AutoAugment() implements ImageChange {
    /** One operation after the other, each with the probability that it is done and its level, 0 to 9. */
    private record Pair(
            ImageOperation first,
            double firstProbability,
            int firstLevel,
            ImageOperation second,
            double secondProbability,
            int secondLevel) {}

    private static final double HIGHEST_LEVEL = 9;

    private static final List<Pair> IMAGENET = List.of(
            new Pair(POSTERIZE, 0.4, 8, ROTATE, 0.6, 9),
            new Pair(SOLARIZE, 0.6, 5, AUTO_CONTRAST, 0.6, 0),
            new Pair(EQUALIZE, 0.8, 0, EQUALIZE, 0.6, 0),
            new Pair(POSTERIZE, 0.6, 7, POSTERIZE, 0.6, 6),
            new Pair(EQUALIZE, 0.4, 0, SOLARIZE, 0.2, 4),
            new Pair(EQUALIZE, 0.4, 0, ROTATE, 0.8, 8),
            new Pair(SOLARIZE, 0.6, 3, EQUALIZE, 0.6, 0),
            new Pair(POSTERIZE, 0.8, 5, EQUALIZE, 1, 0),
            new Pair(ROTATE, 0.2, 3, SOLARIZE, 0.6, 8),
            new Pair(EQUALIZE, 0.6, 0, POSTERIZE, 0.4, 6),
            new Pair(ROTATE, 0.8, 8, COLOR, 0.4, 0),
            new Pair(ROTATE, 0.4, 9, EQUALIZE, 0.6, 0),
            new Pair(EQUALIZE, 0, 0, EQUALIZE, 0.8, 0),
            new Pair(INVERT, 0.6, 0, EQUALIZE, 1, 0),
            new Pair(COLOR, 0.6, 4, CONTRAST, 1, 8),
            new Pair(ROTATE, 0.8, 8, COLOR, 1, 2),
            new Pair(COLOR, 0.8, 8, SOLARIZE, 0.8, 7),
            new Pair(SHARPNESS, 0.4, 7, INVERT, 0.6, 0),
            new Pair(SHEAR_X, 0.6, 5, EQUALIZE, 1, 0),
            new Pair(COLOR, 0.4, 0, EQUALIZE, 0.6, 0),
            new Pair(EQUALIZE, 0.4, 0, SOLARIZE, 0.2, 4),
            new Pair(SOLARIZE, 0.6, 5, AUTO_CONTRAST, 0.6, 0),
            new Pair(INVERT, 0.6, 0, EQUALIZE, 1, 0),
            new Pair(COLOR, 0.6, 4, CONTRAST, 1, 8),
            new Pair(EQUALIZE, 0.8, 0, EQUALIZE, 0.6, 0));

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        Pair pair = IMAGENET.get(random.nextInt(IMAGENET.size()));
        RgbImage changed = perhaps(pair.first, pair.firstProbability, pair.firstLevel, image, random);
        return perhaps(pair.second, pair.secondProbability, pair.secondLevel, changed, random);
    }

    private static RgbImage perhaps(
            ImageOperation operation, double probability, int level, RgbImage image, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return image;
        }
        Magnitudes magnitudes = Magnitudes.moderate(image.width(), image.height());
        return operation.apply(image, magnitudes.amount(operation, level / HIGHEST_LEVEL), random);
    }
}
