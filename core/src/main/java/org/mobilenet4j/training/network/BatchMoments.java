package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.Kernels;

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
    private final ChannelSums sums;

    BatchMoments(Kernels kernels, int parts, int channels) {
        this.kernels = kernels;
        this.channels = channels;
        this.counts = new long[parts];
        this.pivots = new float[parts][channels];
        this.sums = new ChannelSums(parts, channels);
    }

    void clear(int part) {
        counts[part] = 0;
        sums.clear(part);
    }

    /** Adds {@code [pixels][channels]} to a part. */
    void add(int part, int pixels, float[] in, int inAt) {
        if (counts[part] == 0) {
            System.arraycopy(in, inAt, pivots[part], 0, channels);
        }
        counts[part] += pixels;
        kernels.gradients().moments(pixels, channels, in, inAt, pivots[part], 0, sums.of(part), 0);
    }

    /** The mean of a channel over all parts. */
    double mean(int channel) {
        double sum = 0;
        long count = 0;
        for (int part = 0; part < counts.length; part++) {
            sum += sums.first(part, channel) + counts[part] * (double) pivots[part][channel];
            count += counts[part];
        }
        return sum / count;
    }

    /** The mean squared distance from the mean. */
    double variance(int channel) {
        double mean = mean(channel);
        double squares = 0;
        long count = 0;
        for (int part = 0; part < counts.length; part++) {
            if (counts[part] > 0) {
                double shift = sums.first(part, channel) / counts[part];
                double distance = pivots[part][channel] + shift - mean;
                squares += sums.second(part, channel) - counts[part] * (shift * shift - distance * distance);
                count += counts[part];
            }
        }
        return Math.max(squares / count, 0);
    }
}
