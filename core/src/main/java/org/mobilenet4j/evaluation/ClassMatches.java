package org.mobilenet4j.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What became of the detections of one class, for the objects of one size, image by image: a bit for each IoU threshold
 * tells whether a detection found an object, and whether it is left out of account. Not thread-safe.
 */
final class ClassMatches {
    private final AreaRange range;
    private final double[] thresholds;
    private double[] scores = new double[16];
    private int[] ranks = new int[16];
    private int[] found = new int[16];
    private int[] ignored = new int[16];
    private int size;
    private int objects;

    ClassMatches(AreaRange range, double[] thresholds) {
        this.range = range;
        this.thresholds = thresholds;
    }

    /** The objects of this size that were to be found. */
    int objects() {
        return objects;
    }

    /**
     * Matches the detections of one image: each, the surest first, takes the free object that it overlaps most.
     *
     * @param detections of this class, the surest first, no more than count
     * @param overlaps of each detection with each object
     */
    void add(List<Detection> detections, List<TrueObject> truths, double[][] overlaps) {
        boolean[] isIgnored = new boolean[truths.size()];
        for (int i = 0; i < isIgnored.length; i++) {
            isIgnored[i] =
                    truths.get(i).isCrowd() || !range.contains(truths.get(i).area());
            objects += isIgnored[i] ? 0 : 1;
        }
        // Objects that count are looked at before those that do not; else the last of equals wins, as in pycocotools.
        int[] order = IntStream.range(0, isIgnored.length)
                .boxed()
                .sorted(Comparator.comparing(i -> isIgnored[i]))
                .mapToInt(i -> i)
                .toArray();
        reserve(size + detections.size());
        for (int i = 0; i < detections.size(); i++) {
            scores[size + i] = detections.get(i).score();
            ranks[size + i] = i;
            found[size + i] = 0;
            ignored[size + i] = 0;
        }
        for (int t = 0; t < thresholds.length; t++) {
            boolean[] isTaken = new boolean[truths.size()];
            for (int i = 0; i < detections.size(); i++) {
                int match = match(overlaps[i], thresholds[t], truths, order, isIgnored, isTaken);
                boolean isLeftOut = match >= 0
                        ? isIgnored[match]
                        : !range.contains(detections.get(i).region().area());
                found[size + i] |= match >= 0 ? 1 << t : 0;
                ignored[size + i] |= isLeftOut ? 1 << t : 0;
                if (match >= 0) {
                    isTaken[match] = true;
                }
            }
        }
        size += detections.size();
    }

    private static int match(
            double[] overlaps,
            double threshold,
            List<TrueObject> truths,
            int[] order,
            boolean[] isIgnored,
            boolean[] isTaken) {
        int match = -1;
        double best = Math.min(threshold, 1 - 1e-10);
        for (int truth : order) {
            if (isTaken[truth] && !truths.get(truth).isCrowd()) {
                continue;
            }
            if (match >= 0 && !isIgnored[match] && isIgnored[truth]) {
                return match;
            }
            if (overlaps[truth] >= best) {
                best = overlaps[truth];
                match = truth;
            }
        }
        return match;
    }

    private void reserve(int least) {
        if (least > scores.length) {
            int length = Math.max(least, 2 * scores.length);
            scores = Arrays.copyOf(scores, length);
            ranks = Arrays.copyOf(ranks, length);
            found = Arrays.copyOf(found, length);
            ignored = Arrays.copyOf(ignored, length);
        }
    }

    /**
     * The curve at one threshold.
     *
     * @param perImage how many detections of an image count
     */
    PrecisionRecall curve(int threshold, int perImage) {
        int bit = 1 << threshold;
        int[] counted = IntStream.range(0, size)
                .filter(i -> ranks[i] < perImage && (ignored[i] & bit) == 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .mapToInt(i -> i)
                .toArray();
        boolean[] isFound = new boolean[counted.length];
        double[] descending = new double[counted.length];
        for (int i = 0; i < counted.length; i++) {
            isFound[i] = (found[counted[i]] & bit) != 0;
            descending[i] = scores[counted[i]];
        }
        return PrecisionRecall.of(descending, isFound, objects);
    }
}
