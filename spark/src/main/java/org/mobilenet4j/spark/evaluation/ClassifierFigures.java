package org.mobilenet4j.spark.evaluation;

import java.util.List;
import java.util.Map;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.evaluation.ReliabilityDiagram;

/**
 * How good a classifier is on labelled images.
 *
 * @param labels the class names
 * @param matrix what was taken for what, of the images that could be judged
 * @param ranks how many images had so many classes held more likely than their own; 0 where it is right
 * @param calibration whether it is right as often as it says
 * @param loss the mean cross-entropy
 * @param unread images that could not be read
 * @param unlabelled rows whose label is null or none of the model's
 */
public record ClassifierFigures(
        List<String> labels,
        ConfusionMatrix matrix,
        Map<Integer, Integer> ranks,
        ReliabilityDiagram calibration,
        double loss,
        int unread,
        int unlabelled) {
    public ClassifierFigures {
        labels = List.copyOf(labels);
        ranks = Map.copyOf(ranks);
    }

    /** The images that were judged. */
    public int images() {
        return matrix.total();
    }

    /** How many images have their class among the {@code k} likeliest. */
    public int inTop(int k) {
        return ranks.entrySet().stream()
                .filter(entry -> entry.getKey() < k)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** The share of images with their class among the {@code k} likeliest. */
    public double top(int k) {
        return (double) inTop(k) / images();
    }

    /** Where the share lies that all such images would have. */
    public Interval topInterval(int k) {
        return Interval.wilson(inTop(k), images());
    }
}
