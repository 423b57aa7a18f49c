package org.mobilenet4j.evaluation;

/**
 * COCO's figures of one class, 0 to 1; NaN where it has no objects.
 *
 * @param objects to be found: crowds are not counted
 */
public record CocoClassFigures(int label, int objects, double ap, double ap50, double ap75, double ar100) {}
