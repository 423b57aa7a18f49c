package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * Top becomes bottom: torchvision's {@code RandomVerticalFlip}.
 *
 * @param probability of the change
 */
public record VerticalFlip(double probability) implements ImageChange {
    public VerticalFlip {
        Probability.require(probability);
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        return random.nextDouble() < probability ? upsideDown(image) : image;
    }

    static RgbImage upsideDown(RgbImage image) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        int row = 3 * image.width();
        for (int from = 0; from < in.length; from += row) {
            System.arraycopy(in, from, out, in.length - row - from, row);
        }
        return RgbImage.of(image.width(), image.height(), out);
    }
}
