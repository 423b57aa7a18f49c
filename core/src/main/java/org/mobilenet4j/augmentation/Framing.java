package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** Which part of an image is shown, and how it comes to the network's input size. */
public sealed interface Framing permits CenterFraming, PaddedCrop, RandomResizedCrop {
    /**
     * The part, {@code side x side}; grey where the network takes grey images.
     *
     * @param side the network's input size, or less: the same part of the image, shrunk
     */
    RgbImage frame(RgbImage image, Preprocessing preprocessing, int side, RandomGenerator random);
}
