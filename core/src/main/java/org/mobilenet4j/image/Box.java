package org.mobilenet4j.image;

/**
 * A box in an image, in pixels from its top left corner: COCO's {@code bbox}. The pixel in column 3 reaches from 3 to 4, so
 * that a box around it alone has a width of 1.
 *
 * @param left the smallest x
 * @param top the smallest y
 * @param width not negative
 * @param height not negative
 */
public record Box(double left, double top, double width, double height) implements Region {
    public Box {
        if (!(Double.isFinite(left) && Double.isFinite(top))) {
            throw new IllegalArgumentException("a box begins at " + left + ", " + top + ", expected finite numbers");
        }
        if (!(width >= 0 && height >= 0 && Double.isFinite(width) && Double.isFinite(height))) {
            throw new IllegalArgumentException(
                    "a box is " + width + " x " + height + ", expected sides of 0 or more that are finite");
        }
    }

    /** The box between two corners. */
    public static Box ofCorners(double left, double top, double right, double bottom) {
        return new Box(left, top, right - left, bottom - top);
    }

    /** The x where it ends. */
    public double right() {
        return left + width;
    }

    /** The y where it ends. */
    public double bottom() {
        return top + height;
    }

    @Override
    public double area() {
        return width * height;
    }

    @Override
    public double intersection(Region other) {
        if (!(other instanceof Box box)) {
            throw new IllegalArgumentException("a box is compared with a mask, expected another box");
        }
        double columns = Math.min(right(), box.right()) - Math.max(left, box.left);
        double rows = Math.min(bottom(), box.bottom()) - Math.max(top, box.top);
        return columns <= 0 || rows <= 0 ? 0 : columns * rows;
    }

    /** The part inside an image of this size; of no area where there is none. */
    public Box clippedTo(int imageWidth, int imageHeight) {
        if (left >= 0 && top >= 0 && right() <= imageWidth && bottom() <= imageHeight) {
            return this; // to the bit: a right end may have been rounded
        }
        double clippedLeft = Math.clamp(left, 0, imageWidth);
        double clippedTop = Math.clamp(top, 0, imageHeight);
        return ofCorners(
                clippedLeft,
                clippedTop,
                Math.clamp(right(), clippedLeft, imageWidth),
                Math.clamp(bottom(), clippedTop, imageHeight));
    }

    /** As in "10.0, 20.0 to 30.0, 40.0". */
    @Override
    public String toString() {
        return left + ", " + top + " to " + right() + ", " + bottom();
    }
}
