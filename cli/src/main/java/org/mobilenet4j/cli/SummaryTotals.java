package org.mobilenet4j.cli;

import java.util.Locale;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Summary;

/** A network in all, as it is printed. */
record SummaryTotals(
        String architecture,
        long parameters,
        long multiplyAdds,
        long inputBytes,
        long activationBytes,
        long weightBytes) {
    private static final double MEBIBYTE = 1 << 20;

    static SummaryTotals of(String architecture, MapShape input, Summary summary) {
        return new SummaryTotals(
                architecture,
                summary.parameters(),
                summary.multiplyAdds(),
                4L * input.length(),
                summary.activationBytes(),
                summary.weightBytes());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "parameters %,d; multiply-adds %.2f M%n"
                        + "memory as float32: input %.2f MB, every layer's output %.2f MB, weights %.2f MB",
                parameters,
                multiplyAdds / 1e6,
                inputBytes / MEBIBYTE,
                activationBytes / MEBIBYTE,
                weightBytes / MEBIBYTE);
    }
}
