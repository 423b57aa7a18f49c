package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A box of one image put into the other at the same place (Yun et al. 2019).
 *
 * @param alpha of the Beta distribution from which the share is drawn that is not covered
 */
public record CutMix(double alpha) implements BatchMixing {
    public CutMix {
        Beta.requireAlpha(alpha);
    }

    @Override
    public double mix(List<float[]> inputs, int height, int width, RandomGenerator random) {
        double half = 0.5 * Math.sqrt(1 - Beta.sample(alpha, random));
        int centerX = random.nextInt(width);
        int centerY = random.nextInt(height);
        int left = Math.max(centerX - (int) (half * width), 0);
        int top = Math.max(centerY - (int) (half * height), 0);
        int right = Math.min(centerX + (int) (half * width), width);
        int bottom = Math.min(centerY + (int) (half * height), height);
        mix(inputs, width, left, top, right, bottom, inputs.getFirst().length / (height * width));
        return 1 - (double) (right - left) * (bottom - top) / ((double) width * height);
    }

    /** Row by row from the last image to the first, so that one row of the last is all that must be kept. */
    static void mix(List<float[]> inputs, int width, int left, int top, int right, int bottom, int channels) {
        int last = inputs.size() - 1;
        int count = (right - left) * channels;
        float[] kept = new float[count];
        for (int y = top; y < bottom; y++) {
            int from = (y * width + left) * channels;
            System.arraycopy(inputs.get(last), from, kept, 0, count);
            for (int i = last; i > 0; i--) {
                System.arraycopy(inputs.get(i - 1), from, inputs.get(i), from, count);
            }
            System.arraycopy(kept, 0, inputs.getFirst(), from, count);
        }
    }
}
