package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.report.Wording;

/**
 * The objects that were found in an image, as they are printed, the surest first.
 *
 * @param width of the image, in pixels
 * @param drawing the file with the boxes over the image
 */
record DetectedObjects(
        String file,
        int width,
        int height,
        List<Entry> objects,
        @Nullable String drawing) {
    /**
     * One of them.
     *
     * @param left of its box, in pixels of the image
     */
    record Entry(String label, int index, double score, double left, double top, double width, double height) {
        static Entry of(DetectedObject object) {
            return new Entry(
                    object.label(),
                    object.index(),
                    object.score(),
                    object.box().left(),
                    object.box().top(),
                    object.box().width(),
                    object.box().height());
        }

        private String text() {
            return String.format(
                    Locale.ROOT,
                    "%5.2f  %s  %.0f x %.0f at %.0f, %.0f",
                    score,
                    Wording.oneLine(label),
                    width,
                    height,
                    left,
                    top);
        }
    }

    static DetectedObjects of(String file, RgbImage image, List<DetectedObject> objects, @Nullable Path drawing) {
        return new DetectedObjects(
                file,
                image.width(),
                image.height(),
                objects.stream().map(Entry::of).toList(),
                drawing == null ? null : drawing.toString());
    }

    /** @param least the score that objects were to be above */
    String text(double least) {
        return objects.isEmpty()
                ? String.format(Locale.ROOT, "no object above a score of %s", least)
                : objects.stream().map(Entry::text).collect(Collectors.joining("\n"));
    }
}
