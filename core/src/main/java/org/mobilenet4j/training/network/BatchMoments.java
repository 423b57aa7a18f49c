package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Ranks;

/**
 * Mean and variance of each channel over a batch. Each part takes its first value as a pivot and sums the distances from
 * it; the parts' moments are then joined (Chan, Golub and LeVeque 1983). A mean far from zero so costs the variance no
 * digits.
 */
final class BatchMoments {
    private final Kernels kernels;
    private final int channels;
    private final long[] counts;
    private final float[][] pivots;
    private final double[][] sums;

    /** A part's count, pivots and sums, as ranks tell them each other. */
    private final double[][] told;

    BatchMoments(Kernels kernels, int parts, int channels) {
        this.kernels = kernels;
        this.channels = channels;
        this.counts = new long[parts];
        this.pivots = new float[parts][channels];
        this.sums = new double[parts][2 * channels];
        this.told = new double[parts][1 + 3 * channels];
    }

    void clear(int part) {
        counts[part] = 0;
        Arrays.fill(sums[part], 0);
    }

    /** Adds {@code [pixels][channels]} to a part. */
    void add(int part, int pixels, float[] in, int inAt) {
        if (counts[part] == 0) {
            System.arraycopy(in, inAt, pivots[part], 0, channels);
        }
        counts[part] += pixels;
        kernels.gradients().moments(pixels, channels, in, inAt, pivots[part], 0, sums[part], 0);
    }

    /** The moments of all parts of some ranks. */
    Joined join(Ranks ranks) {
        for (int part = 0; part < told.length; part++) {
            told[part][0] = counts[part];
            for (int c = 0; c < channels; c++) {
                told[part][1 + c] = pivots[part][c];
            }
            System.arraycopy(sums[part], 0, told[part], 1 + channels, 2 * channels);
        }
        return new Joined(PartsOfRanks.gather(ranks, told), channels);
    }

    /** The moments of several parts, each its count, pivots and sums. */
    record Joined(double[][] parts, int channels) {
        /** The mean of a channel over all parts. */
        double mean(int channel) {
            double sum = 0;
            double count = 0;
            for (double[] part : parts) {
                sum += part[1 + channels + channel] + part[0] * part[1 + channel];
                count += part[0];
            }
            return sum / count;
        }

        /** The mean squared distance from a channel's mean. */
        double variance(int channel, double mean) {
            double squares = 0;
            double count = 0;
            for (double[] part : parts) {
                if (part[0] > 0) {
                    double shift = part[1 + channels + channel] / part[0];
                    double distance = part[1 + channel] + shift - mean;
                    squares += part[1 + 2 * channels + channel] - part[0] * (shift * shift - distance * distance);
                    count += part[0];
                }
            }
            return Math.max(squares / count, 0);
        }
    }
}
