package org.mobilenet4j.datacheck;

import java.util.List;

/**
 * Labels that may be wrong: the heads find the images likelier of another class.
 *
 * @param labels the most suspicious first
 * @param judged how many images were judged
 * @param noise the share of these whose labels are estimated to be wrong
 * @param accuracy the share that the cross-validated heads put into its own class
 */
public record SuspiciousLabels(List<SuspiciousLabel> labels, int judged, double noise, double accuracy) {
    /**
     * One of them.
     *
     * @param index in the {@link CheckedDataset}
     * @param suggested the class that it looks like
     * @param ownProbability that of its label, by a head that did not learn from the image
     * @param suggestedProbability that of the suggested class
     * @param isConfident whether the label is likely wrong; else it is doubtful, and no more
     */
    public record SuspiciousLabel(
            int index, int suggested, double ownProbability, double suggestedProbability, boolean isConfident) {}

    public SuspiciousLabels {
        labels = List.copyOf(labels);
    }

    /** Those that are likely wrong. */
    public List<SuspiciousLabel> confident() {
        return labels.stream().filter(SuspiciousLabel::isConfident).toList();
    }

    /** Those that are merely doubtful. */
    public List<SuspiciousLabel> doubtful() {
        return labels.stream().filter(label -> !label.isConfident()).toList();
    }
}
