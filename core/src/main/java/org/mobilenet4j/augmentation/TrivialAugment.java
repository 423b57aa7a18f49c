package org.mobilenet4j.augmentation;

import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * One operation, drawn from fourteen, of a magnitude drawn from a wide range (Müller and Hutter 2021): torchvision's
 * {@code TrivialAugmentWide}.
 */
public record TrivialAugment() implements ImageChange {
    private static final List<ImageOperation> DRAWN =
            List.copyOf(EnumSet.complementOf(EnumSet.of(ImageOperation.INVERT)));

    private static final Magnitudes WIDE = new Magnitudes(0.99, 32, 32, 135, 0.99, 6);

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        return drawn(image, WIDE, random.nextInt(Magnitudes.STEPS), random);
    }

    /** The image after an operation that is drawn, with a sign that is drawn. */
    static RgbImage drawn(RgbImage image, Magnitudes magnitudes, int step, RandomGenerator random) {
        ImageOperation operation = DRAWN.get(random.nextInt(DRAWN.size()));
        return operation.apply(image, magnitudes.amount(operation, step), random);
    }
}
