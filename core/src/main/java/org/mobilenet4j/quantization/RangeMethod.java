package org.mobilenet4j.quantization;

import java.util.Arrays;

/** How much of what was seen of a value its 256 levels cover: a wider range is coarser, a narrower one cuts off more. */
public enum RangeMethod {
    /** All that was seen. */
    MIN_MAX {
        @Override
        float largestMagnitude(ValueStatistics seen) {
            return Math.max(seen.highest(), -seen.lowest());
        }
    },

    /** All but the largest of ten thousand. */
    PERCENTILE {
        @Override
        float largestMagnitude(ValueStatistics seen) {
            long[] counts = seen.counts();
            double cutOff = Arrays.stream(counts).sum() * (1 - 0.9999);
            long above = 0;
            int bin = counts.length;
            while (bin > 0 && above + counts[bin - 1] <= cutOff) {
                bin--;
                above += counts[bin];
            }
            return seen.limit() * bin / counts.length;
        }
    },

    /**
     * What keeps the distribution of values closest to what it was, by the Kullback-Leibler divergence (Migacz, "8-bit
     * inference with TensorRT", 2017).
     */
    ENTROPY {
        @Override
        float largestMagnitude(ValueStatistics seen) {
            boolean isOneSided = seen.lowest() == 0;
            return Entropy.largestMagnitude(seen.counts(), seen.limit(), isOneSided ? 255 : 128);
        }
    };

    /** The magnitude up to which values are kept. */
    abstract float largestMagnitude(ValueStatistics seen);
}
