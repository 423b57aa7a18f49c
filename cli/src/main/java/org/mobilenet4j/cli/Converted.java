package org.mobilenet4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code convert} did.
 *
 * @param largestDifference of any output of any image, between the model and what was written and read back
 * @param differenceFromOnnxRuntime the same between the model and ONNX Runtime with the file that it was read from; null
 *     where that is no ONNX file
 */
record Converted(
        String from,
        String to,
        String format,
        int images,
        double largestDifference,
        @Nullable Double differenceFromOnnxRuntime) {
    String text() {
        String written = String.format(
                Locale.ROOT, "%s: reads back, largest difference %.2g on %d images", to, largestDifference, images);
        return differenceFromOnnxRuntime == null
                ? written
                : written
                        + String.format(
                                Locale.ROOT, "; from ONNX Runtime with %s %.2g", from, differenceFromOnnxRuntime);
    }
}
