package org.mobilenet4j.bench.load;

import org.HdrHistogram.Histogram;

/** Percentiles of a latency in milliseconds; NaN where nothing was measured. */
public record Latency(double p50, double p90, double p99, double p999, double max) {
    private static final Latency NONE = new Latency(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Those of a histogram of microseconds. */
    static Latency of(Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return NONE;
        }
        return new Latency(
                millis(micros, 50),
                millis(micros, 90),
                millis(micros, 99),
                millis(micros, 99.9),
                micros.getMaxValue() * 1e-3);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) * 1e-3;
    }
}
