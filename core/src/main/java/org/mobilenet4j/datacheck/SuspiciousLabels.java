package org.mobilenet4j.datacheck;

import java.util.List;

/**
 * Labels that are likely wrong.
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
     */
    public record SuspiciousLabel(int index, int suggested, double ownProbability, double suggestedProbability) {}

    public SuspiciousLabels {
        labels = List.copyOf(labels);
    }
}
