package org.mobilenet4j.evaluation;

import java.util.List;

/**
 * What becomes of precision and recall as only detections of higher scores count: of the objects of all classes together, at
 * IoU 0.50.
 *
 * @param thresholds the least scores, 0.01, 0.02 to 0.99
 * @param precision of the detections that count, the share that found an object; NaN where none counts
 * @param recall the share of objects found; NaN where there are none
 * @param f1 the harmonic mean of both; 0 where nothing is found
 */
public record ScoreThresholds(double[] thresholds, double[] precision, double[] recall, double[] f1) {
    private static final int STEPS = 100;

    /** @param curves one for each class */
    static ScoreThresholds of(List<PrecisionRecall> curves) {
        int count = STEPS - 1;
        ScoreThresholds all =
                new ScoreThresholds(new double[count], new double[count], new double[count], new double[count]);
        long objects = curves.stream().mapToLong(PrecisionRecall::objects).sum();
        for (int i = 0; i < count; i++) {
            double threshold = (i + 1.0) / STEPS;
            long found = 0;
            long detections = 0;
            for (PrecisionRecall curve : curves) {
                int counted = curve.detectionsAt(threshold);
                detections += counted;
                found += curve.foundOf(counted);
            }
            all.thresholds[i] = threshold;
            all.precision[i] = detections == 0 ? Double.NaN : (double) found / detections;
            all.recall[i] = objects == 0 ? Double.NaN : (double) found / objects;
            all.f1[i] = found == 0 ? 0 : 2.0 * found / (objects + detections);
        }
        return all;
    }

    /** The index of the threshold with the highest F1; of equals, the one in their middle. */
    private int bestIndex() {
        int first = 0;
        for (int i = 1; i < f1.length; i++) {
            first = f1[i] > f1[first] ? i : first;
        }
        int last = first;
        while (last + 1 < f1.length && f1[last + 1] == f1[first]) {
            last++;
        }
        return (first + last) / 2;
    }

    /** The threshold with the highest F1. */
    public double best() {
        return thresholds[bestIndex()];
    }

    /** The precision at the best threshold. */
    public double bestPrecision() {
        return precision[bestIndex()];
    }

    /** The recall at the best threshold. */
    public double bestRecall() {
        return recall[bestIndex()];
    }

    /** The F1 at the best threshold. */
    public double bestF1() {
        return f1[bestIndex()];
    }
}
