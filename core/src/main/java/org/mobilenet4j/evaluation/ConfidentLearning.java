package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Which labels are likely wrong, by confident learning (Northcutt, Jiang and Chuang 2021, section 3). A class's threshold is
 * the mean probability that its own examples are given for it. An example counts as confidently of a class where that
 * class's probability reaches its threshold and is the largest that does.
 *
 * @param suspects examples that are likelier of another class than their label, the most suspicious first
 * @param joint how many examples of each label (row) are confidently of each class (column)
 * @param noise the share of all labels that is estimated to be wrong: the joint, each row scaled to its label's examples
 */
public record ConfidentLearning(List<Suspect> suspects, int[][] joint, double noise) {
    /**
     * An example whose label may be wrong.
     *
     * @param example its index
     * @param suggested the class that it is likelier of
     * @param ownProbability that of its label
     * @param suggestedProbability that of the suggested class
     * @param isConfident whether it is confidently of that class; else there is doubt, and no more
     */
    public record Suspect(
            int example,
            int label,
            int suggested,
            double ownProbability,
            double suggestedProbability,
            boolean isConfident) {
        /** How far the label lies behind, from -1 to 1. */
        public double margin() {
            return suggestedProbability - ownProbability;
        }
    }

    public ConfidentLearning {
        suspects = List.copyOf(suspects);
    }

    /**
     * Judges labels.
     *
     * @param probabilities of each class for each example, by a model that did not learn from that example
     * @param fewest a label with fewer examples is neither suspected nor suggested: nothing is known of it
     * @throws IllegalArgumentException if there is not one label for each example
     */
    public static ConfidentLearning of(int[] labels, List<float[]> probabilities, int fewest) {
        if (labels.length != probabilities.size()) {
            throw new IllegalArgumentException(labels.length + " labels for " + probabilities.size() + " examples");
        }
        int classes = probabilities.isEmpty() ? 0 : probabilities.getFirst().length;
        int[] counts = new int[classes];
        double[] thresholds = new double[classes];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]]++;
            thresholds[labels[i]] += probabilities.get(i)[labels[i]];
        }
        for (int c = 0; c < classes; c++) {
            thresholds[c] = counts[c] < fewest || counts[c] == 0 ? Double.POSITIVE_INFINITY : thresholds[c] / counts[c];
        }
        int[][] joint = new int[classes][classes];
        List<Suspect> suspects = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            float[] given = probabilities.get(i);
            if (Double.isInfinite(thresholds[label])) {
                continue;
            }
            int confident = largest(given, c -> given[c] >= thresholds[c]);
            if (confident >= 0) {
                joint[label][confident]++;
            }
            boolean isConfident = confident >= 0 && confident != label;
            int suggested = isConfident ? confident : largest(given, c -> Double.isFinite(thresholds[c]));
            if (suggested != label) {
                suspects.add(new Suspect(i, label, suggested, given[label], given[suggested], isConfident));
            }
        }
        suspects.sort(Comparator.comparingDouble(Suspect::margin).reversed());
        return new ConfidentLearning(suspects, joint, noise(joint, counts));
    }

    /** The likeliest of some classes; -1 where there are none. */
    private static int largest(float[] probabilities, IntPredicate counts) {
        int best = -1;
        for (int c = 0; c < probabilities.length; c++) {
            if (counts.test(c) && (best < 0 || probabilities[c] > probabilities[best])) {
                best = c;
            }
        }
        return best;
    }

    private static double noise(int[][] joint, int[] counts) {
        double wrong = 0;
        long all = 0;
        for (int label = 0; label < joint.length; label++) {
            int row = 0;
            for (int count : joint[label]) {
                row += count;
            }
            all += counts[label];
            wrong += row == 0 ? 0 : (double) counts[label] * (row - joint[label][label]) / row;
        }
        return all == 0 ? 0 : wrong / all;
    }
}
