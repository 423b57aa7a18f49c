package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.evaluation.DetectionFigures;

/**
 * The annotated and the detected boxes of one image.
 *
 * @param objects null where it is not annotated
 * @param detections null where it could not be read
 */
record BoxedImage(@Nullable ImageBoxes objects, @Nullable ImageBoxes detections) implements Serializable {
    static BoxedImage of(Row row, LabelColumn labels) {
        ImageBoxes objects = null;
        if (!row.isNullAt(0)) {
            List<Row> annotated = row.getList(0);
            int[] indexes = annotated.stream()
                    .mapToInt(object -> labels.indexOf(object.getAs("label")).orElse(-1))
                    .toArray();
            objects = ImageBoxes.ofObjects(annotated, indexes);
        }
        return new BoxedImage(objects, row.isNullAt(1) ? null : ImageBoxes.ofDetections(row.getList(1)));
    }

    boolean isWhole() {
        return objects != null && detections != null;
    }

    boolean isUnread() {
        return detections == null;
    }

    boolean isUnlabelled() {
        return detections != null && objects == null;
    }

    boolean hasObject(int label) {
        return objects != null && IntStream.of(objects.labels()).anyMatch(found -> found == label);
    }

    /** The objects of classes that the model does not know. */
    int unknown() {
        return objects == null
                ? 0
                : (int) IntStream.of(objects.labels())
                        .filter(label -> label < 0)
                        .count();
    }

    /** The image in the numbers of the classes that count. */
    DetectionFigures.Image toImage(int[] classes) {
        return new DetectionFigures.Image(
                objects == null ? List.of() : objects.objects(classes),
                detections == null ? List.of() : detections.detections(classes));
    }
}
