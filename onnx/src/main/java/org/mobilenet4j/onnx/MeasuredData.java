package org.mobilenet4j.onnx;

import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.ImageFolder;

/** What the figure of a model's task is measured on, before and after. Whoever opened it closes it. */
public sealed interface MeasuredData {
    /** For a classifier: top-1. Opened with the model's labels. */
    record Classes(ImageFolder folder) implements MeasuredData {}

    /** For a detector, COCO's mean average precision of boxes; for a segmentation network, the mean IoU. */
    record Annotations(AnnotatedDataset dataset) implements MeasuredData {}
}
