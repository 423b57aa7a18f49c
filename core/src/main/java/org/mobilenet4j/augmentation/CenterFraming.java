package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** What inference shows: the centre. */
public record CenterFraming() implements Framing {
    @Override
    public RgbImage frame(RgbImage picture, Preprocessing preprocessing, RandomGenerator random) {
        return preprocessing.crop(picture);
    }
}
