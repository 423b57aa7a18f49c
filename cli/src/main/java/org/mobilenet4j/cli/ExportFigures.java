package org.mobilenet4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Task;
import org.mobilenet4j.onnx.AccuracyChange;
import org.mobilenet4j.onnx.ExportedModel;
import org.mobilenet4j.onnx.Int8Figures;
import org.mobilenet4j.workflow.OutputComparison;

/**
 * An export as it is printed.
 *
 * @param places what answers are compared at: images, default boxes, objects or pixels
 * @param agreement the share of them that both say the same of; null where nothing was compared
 * @param sameTop1 of a classifier, on how many images
 * @param largestDifference of any output from this program's engine; null where nothing was compared
 */
record ExportFigures(
        String file,
        String precision,
        long bytes,
        @Nullable Integer images,
        String places,
        @Nullable Double agreement,
        @Nullable Integer sameTop1,
        @Nullable Double largestDifference,
        @Nullable Int8Figures int8) {
    static ExportFigures of(ExportedModel exported, ExportPrecision precision, Task task, boolean isPostprocessed) {
        OutputComparison comparison = exported.comparison();
        boolean isClassifier = !(task instanceof Task.ObjectDetection || task instanceof Task.SemanticSegmentation);
        return new ExportFigures(
                exported.path().toString(),
                Choice.name(precision),
                exported.bytes(),
                comparison == null ? null : comparison.images(),
                places(task, isPostprocessed),
                comparison == null ? null : comparison.agreement(),
                comparison == null || !isClassifier ? null : comparison.sameTop1(),
                comparison == null ? null : comparison.largestDifference(),
                exported.int8());
    }

    private static String places(Task task, boolean isPostprocessed) {
        return switch (task) {
            case Task.ObjectDetection d -> isPostprocessed ? "objects" : "default boxes";
            case Task.SemanticSegmentation s -> "pixels";
            case Task.ImageClassification c -> "images";
            case Task.FeatureExtraction f -> "images";
        };
    }

    String text() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%s: %s, %.2f MB", file, precision, bytes * 1e-6));
        if (images != null && agreement != null) {
            text.append(String.format(
                            Locale.ROOT,
                            "%nONNX Runtime on %d images: largest difference %.2g, ",
                            images,
                            largestDifference))
                    .append(
                            sameTop1 != null
                                    ? "same likeliest class on " + sameTop1
                                    : String.format(
                                            Locale.ROOT, "same answer for %.2f %% of the %s", 100 * agreement, places));
        }
        if (int8 != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nfloat32: %.2f MB; ONNX Runtime on one thread: float32 %.2f ms, int8 %.2f ms, %.2f times as fast",
                    int8.float32Bytes() * 1e-6,
                    int8.float32Millis(),
                    int8.int8Millis(),
                    int8.float32Millis() / int8.int8Millis()));
            AccuracyChange accuracy = int8.accuracy();
            if (accuracy != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "%n%s on %d images: %.1f %% before, %.1f %% after",
                        accuracy.measure(),
                        accuracy.images(),
                        100 * accuracy.before(),
                        100 * accuracy.after()));
            }
        }
        return text.toString();
    }
}
