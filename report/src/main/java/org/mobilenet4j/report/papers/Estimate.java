package org.mobilenet4j.report.papers;

import java.util.Arrays;
import java.util.Locale;

/**
 * A mean over repetitions with its 95 % interval, by Student's distribution.
 *
 * @param reach from the mean to either end of the interval; NaN of fewer than two repetitions
 */
record Estimate(double mean, double reach) {
    /** The 0.975 quantiles for 1 to 20 degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086
    };

    static Estimate of(double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (values.length < 2) {
            return new Estimate(mean, Double.NaN);
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = Math.sqrt(squares / (values.length - 1));
        double quantile = values.length - 2 < STUDENT.length ? STUDENT[values.length - 2] : 1.96;
        return new Estimate(mean, quantile * deviation / Math.sqrt(values.length));
    }

    /** Whether the interval leaves 0 out. */
    boolean isApartFromZero() {
        return Math.abs(mean) > reach;
    }

    /** Shares as per cent, {@code 41.2 ± 0.8 %}. */
    String percent() {
        return String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * mean, 100 * reach);
    }

    /** Differences of shares in points, with a sign. */
    String points() {
        return String.format(Locale.ROOT, "%+.1f ± %.1f points", 100 * mean, 100 * reach);
    }
}
