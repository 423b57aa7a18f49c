package org.mobilenet4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.onnx.ExportedModel;
import org.mobilenet4j.onnx.Int8Figures;
import org.mobilenet4j.workflow.OutputComparison;

/**
 * An export as it is printed.
 *
 * @param largestDifference of any output from this program's engine; null where nothing was compared
 */
record ExportFigures(
        String file,
        String precision,
        long bytes,
        @Nullable Integer images,
        @Nullable Integer sameTop1,
        @Nullable Double largestDifference,
        @Nullable Int8Figures int8) {
    static ExportFigures of(ExportedModel exported, ExportPrecision precision) {
        OutputComparison comparison = exported.comparison();
        return new ExportFigures(
                exported.path().toString(),
                Choice.name(precision),
                exported.bytes(),
                comparison == null ? null : comparison.images(),
                comparison == null ? null : comparison.sameTop1(),
                comparison == null ? null : comparison.largestDifference(),
                exported.int8());
    }

    String text() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%s: %s, %.2f MB", file, precision, bytes * 1e-6));
        if (images != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nONNX Runtime on %d images: largest difference %.2g, same likeliest class on %d",
                    images,
                    largestDifference,
                    sameTop1));
        }
        if (int8 != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nfloat32: %.2f MB; ONNX Runtime on one thread: float32 %.2f ms, int8 %.2f ms, %.2f times as fast",
                    int8.float32Bytes() * 1e-6,
                    int8.float32Millis(),
                    int8.int8Millis(),
                    int8.float32Millis() / int8.int8Millis()));
            if (int8.top1Before() != null && int8.top1After() != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "%ntop-1 on %d images: %.1f %% before, %.1f %% after",
                        int8.images(),
                        100 * int8.top1Before(),
                        100 * int8.top1After()));
            }
        }
        return text.toString();
    }
}
