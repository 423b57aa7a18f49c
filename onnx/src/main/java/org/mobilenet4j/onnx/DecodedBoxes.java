package org.mobilenet4j.onnx;

import org.mobilenet4j.detection.BoxCoder;
import org.mobilenet4j.detection.SsdHeads;

/**
 * What every default box says of an image, before anything is chosen.
 *
 * @param boxes {@code default boxes x 4}, within the input
 * @param scores {@code default boxes x classes}, 0 to 1
 */
record DecodedBoxes(SsdHeads heads, float[] boxes, float[] scores) {
    static DecodedBoxes of(SsdHeads heads, SsdHeads.Values values) {
        float[] boxes = new float[4 * heads.boxes()];
        float[] scores = new float[heads.boxes() * heads.classes()];
        for (int box = 0; box < heads.boxes(); box++) {
            int at = 4 * box;
            BoxCoder.decode(values.codes(), heads.defaultBoxes(), box, boxes, at);
            for (int edge = 0; edge < 4; edge++) {
                boxes[at + edge] = Math.clamp(boxes[at + edge], 0, edge % 2 == 0 ? heads.width() : heads.height());
            }
            softmax(values.classLogits(), scores, box * heads.classes(), heads.classes());
        }
        return new DecodedBoxes(heads, boxes, scores);
    }

    private static void softmax(float[] logits, float[] scores, int from, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(logits[i] - largest);
        }
        for (int i = from; i < from + count; i++) {
            scores[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
    }

    /** How far an object is from what the default box says that is nearest to it: see {@link FoundObject#distance}. */
    double nearest(FoundObject object) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int box = 0; box < heads.boxes(); box++) {
            float score = scores[box * heads.classes() + object.label()];
            nearest = Math.min(nearest, object.distance(score, boxes, 4 * box, heads));
        }
        return nearest;
    }
}
