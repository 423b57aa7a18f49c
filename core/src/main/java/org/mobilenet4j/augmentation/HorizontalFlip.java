package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.RgbImage;

/**
 * Left becomes right: torchvision's {@code RandomHorizontalFlip}.
 *
 * @param probability of the change
 */
public record HorizontalFlip(double probability) implements ImageChange {
    public HorizontalFlip {
        Probability.require(probability);
    }

    /** Half of the images. */
    public HorizontalFlip() {
        this(0.5);
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        return random.nextDouble() < probability ? mirrored(image) : image;
    }

    static RgbImage mirrored(RgbImage image) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        int width = image.width();
        for (int row = 0; row < in.length; row += 3 * width) {
            int from = row;
            for (int to = row + 3 * (width - 1); to >= row; to -= 3, from += 3) {
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
        return RgbImage.of(width, image.height(), out);
    }
}
