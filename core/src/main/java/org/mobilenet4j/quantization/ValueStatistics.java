package org.mobilenet4j.quantization;

import java.util.Arrays;

/**
 * What was seen of one value over many images: its extremes, the largest in each channel, and how often each magnitude
 * occurred. Zeros are not counted, since every range holds zero exactly. The order in which maps are added does not
 * matter. Safe for several threads.
 */
final class ValueStatistics {
    static final int BINS = 4096;

    private final long[] counts = new long[BINS];
    private final float[] channelMaxima;

    /** The magnitude at which the last bin ends, a power of two. */
    private float limit = 0x1p-12f;

    private float lowest;
    private float highest;

    ValueStatistics(int channels) {
        this.channelMaxima = new float[channels];
    }

    /** Adds a map of one image, channels innermost. */
    synchronized void add(float[] values) {
        int channels = channelMaxima.length;
        for (int i = 0; i < values.length; i += channels) {
            for (int channel = 0; channel < channels; channel++) {
                float value = values[i + channel];
                lowest = Math.min(lowest, value);
                channelMaxima[channel] = Math.max(channelMaxima[channel], value);
            }
        }
        for (float maximum : channelMaxima) {
            highest = Math.max(highest, maximum);
        }
        float largest = Math.max(highest, -lowest);
        if (!(largest < Float.MAX_VALUE)) {
            throw new IllegalStateException("the network computes values that are not finite");
        }
        while (limit <= largest) {
            doubleLimit();
        }
        float binsPerUnit = BINS / limit;
        for (float value : values) {
            if (value != 0) {
                counts[(int) (Math.abs(value) * binsPerUnit)]++;
            }
        }
    }

    private void doubleLimit() {
        for (int bin = 0; bin < BINS / 2; bin++) {
            counts[bin] = counts[2 * bin] + counts[2 * bin + 1];
        }
        Arrays.fill(counts, BINS / 2, BINS, 0);
        limit *= 2;
    }

    /** At most 0. */
    synchronized float lowest() {
        return lowest;
    }

    /** At least 0. */
    synchronized float highest() {
        return highest;
    }

    /** The largest value in each channel, at least 0. */
    synchronized float[] channelMaxima() {
        return channelMaxima.clone();
    }

    /** How many values had a magnitude in each of {@link #BINS} equal steps up to {@link #limit}. */
    synchronized long[] counts() {
        return counts.clone();
    }

    synchronized float limit() {
        return limit;
    }
}
