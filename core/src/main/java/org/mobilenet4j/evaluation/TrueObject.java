package org.mobilenet4j.evaluation;

import org.mobilenet4j.image.Region;

/**
 * An object that is in an image, to be found.
 *
 * @param label its class, from 0
 * @param region where: a box, or a mask where masks are measured
 * @param area by which COCO calls it small, medium or large, in pixels: the annotation's, that of its mask
 * @param isCrowd whether it stands for many at once: COCO neither asks for it nor counts what is found in it
 * @param isDifficult the same in PASCAL VOC, for one object
 */
public record TrueObject(int label, Region region, double area, boolean isCrowd, boolean isDifficult) {
    /** An object like most, of its region's area. */
    public TrueObject(int label, Region region) {
        this(label, region, region.area(), false, false);
    }
}
