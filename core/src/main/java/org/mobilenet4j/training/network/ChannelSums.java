package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.kernel.GradientKernels;

/** Two sums of each channel, taken by each part over its own images as {@link GradientKernels} has them. */
final class ChannelSums {
    private final int channels;
    private final double[][] parts;

    ChannelSums(int parts, int channels) {
        this.channels = channels;
        this.parts = new double[parts][2 * channels];
    }

    /** Where the kernels add. */
    double[] of(int part) {
        return parts[part];
    }

    void clear(int part) {
        Arrays.fill(parts[part], 0);
    }

    double first(int part, int channel) {
        return parts[part][channel];
    }

    double second(int part, int channel) {
        return first(part, channels + channel);
    }

    /** The first sum over all parts. */
    double first(int channel) {
        double sum = 0;
        for (int part = 0; part < parts.length; part++) {
            sum += first(part, channel);
        }
        return sum;
    }

    /** The second sum over all parts. */
    double second(int channel) {
        return first(channels + channel);
    }
}
