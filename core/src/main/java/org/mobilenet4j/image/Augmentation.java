package org.mobilenet4j.image;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How pictures are changed while a network learns from them, so that it sees each one new: a random part of the picture,
 * resized to the network's input with Pillow's resampling, and its mirror image half of the time. torchvision's {@code
 * RandomResizedCrop} and {@code RandomHorizontalFlip}. A seed gives the same picture again. Immutable.
 *
 * @param smallestArea the least share of the picture's area that is shown; 1 for what inference shows
 * @param isMirrored whether half of the pictures are turned left to right
 */
public record Augmentation(double smallestArea, boolean isMirrored) {
    /** Pictures as inference sees them. */
    public static final Augmentation NONE = new Augmentation(1, false);

    private static final int ATTEMPTS = 10;
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;

    public Augmentation {
        if (!(smallestArea > 0 && smallestArea <= 1)) {
            throw new IllegalArgumentException("smallestArea is " + smallestArea + ", expected in (0, 1]");
        }
    }

    /** Writes the picture, changed as the seed decides, as a network's input from {@code offset} on. */
    public void toTensor(RgbImage image, Preprocessing preprocessing, long seed, float[] out, int offset) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RgbImage shown = smallestArea == 1 ? preprocessing.crop(image) : randomCrop(image, preprocessing, random);
        preprocessing.normalize(isMirrored && random.nextBoolean() ? mirrored(shown) : shown, out, offset);
    }

    /** A box of random area and shape, or, where ten draws do not fit, what inference shows. */
    private RgbImage randomCrop(RgbImage image, Preprocessing preprocessing, RandomGenerator random) {
        double area = (double) image.width() * image.height();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area * (smallestArea + (1 - smallestArea) * random.nextDouble());
            double logRatio = Math.log(NARROWEST) + (Math.log(WIDEST) - Math.log(NARROWEST)) * random.nextDouble();
            double ratio = Math.exp(logRatio);
            int width = (int) Math.rint(Math.sqrt(target * ratio));
            int height = (int) Math.rint(Math.sqrt(target / ratio));
            if (width > 0 && width <= image.width() && height > 0 && height <= image.height()) {
                int left = random.nextInt(image.width() - width + 1);
                int top = random.nextInt(image.height() - height + 1);
                RgbImage box = image.crop(left, top, width, height);
                return PillowResampler.resize(
                        preprocessing.channels() == 1 ? box.toGrey() : box,
                        preprocessing.inputWidth(),
                        preprocessing.inputHeight(),
                        preprocessing.interpolation());
            }
        }
        return preprocessing.crop(image);
    }

    private static RgbImage mirrored(RgbImage image) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        int width = image.width();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++) {
                int from = (y * width + x) * 3;
                int to = (y * width + width - 1 - x) * 3;
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
        return RgbImage.of(width, image.height(), out);
    }
}
