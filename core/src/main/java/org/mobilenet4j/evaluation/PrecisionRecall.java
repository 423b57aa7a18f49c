package org.mobilenet4j.evaluation;

/**
 * Precision and recall of a class as more and more detections count, the surest first.
 *
 * @param objects to be found
 * @param scores of the detections, descending
 * @param recall after each detection, ascending; NaN where there are no objects
 * @param precision after each detection
 */
public record PrecisionRecall(int objects, double[] scores, double[] recall, double[] precision) {
    /** COCO's recalls: 0, 0.01 and so on to 1. */
    private static final int COCO_POINTS = 101;

    private static final int VOC_POINTS = 11;

    /**
     * A curve of detections, the surest first.
     *
     * @param isFound whether each detection found an object
     */
    static PrecisionRecall of(double[] scores, boolean[] isFound, int objects) {
        double[] recall = new double[isFound.length];
        double[] precision = new double[isFound.length];
        int found = 0;
        for (int i = 0; i < isFound.length; i++) {
            found += isFound[i] ? 1 : 0;
            recall[i] = objects == 0 ? Double.NaN : (double) found / objects;
            precision[i] = (double) found / (i + 1);
        }
        return new PrecisionRecall(objects, scores, recall, precision);
    }

    /** The recall of all detections; 0 where there are none, NaN where there are no objects. */
    public double finalRecall() {
        return recall.length > 0 ? recall[recall.length - 1] : objects == 0 ? Double.NaN : 0;
    }

    /** The precision of all detections; NaN where there are none. */
    public double finalPrecision() {
        return precision.length > 0 ? precision[precision.length - 1] : Double.NaN;
    }

    /** How many detections have at least this score. */
    public int detectionsAt(double leastScore) {
        int count = 0;
        while (count < scores.length && scores[count] >= leastScore) {
            count++;
        }
        return count;
    }

    /** How many of the first detections found an object. */
    public long foundOf(int detections) {
        return detections == 0 ? 0 : Math.round(precision[detections - 1] * detections);
    }

    /** The best precision at this recall or a higher one, for each detection. */
    private double[] envelope() {
        double[] best = precision.clone();
        for (int i = best.length - 1; i > 0; i--) {
            best[i - 1] = Math.max(best[i - 1], best[i]);
        }
        return best;
    }

    /** The best precision at 101 recalls, 0 to 1, or a higher one; 0 at those that are not reached. */
    public double[] cocoPrecisions() {
        double[] envelope = envelope();
        double[] points = new double[COCO_POINTS];
        int at = 0;
        for (int point = 0; point < COCO_POINTS; point++) {
            while (at < recall.length && recall[at] < point * 0.01) {
                at++;
            }
            points[point] = at < recall.length ? envelope[at] : 0;
        }
        return points;
    }

    /** The mean of {@link #cocoPrecisions}; NaN where there are no objects. */
    public double cocoAveragePrecision() {
        return objects == 0 ? Double.NaN : Means.of(cocoPrecisions());
    }

    /** PASCAL VOC's average precision until 2009: the mean of the best precisions at recalls 0, 0.1 to 1. */
    public double elevenPointAveragePrecision() {
        double[] envelope = envelope();
        double sum = 0;
        int at = 0;
        for (int point = 0; point < VOC_POINTS; point++) {
            while (at < recall.length && recall[at] < point / 10.0) {
                at++;
            }
            sum += at < recall.length ? envelope[at] : 0;
        }
        return objects == 0 ? Double.NaN : sum / VOC_POINTS;
    }

    /** PASCAL VOC's average precision since 2010: the area below the best precisions. */
    public double allPointAveragePrecision() {
        double[] envelope = envelope();
        double area = 0;
        double last = 0;
        for (int i = 0; i < recall.length; i++) {
            area += (recall[i] - last) * envelope[i];
            last = recall[i];
        }
        return objects == 0 ? Double.NaN : area;
    }
}
