package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/** A change of an image that keeps its size. */
public sealed interface ImageChange
        permits AutoAugment, ColorJitter, HorizontalFlip, RandAugment, Rotation, TrivialAugment, VerticalFlip {
    /** The changed image; the one given stays as it is. */
    RgbImage apply(RgbImage image, RandomGenerator random);
}
