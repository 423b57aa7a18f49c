package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** Which part of a picture is shown, and how it comes to the network's input size. */
public sealed interface Framing permits CenterFraming, PaddedCrop, RandomResizedCrop {
    /**
     * The part, {@code side x side}; grey where the network takes grey pictures.
     *
     * @param side the network's input size, or less: the same part of the picture, shrunk
     */
    RgbImage frame(RgbImage picture, Preprocessing preprocessing, int side, RandomGenerator random);
}
