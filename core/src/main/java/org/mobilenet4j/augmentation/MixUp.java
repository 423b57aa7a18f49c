package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two images laid over each other (Zhang et al. 2017).
 *
 * @param alpha of the Beta distribution from which the share is drawn; the smaller, the nearer to 0 or 1
 */
public record MixUp(double alpha) implements BatchMixing {
    private static final int CHUNK = 1024;

    public MixUp {
        Beta.requireAlpha(alpha);
    }

    @Override
    public double mix(List<float[]> inputs, int height, int width, RandomGenerator random) {
        double share = Beta.sample(alpha, random);
        mix(inputs, (float) share, (float) (1 - share));
        return share;
    }

    /** Piece by piece from the last image to the first, so that one piece of the last is all that must be kept. */
    static void mix(List<float[]> inputs, float share, float rest) {
        int last = inputs.size() - 1;
        int length = inputs.getFirst().length;
        float[] kept = new float[CHUNK];
        for (int from = 0; from < length; from += CHUNK) {
            int count = Math.min(CHUNK, length - from);
            System.arraycopy(inputs.get(last), from, kept, 0, count);
            for (int i = last; i > 0; i--) {
                mix(inputs.get(i), from, inputs.get(i - 1), from, count, share, rest);
            }
            mix(inputs.getFirst(), from, kept, 0, count, share, rest);
        }
    }

    private static void mix(float[] own, int at, float[] other, int from, int count, float share, float rest) {
        for (int i = 0; i < count; i++) {
            own[at + i] = other[from + i] * rest + own[at + i] * share;
        }
    }
}
