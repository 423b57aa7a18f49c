package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * A box of random area and shape, resized to the network's input with Pillow's resampling (Szegedy et al. 2015, section
 * 6): torchvision's {@code RandomResizedCrop}. Where ten draws do not fit into the image, what is shown is the largest
 * centred box whose shape is allowed.
 *
 * @param leastArea the least share of the image's area, above 0
 * @param mostArea the largest share, at most 1
 * @param leastRatio of width to height, above 0
 * @param mostRatio of width to height
 */
public record RandomResizedCrop(double leastArea, double mostArea, double leastRatio, double mostRatio)
        implements Framing {
    private static final int ATTEMPTS = 10;

    public RandomResizedCrop {
        if (!(leastArea > 0 && leastArea <= mostArea && mostArea <= 1)) {
            throw new IllegalArgumentException(
                    "areas are " + leastArea + " to " + mostArea + ", expected a range in (0, 1]");
        }
        if (!(leastRatio > 0 && leastRatio <= mostRatio && mostRatio < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "ratios are " + leastRatio + " to " + mostRatio + ", expected a range above 0");
        }
    }

    /** Boxes of at least the given share of the area, and of torchvision's ratios, 3:4 to 4:3. */
    public RandomResizedCrop(double leastArea) {
        this(leastArea, 1, 3.0 / 4, 4.0 / 3);
    }

    @Override
    public RgbImage frame(RgbImage image, Preprocessing preprocessing, int side, RandomGenerator random) {
        Box box = box(image.width(), image.height(), random);
        RgbImage part = image.crop(box.left, box.top, box.width, box.height);
        return PillowResampler.resize(
                preprocessing.channels() == 1 ? part.toGrey() : part, side, side, preprocessing.interpolation());
    }

    /** A part of an image, in pixels. */
    record Box(int left, int top, int width, int height) {}

    Box box(int width, int height, RandomGenerator random) {
        double area = (double) width * height;
        double leastLog = Math.log(leastRatio);
        double mostLog = Math.log(mostRatio);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area * (leastArea + (mostArea - leastArea) * random.nextDouble());
            double ratio = Math.exp(leastLog + (mostLog - leastLog) * random.nextDouble());
            int boxWidth = (int) Math.rint(Math.sqrt(target * ratio));
            int boxHeight = (int) Math.rint(Math.sqrt(target / ratio));
            if (boxWidth > 0 && boxWidth <= width && boxHeight > 0 && boxHeight <= height) {
                int top = random.nextInt(height - boxHeight + 1);
                int left = random.nextInt(width - boxWidth + 1);
                return new Box(left, top, boxWidth, boxHeight);
            }
        }
        return centered(width, height);
    }

    private Box centered(int width, int height) {
        double ratio = (double) width / height;
        int boxWidth = ratio > mostRatio ? Math.max(1, (int) Math.rint(height * mostRatio)) : width;
        int boxHeight = ratio < leastRatio ? Math.max(1, (int) Math.rint(width / leastRatio)) : height;
        return new Box((width - boxWidth) / 2, (height - boxHeight) / 2, boxWidth, boxHeight);
    }
}
