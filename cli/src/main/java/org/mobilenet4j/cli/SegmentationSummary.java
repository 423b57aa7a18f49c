package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.report.ClassPixels;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.EvaluatedMasks;

/**
 * A segmentation network's evaluation as it is printed; shares from 0 to 1.
 *
 * @param confusionMatrix pixels: a row for each of {@code classes}; columns alike, and one more for classes that only the
 *     model knows where neither side has a background
 */
record SegmentationSummary(
        String model,
        String data,
        int images,
        int skipped,
        double meanIou,
        double pixelAccuracy,
        double meanAccuracy,
        double frequencyWeightedIou,
        double seconds,
        List<ClassPixels> classes,
        long[][] confusionMatrix) {

    static SegmentationSummary of(String model, String data, EvaluatedMasks evaluated) {
        PixelConfusion confusion = evaluated.confusion();
        long[][] counts = new long[evaluated.classes().size()][confusion.classes()];
        for (int actual = 0; actual < counts.length; actual++) {
            for (int predicted = 0; predicted < confusion.classes(); predicted++) {
                counts[actual][predicted] = confusion.count(actual, predicted);
            }
        }
        return new SegmentationSummary(
                model,
                data,
                evaluated.judged().size(),
                evaluated.skipped().size(),
                evaluated.meanIou(),
                confusion.pixelAccuracy(),
                confusion.meanAccuracy(),
                confusion.frequencyWeightedIou(),
                evaluated.seconds(),
                ClassPixels.of(evaluated),
                counts);
    }

    /** The figures for a person. */
    String text() {
        return String.format(
                Locale.ROOT,
                "mIoU %s, pixel accuracy %s, mean accuracy %s, frequency-weighted IoU %s%n"
                        + "%,d images%s, %.1f s, %.1f images/s",
                Wording.percent(meanIou),
                Wording.percent(pixelAccuracy),
                Wording.percent(meanAccuracy),
                Wording.percent(frequencyWeightedIou),
                images,
                skipped == 0 ? "" : ", " + skipped + " left out",
                seconds,
                images / seconds);
    }
}
