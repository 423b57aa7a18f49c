package org.mobilenet4j.detection;

/** A rectangle in an image, in pixels from its upper left corner; the edges lie between pixels. */
public record Box(float left, float top, float right, float bottom) {
    /** The box at a place of boxes in a row, counted in boxes. */
    public static Box at(float[] boxes, int index) {
        int at = 4 * index;
        return new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
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
    public float intersectionOverUnion(Box other) {
        float width = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
        float height = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
        float intersection = width * height;
        return intersection / (area() + other.area() - intersection);
    }

    /** The same box in an image that is resized. */
    public Box scaled(float horizontally, float vertically) {
        return new Box(left * horizontally, top * vertically, right * horizontally, bottom * vertically);
    }
}
