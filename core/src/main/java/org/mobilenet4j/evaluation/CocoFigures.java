package org.mobilenet4j.evaluation;

/**
 * COCO's twelve figures, 0 to 1; NaN where there is no object to be measured on, which pycocotools writes as -1.
 *
 * @param ap mean average precision over IoU thresholds 0.50 to 0.95 and classes: "mAP", the one figure that counts
 * @param ap50 at IoU 0.50
 * @param ap75 at IoU 0.75
 * @param apSmall of objects of at most 32 x 32 pixels
 * @param apMedium of objects of 32 x 32 to 96 x 96 pixels
 * @param apLarge of objects of at least 96 x 96 pixels
 * @param ar1 average recall if one detection of each class counts in an image, the one of the highest score
 * @param ar10 if ten count
 * @param ar100 if a hundred count, as for all of the above
 * @param arSmall of small objects, of a hundred detections
 * @param arMedium of medium objects
 * @param arLarge of large objects
 */
public record CocoFigures(
        double ap,
        double ap50,
        double ap75,
        double apSmall,
        double apMedium,
        double apLarge,
        double ar1,
        double ar10,
        double ar100,
        double arSmall,
        double arMedium,
        double arLarge) {}
