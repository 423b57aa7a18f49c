package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.report.Wording;

/**
 * How much of an image is of which class, as it is printed, the largest first.
 *
 * @param width of the image, in pixels
 * @param classes those that occur
 * @param mask the file with the class of each pixel
 * @param drawing the file with the classes over the image
 */
record SegmentedImage(
        String file,
        int width,
        int height,
        List<Entry> classes,
        @Nullable String mask,
        @Nullable String drawing) {
    /** @param share of the image's pixels, 0 to 1 */
    record Entry(String label, int index, int pixels, double share) {}

    static SegmentedImage of(String file, Segmentation segmentation, @Nullable Path mask, @Nullable Path drawing) {
        int[] pixels = segmentation.pixelsByClass();
        double all = segmentation.classes().length;
        List<Entry> classes = IntStream.range(0, pixels.length)
                .filter(index -> pixels[index] > 0)
                .mapToObj(
                        index -> new Entry(segmentation.labels().get(index), index, pixels[index], pixels[index] / all))
                .sorted(Comparator.comparingInt(Entry::pixels).reversed())
                .toList();
        return new SegmentedImage(
                file,
                segmentation.width(),
                segmentation.height(),
                classes,
                mask == null ? null : mask.toString(),
                drawing == null ? null : drawing.toString());
    }

    String text() {
        return classes.stream()
                .map(each -> String.format(Locale.ROOT, "%6.2f %%  %s", 100 * each.share, Wording.oneLine(each.label)))
                .collect(Collectors.joining("\n"));
    }
}
