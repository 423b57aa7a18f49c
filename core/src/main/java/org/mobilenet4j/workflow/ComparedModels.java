package org.mobilenet4j.workflow;

import java.util.List;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.PairedComparison;

/**
 * Two models on the same images.
 *
 * @param pairs what both said of each image
 * @param skipped images that could not be read
 */
public record ComparedModels(Side first, Side second, PairedComparison pairs, List<SkippedImage> skipped) {
    /**
     * One of the two.
     *
     * @param summary the counts of its network
     * @param millis that preprocessing and network take for one image: the median, all threads at work
     */
    public record Side(Evaluation evaluation, Summary summary, double millis) {}

    public ComparedModels {
        skipped = List.copyOf(skipped);
    }
}
