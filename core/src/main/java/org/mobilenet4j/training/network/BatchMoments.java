package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.kernel.Kernels;

/**
 * Mean and variance of each channel over a batch. Each part takes its first value as a pivot and sums the distances from
 * it: in float over a few pixels, in double over those; the parts' moments are then joined (Chan, Golub and LeVeque
 * 1983). A mean far from zero so costs the variance no digits.
 */
final class BatchMoments {
    private final Kernels kernels;
    private final int channels;
    private final long[] counts;
    private final float[][] pivots;
    private final float[][] pieces;
    private final double[][] sums;

    BatchMoments(Kernels kernels, int parts, int channels) {
        this.kernels = kernels;
        this.channels = channels;
        this.counts = new long[parts];
        this.pivots = new float[parts][channels];
        this.pieces = new float[parts][2 * channels];
        this.sums = new double[parts][2 * channels];
    }

    void clear(int part) {
        counts[part] = 0;
        Arrays.fill(sums[part], 0);
    }

    /**
     * Adds {@code [pixels][channels]} to a part.
     *
     * @param piece the pixels that are summed in float
     */
    void add(int part, int pixels, float[] in, int inAt, int piece) {
        if (counts[part] == 0) {
            System.arraycopy(in, inAt, pivots[part], 0, channels);
        }
        counts[part] += pixels;
        for (int pixel = 0; pixel < pixels; pixel += piece) {
            Arrays.fill(pieces[part], 0);
            int count = Math.min(piece, pixels - pixel);
            kernels.gradients().moments(count, channels, in, inAt + pixel * channels, pivots[part], 0, pieces[part], 0);
            for (int i = 0; i < 2 * channels; i++) {
                sums[part][i] += pieces[part][i];
            }
        }
    }

    /** The mean of a channel over all parts. */
    double mean(int channel) {
        double sum = 0;
        long count = 0;
        for (int part = 0; part < counts.length; part++) {
            sum += sums[part][channel] + counts[part] * (double) pivots[part][channel];
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
                double shift = sums[part][channel] / counts[part];
                double distance = pivots[part][channel] + shift - mean;
                squares += sums[part][channels + channel] - counts[part] * (shift * shift - distance * distance);
                count += counts[part];
            }
        }
        return Math.max(squares / count, 0);
    }
}
