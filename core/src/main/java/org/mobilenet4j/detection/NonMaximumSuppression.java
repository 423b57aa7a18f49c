package org.mobilenet4j.detection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Of boxes that show the same object only the best: a box is left out that overlaps a better one by more than a threshold.
 * torchvision's {@code nms} and {@code batched_nms}, with the results of its CPU kernel. Each gives the places of the boxes
 * that are kept, the best first, of equal scores the first.
 */
public final class NonMaximumSuppression {
    /** Up to as many floats, torchvision sets classes apart by moving their boxes; its rounding decides what is kept. */
    private static final int MOST_TO_MOVE = 4000;

    private NonMaximumSuppression() {}

    /** Over all boxes alike. */
    public static int[] of(float[] boxes, float[] scores, double threshold) {
        return among(boxes, byScore(scores, IntStream.range(0, scores.length)), threshold);
    }

    /** Boxes of different labels leave each other alone. */
    public static int[] byLabel(float[] boxes, float[] scores, int[] labels, double threshold) {
        return boxes.length > MOST_TO_MOVE
                ? labelByLabel(boxes, scores, labels, threshold)
                : movedByLabel(boxes, scores, labels, threshold);
    }

    static int[] labelByLabel(float[] boxes, float[] scores, int[] labels, double threshold) {
        Map<Integer, IntStream.Builder> byLabel = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            byLabel.computeIfAbsent(labels[i], label -> IntStream.builder()).add(i);
        }
        IntStream kept = byLabel.values().stream()
                .flatMapToInt(group -> IntStream.of(among(boxes, byScore(scores, group.build()), threshold)));
        return byScore(scores, kept.sorted());
    }

    static int[] movedByLabel(float[] boxes, float[] scores, int[] labels, double threshold) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float edge : boxes) {
            largest = Math.max(largest, edge);
        }
        float[] moved = new float[boxes.length];
        for (int i = 0; i < boxes.length; i++) {
            moved[i] = boxes[i] + labels[i / 4] * (largest + 1);
        }
        return of(moved, scores, threshold);
    }

    private static int[] byScore(float[] scores, IntStream places) {
        return places.boxed()
                .sorted(Comparator.comparingDouble(place -> -scores[place]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** @param order the places to look at, the best first */
    private static int[] among(float[] boxes, int[] order, double threshold) {
        float[] areas = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            int at = 4 * order[i];
            areas[i] = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
        }
        boolean[] isLeftOut = new boolean[order.length];
        int[] kept = new int[order.length];
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (isLeftOut[i]) {
                continue;
            }
            kept[count++] = order[i];
            int best = 4 * order[i];
            for (int j = i + 1; j < order.length; j++) {
                int other = 4 * order[j];
                float width = Math.min(boxes[best + 2], boxes[other + 2]) - Math.max(boxes[best], boxes[other]);
                float height =
                        Math.min(boxes[best + 3], boxes[other + 3]) - Math.max(boxes[best + 1], boxes[other + 1]);
                float intersection = Math.max(0, width) * Math.max(0, height);
                // Two boxes without area give 0 / 0, which is above nothing.
                isLeftOut[j] |= intersection / (areas[i] + areas[j] - intersection) > threshold;
            }
        }
        return Arrays.copyOf(kept, count);
    }
}
