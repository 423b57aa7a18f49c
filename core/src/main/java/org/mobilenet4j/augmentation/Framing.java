package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** Which part of a picture is shown, and how it comes to the network's input size. */
public sealed interface Framing permits CenterFraming, PaddedCrop, RandomResizedCrop {
    /** The part, {@code inputWidth x inputHeight}; grey where the network takes grey pictures. */
    RgbImage frame(RgbImage picture, Preprocessing preprocessing, RandomGenerator random);
}
