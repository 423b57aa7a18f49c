package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.parallel.Ranks;

/** Two sums of each channel, taken by each part over its own images as {@link GradientKernels} has them. */
final class ChannelSums {
    private final int channels;
    private final double[][] parts;
    private final double[] total;

    ChannelSums(int parts, int channels) {
        this.channels = channels;
        this.parts = new double[parts][2 * channels];
        this.total = new double[2 * channels];
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

    /** The sums of all parts of some ranks, in their order: the first of every channel, then the second. */
    double[] total(Ranks ranks) {
        Arrays.fill(total, 0);
        for (double[] part : PartsOfRanks.gather(ranks, parts)) {
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
        return total;
    }
}
