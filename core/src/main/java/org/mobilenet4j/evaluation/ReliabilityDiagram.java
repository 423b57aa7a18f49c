package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a classifier is right as often as it says: a reliability diagram, its examples binned by confidence into 15 bins
 * of equal width (Guo et al. 2017, section 2).
 */
public record ReliabilityDiagram(List<Bin> bins) {
    public static final int BINS = 15;

    /**
     * The examples whose confidence is above {@code low} and at most {@code high}.
     *
     * @param confidence their mean confidence; NaN where there are none
     * @param accuracy the share of them that is right; NaN where there are none
     */
    public record Bin(double low, double high, int count, double confidence, double accuracy) {}

    public ReliabilityDiagram {
        bins = List.copyOf(bins);
    }

    /** The number of the bin of an example, by its confidence. */
    public static int bin(double confidence) {
        return Math.clamp((int) Math.ceil(confidence * BINS) - 1, 0, BINS - 1);
    }

    static ReliabilityDiagram of(List<Judgement> judgements) {
        int[] count = new int[BINS];
        int[] right = new int[BINS];
        double[] confidence = new double[BINS];
        for (Judgement judgement : judgements) {
            int bin = bin(judgement.confidence());
            count[bin]++;
            right[bin] += judgement.isRight() ? 1 : 0;
            confidence[bin] += judgement.confidence();
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(new Bin(
                    (double) i / BINS,
                    (i + 1.0) / BINS,
                    count[i],
                    confidence[i] / count[i],
                    (double) right[i] / count[i]));
        }
        return new ReliabilityDiagram(bins);
    }

    /** The expected calibration error: by how much confidence and accuracy differ in a bin, averaged over the examples. */
    public double expectedError() {
        double sum = 0;
        int total = 0;
        for (Bin bin : bins) {
            if (bin.count > 0) {
                sum += bin.count * Math.abs(bin.confidence - bin.accuracy);
                total += bin.count;
            }
        }
        return sum / total;
    }
}
