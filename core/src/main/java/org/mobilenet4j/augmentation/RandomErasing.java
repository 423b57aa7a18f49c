package org.mobilenet4j.augmentation;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A box of random place, area and shape set to 0, the mean, in the network's input (Zhong et al. 2017): torchvision's
 * {@code RandomErasing} after {@code Normalize}. Where ten draws do not fit, nothing is erased.
 *
 * @param probability of the change
 * @param leastArea the least share of the input's area
 * @param mostArea the largest share
 * @param leastRatio of height to width
 * @param mostRatio of height to width
 */
public record RandomErasing(
        double probability, double leastArea, double mostArea, double leastRatio, double mostRatio) {
    /** Never. */
    public static final RandomErasing NONE = new RandomErasing(0);

    private static final int ATTEMPTS = 10;

    public RandomErasing {
        Probability.require(probability);
        if (!(leastArea >= 0 && leastArea <= mostArea && mostArea <= 1)) {
            throw new IllegalArgumentException(
                    "areas are " + leastArea + " to " + mostArea + ", expected a range in [0, 1]");
        }
        if (!(leastRatio > 0 && leastRatio <= mostRatio && mostRatio < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "ratios are " + leastRatio + " to " + mostRatio + ", expected a range above 0");
        }
    }

    /** With torchvision's ranges: 2 to 33 % of the area, ratios 0.3 to 3.3. */
    public RandomErasing(double probability) {
        this(probability, 0.02, 0.33, 0.3, 3.3);
    }

    /** Erases in an input of {@code height x width x channels} that begins at {@code offset}. */
    void apply(float[] input, int offset, int height, int width, int channels, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return;
        }
        double leastLog = Math.log(leastRatio);
        double mostLog = Math.log(mostRatio);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = (double) height * width * (leastArea + (mostArea - leastArea) * random.nextDouble());
            double ratio = Math.exp(leastLog + (mostLog - leastLog) * random.nextDouble());
            int boxHeight = (int) Math.rint(Math.sqrt(area * ratio));
            int boxWidth = (int) Math.rint(Math.sqrt(area / ratio));
            if (boxHeight < height && boxWidth < width) {
                int top = random.nextInt(height - boxHeight + 1);
                int left = random.nextInt(width - boxWidth + 1);
                for (int y = top; y < top + boxHeight; y++) {
                    int from = offset + (y * width + left) * channels;
                    Arrays.fill(input, from, from + boxWidth * channels, 0);
                }
                return;
            }
        }
    }
}
