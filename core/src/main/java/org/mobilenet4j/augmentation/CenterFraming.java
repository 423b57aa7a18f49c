package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** What inference shows: the centre. */
public record CenterFraming() implements Framing {
    @Override
    public RgbImage frame(RgbImage image, Preprocessing preprocessing, int side, RandomGenerator random) {
        return PillowResampler.resize(preprocessing.crop(image), side, side, preprocessing.interpolation());
    }
}
