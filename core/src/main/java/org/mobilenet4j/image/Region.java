package org.mobilenet4j.image;

/** A part of an image in pixels: a box around an object, or the pixels of the object itself. */
public sealed interface Region permits Box, RunLengthMask {
    /** In pixels. */
    double area();

    /** The pixels that both have, in the order of arithmetic of pycocotools. */
    double intersection(Region other);

    /**
     * Intersection over union: 1 where two regions are the same, 0 where they have nothing in common or no area.
     *
     * @throws IllegalArgumentException if one is a box and the other a mask, or the masks are of two sizes
     */
    default double iou(Region other) {
        double common = intersection(other);
        return common <= 0 ? 0 : common / (area() + other.area() - common);
    }

    /** The share of this region that lies in the other: what COCO uses in place of the IoU for crowds. */
    default double shareWithin(Region other) {
        double common = intersection(other);
        return common <= 0 ? 0 : common / area();
    }
}
