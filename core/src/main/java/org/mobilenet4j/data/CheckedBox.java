package org.mobilenet4j.data;

import java.util.Optional;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ImageSize;

/** Boxes of annotations, none of which is trusted. */
final class CheckedBox {
    /** Rounding and the two ways to count pixels put a box this far outside; nobody's mistake. */
    private static final double TOLERATED = 1;

    private CheckedBox() {}

    /**
     * The part of a box inside its image; empty where it has no area, or none inside, which is told.
     *
     * @param file of the annotation, in the listing
     */
    static Optional<Box> of(
            double left,
            double top,
            double width,
            double height,
            ImageSize image,
            AnnotationProblems problems,
            String file,
            String item) {
        if (!(Double.isFinite(left + width) && Double.isFinite(top + height))) {
            problems.add(file, item, "its box has numbers that are not finite, expected pixels; left out");
            return Optional.empty();
        }
        if (!(width > 0 && height > 0)) {
            problems.add(
                    file,
                    item,
                    "its box is " + number(width) + " x " + number(height) + ", expected sides above 0; left out");
            return Optional.empty();
        }
        Box box = new Box(left, top, width, height);
        Box inside = box.clippedTo(image.width(), image.height());
        if (!(inside.area() > 0)) {
            problems.add(file, item, outside(box, image) + "; left out");
            return Optional.empty();
        }
        if (left < -TOLERATED
                || top < -TOLERATED
                || box.right() > image.width() + TOLERATED
                || box.bottom() > image.height() + TOLERATED) {
            problems.add(file, item, outside(box, image) + "; clipped");
        }
        return Optional.of(inside);
    }

    private static String outside(Box box, ImageSize image) {
        return "its box, " + number(box.left()) + ", " + number(box.top()) + " to " + number(box.right()) + ", "
                + number(box.bottom()) + ", is outside its image, expected one within " + image;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
