package org.mobilenet4j.detection;

/**
 * A box by its corners, in pixels from the image's upper left one, and in float: matching and suppression decide as torchvision
 * does by its rounding. Everywhere else a box is an {@link org.mobilenet4j.image.Box}.
 */
public record Corners(float left, float top, float right, float bottom) {
    /** Of the box at a place of boxes in a row, counted in boxes. */
    public static Corners at(float[] boxes, int index) {
        int at = 4 * index;
        return new Corners(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
    }

    public float width() {
        return right - left;
    }

    public float height() {
        return bottom - top;
    }

    public float area() {
        return width() * height();
    }

    /** The area that both cover as a part of what either covers, 0 to 1; not a number for two boxes without area. */
    public float intersectionOverUnion(Corners other) {
        float width = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
        float height = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
        float intersection = width * height;
        return intersection / (area() + other.area() - intersection);
    }

    /** The same box in an image that is resized. */
    public Corners scaled(float horizontally, float vertically) {
        return new Corners(left * horizontally, top * vertically, right * horizontally, bottom * vertically);
    }
}
