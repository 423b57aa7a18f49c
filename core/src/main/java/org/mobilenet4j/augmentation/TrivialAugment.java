package org.mobilenet4j.augmentation;

import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * One operation, drawn from fourteen, of a magnitude drawn from a wide range (Müller and Hutter 2021): torchvision's
 * {@code TrivialAugmentWide}.
 */
public record TrivialAugment() implements PictureChange {
    private static final List<PictureOperation> DRAWN =
            List.copyOf(EnumSet.complementOf(EnumSet.of(PictureOperation.INVERT)));

    private static final Magnitudes WIDE = new Magnitudes(0.99, 32, 32, 135, 0.99, 6);

    @Override
    public RgbImage apply(RgbImage picture, RandomGenerator random) {
        return drawn(picture, WIDE, random.nextInt(Magnitudes.STEPS), random);
    }

    /** The picture after an operation that is drawn, with a sign that is drawn. */
    static RgbImage drawn(RgbImage picture, Magnitudes magnitudes, int step, RandomGenerator random) {
        PictureOperation operation = DRAWN.get(random.nextInt(DRAWN.size()));
        return operation.apply(picture, magnitudes.amount(operation, step), random);
    }
}
