package org.mobilenet4j.spark.evaluation;

import java.util.List;
import org.mobilenet4j.evaluation.DetectionFigures;

/**
 * How good a detector is on annotated images.
 *
 * @param classes the names of those that occur in the annotations, in the model's order; labels are indexes into these
 * @param figures COCO's and PASCAL VOC's, of the images that could be judged
 * @param images that were judged
 * @param unread images that could not be read
 * @param unlabelled rows without annotations: null, rather than an empty list
 * @param unknown objects whose class is none of the model's; they are left out
 */
public record DetectorFigures(
        List<String> classes, DetectionFigures figures, int images, int unread, int unlabelled, int unknown) {
    public DetectorFigures {
        classes = List.copyOf(classes);
    }
}
