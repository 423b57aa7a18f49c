package org.mobilenet4j.onnx;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ScoredBox;
import org.mobilenet4j.detection.SsdHeads;

/** An object that a detector's file gives, in the pixels of the network's input. */
record FoundObject(Corners box, int label, float score) {
    /** All that a file gave for an image, in its order. */
    static List<FoundObject> all(Map<String, float[]> outputs) {
        float[] boxes = Objects.requireNonNull(outputs.get(DetectorOutputs.BOXES));
        float[] labels = Objects.requireNonNull(outputs.get(DetectorOutputs.LABELS));
        float[] scores = Objects.requireNonNull(outputs.get(DetectorOutputs.SCORES));
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new FoundObject(Corners.at(boxes, i), (int) labels[i], scores[i]))
                .toList();
    }

    /** Whether it is one of others but for rounding. */
    boolean isAmong(List<ScoredBox> others, SsdHeads heads, double tolerance) {
        return others.stream().filter(other -> other.label() == label).anyMatch(other -> {
            Corners edges = other.box();
            float[] row = {edges.left(), edges.top(), edges.right(), edges.bottom()};
            return distance(other.score(), row, 0, heads) <= tolerance;
        });
    }

    /**
     * How far another object of its label is from it: in score, or in an edge as a part of the input's side, whichever is
     * more.
     *
     * @param boxes that hold its box from {@code at} on
     */
    double distance(float otherScore, float[] boxes, int at, SsdHeads heads) {
        float horizontal = Math.max(Math.abs(box.left() - boxes[at]), Math.abs(box.right() - boxes[at + 2]));
        float vertical = Math.max(Math.abs(box.top() - boxes[at + 1]), Math.abs(box.bottom() - boxes[at + 3]));
        return Math.max(Math.abs(score - otherScore), Math.max(horizontal / heads.width(), vertical / heads.height()));
    }

    /** Of any two of a label, as the share of what both cover of what either covers; 0 where no two are. */
    static double largestOverlap(List<FoundObject> objects) {
        double largest = 0;
        for (int i = 0; i < objects.size(); i++) {
            for (int j = 0; j < i; j++) {
                float overlap = objects.get(i).box.intersectionOverUnion(objects.get(j).box);
                if (objects.get(i).label == objects.get(j).label && overlap > largest) { // not for 0 / 0
                    largest = overlap;
                }
            }
        }
        return largest;
    }
}
