package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * A window of the network's input size anywhere in the resized image's middle square, or beyond its edge, where there is
 * black: torchvision's {@code RandomCrop(size, padding)}, the usual framing of CIFAR-10's images (He et al. 2016, section
 * 4.2). Images of the size that they are resized to are only copied; where the network learns from smaller inputs, the
 * window is shrunk to these.
 *
 * @param padding how far the window reaches beyond the edge, in pixels
 */
public record PaddedCrop(int padding) implements Framing {
    public PaddedCrop {
        if (padding < 0) {
            throw new IllegalArgumentException("padding is " + padding + ", expected at least 0");
        }
    }

    @Override
    public RgbImage frame(RgbImage image, Preprocessing preprocessing, int side, RandomGenerator random) {
        int width = preprocessing.inputWidth();
        int height = preprocessing.inputHeight();
        int whole = Math.max(preprocessing.shortSide(), Math.max(width, height));
        RgbImage square = preprocessing.cropOf(whole).crop(image);
        int top = random.nextInt(whole - height + 2 * padding + 1) - padding;
        int left = random.nextInt(whole - width + 2 * padding + 1) - padding;
        return PillowResampler.resize(square.crop(left, top, width, height), side, side, preprocessing.interpolation());
    }
}
