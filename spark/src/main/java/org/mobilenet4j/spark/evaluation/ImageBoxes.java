package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.Box;

/**
 * Boxes of one image on their way to the driver, as plain numbers.
 *
 * @param labels the model's index of each
 * @param boxes left, top, right, bottom of each
 * @param numbers of each: a detection's score, an object's area
 * @param isCrowd of each object; empty for detections
 * @param isDifficult of each object; empty for detections
 */
record ImageBoxes(int[] labels, double[] boxes, double[] numbers, boolean[] isCrowd, boolean[] isDifficult)
        implements Serializable {
    private static final int CORNERS = 4;

    /** Detections as the transformer's column has them. */
    static ImageBoxes ofDetections(List<Row> found) {
        ImageBoxes all = of(found.size(), 0);
        for (int i = 0; i < found.size(); i++) {
            Row row = found.get(i);
            all.labels[i] = row.getInt(row.fieldIndex("index"));
            all.numbers[i] = row.getDouble(row.fieldIndex("score"));
            all.setBox(i, row);
        }
        return all;
    }

    /** Annotated objects, those of the labels that the model knows. */
    static ImageBoxes ofObjects(List<Row> objects, int[] labels) {
        ImageBoxes all = of(objects.size(), objects.size());
        for (int i = 0; i < labels.length; i++) {
            Row row = objects.get(i);
            all.labels[i] = labels[i];
            all.setBox(i, row);
            all.numbers[i] = ObjectColumn.number(row, "area").orElse(all.box(i).area());
            all.isCrowd[i] = ObjectColumn.flag(row, "isCrowd");
            all.isDifficult[i] = ObjectColumn.flag(row, "isDifficult");
        }
        return all;
    }

    private static ImageBoxes of(int count, int objects) {
        return new ImageBoxes(
                new int[count],
                new double[CORNERS * count],
                new double[count],
                new boolean[objects],
                new boolean[objects]);
    }

    private void setBox(int i, Row row) {
        String[] corners = {"xMin", "yMin", "xMax", "yMax"};
        for (int corner = 0; corner < CORNERS; corner++) {
            boxes[CORNERS * i + corner] =
                    ObjectColumn.number(row, corners[corner]).orElseThrow();
        }
    }

    private Box box(int i) {
        int at = CORNERS * i;
        return Box.ofCorners(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
    }

    /**
     * The detections of classes that count.
     *
     * @param classes the number of the class of each of the model's labels; -1 for none
     */
    List<Detection> detections(int[] classes) {
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (classes[labels[i]] >= 0) {
                detections.add(new Detection(classes[labels[i]], numbers[i], box(i)));
            }
        }
        return detections;
    }

    /** The objects of classes that count. */
    List<TrueObject> objects(int[] classes) {
        List<TrueObject> objects = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0 && classes[labels[i]] >= 0) {
                objects.add(new TrueObject(classes[labels[i]], box(i), numbers[i], isCrowd[i], isDifficult[i]));
            }
        }
        return objects;
    }
}
