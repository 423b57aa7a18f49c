package org.mobilenet4j.evaluation;

/**
 * How well a detector finds the objects of one class; shares from 0 to 1, NaN where it has no objects.
 *
 * @param coco COCO's figures
 * @param vocElevenPoint VOC's average precision by eleven points
 * @param vocAllPoint VOC's average precision by area
 * @param curve precision and recall at IoU 0.50
 * @param precision of detections above the best threshold of all classes; NaN where there are none
 * @param recall of detections above that threshold
 */
public record DetectionClassFigures(
        CocoClassFigures coco,
        double vocElevenPoint,
        double vocAllPoint,
        PrecisionRecall curve,
        double precision,
        double recall) {}
