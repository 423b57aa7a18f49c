package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/** A change of a picture that keeps its size. */
public sealed interface PictureChange
        permits AutoAugment, ColorJitter, HorizontalFlip, RandAugment, Rotation, TrivialAugment, VerticalFlip {
    /** The changed picture; the one given stays as it is. */
    RgbImage apply(RgbImage picture, RandomGenerator random);
}
