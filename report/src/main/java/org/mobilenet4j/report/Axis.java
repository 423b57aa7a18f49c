package org.mobilenet4j.report;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * One axis of a chart: from where to where, and at which round numbers it is marked.
 *
 * @param step between two marks
 */
record Axis(String title, double low, double high, double step, boolean isPercent) {
    private static final int MARKS = 5;

    /** An axis that holds all values, with round ends. */
    static Axis around(String title, double lowest, double highest, boolean isPercent) {
        double low = Double.isFinite(lowest) ? lowest : 0;
        double high = Double.isFinite(highest) ? highest : 1;
        if (high <= low) {
            high = low + (low == 0 ? 1 : Math.abs(low) / 10);
        }
        double step = roundStep((high - low) / MARKS);
        return new Axis(title, Math.floor(low / step) * step, Math.ceil(high / step) * step, step, isPercent);
    }

    /** An axis with ends that are given. */
    static Axis between(String title, double low, double high, boolean isPercent) {
        return new Axis(title, low, high, roundStep((high - low) / MARKS), isPercent);
    }

    /** An axis of counted things, such as epochs: marked at whole numbers and ending where they do. */
    static Axis counting(String title, double first, double last) {
        double high = last > first ? last : first + 1;
        return new Axis(title, first, high, Math.max(1, roundStep((high - first) / MARKS)), false);
    }

    private static double roundStep(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        double digit = atLeast / power;
        double rounded = digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10;
        return rounded * power;
    }

    /** Where a value lies: 0 at the low end, 1 at the high one. */
    double share(double value) {
        return Math.clamp((value - low) / (high - low), 0, 1);
    }

    double[] marks() {
        double first = Math.ceil(low / step - 1e-9) * step;
        int count = (int) Math.floor((high - first) / step + 1e-9) + 1;
        return DoubleStream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> first + i * step)
                .toArray();
    }

    String label(double value) {
        double shown = isPercent ? 100 * value : value;
        double shownStep = isPercent ? 100 * step : step;
        if (shownStep < 1e-4) {
            return String.format(Locale.ROOT, "%.1e", shown);
        }
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(shownStep) - 1e-9));
        String number = String.format(Locale.ROOT, "%,." + decimals + "f", shown + 0.0);
        return isPercent ? number + " %" : number;
    }
}
