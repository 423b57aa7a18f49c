package org.mobilenet4j.bench;

import java.util.Arrays;
import java.util.Locale;

/** How long a call took, over many calls: the nearest ranks. */
record Percentiles(double p10, double p50, double p90) {
    static Percentiles of(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Percentiles(rank(sorted, 0.1), rank(sorted, 0.5), rank(sorted, 0.9));
    }

    private static double rank(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** The three in milliseconds, as a column of a table. */
    String millis() {
        return String.format(Locale.ROOT, "%.3f  %.3f  %.3f", p10, p50, p90);
    }
}
