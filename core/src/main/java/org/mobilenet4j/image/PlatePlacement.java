package org.mobilenet4j.image;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the places of the plates with names at boxes: inside the drawing, at their box, and where they cover none of the
 * others, as far as that can be had.
 */
final class PlatePlacement {
    /** More steps along a side are not tried. */
    private static final int STEPS = 50;

    private final double width;
    private final double height;
    private final List<Box> placed = new ArrayList<>();

    /** In a drawing of a size. */
    PlatePlacement(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /** The place of the next plate. What is placed first has the first choice: above its box, at the left. */
    Box place(Box box, double plateWidth, double plateHeight) {
        Box best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Box candidate : candidates(box, plateWidth, plateHeight)) {
            double covered =
                    placed.stream().mapToDouble(candidate::intersection).sum();
            if (covered < least) {
                least = covered;
                best = candidate;
            }
            if (covered == 0) {
                break;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no place was tried");
        }
        placed.add(best);
        return best;
    }

    private List<Box> candidates(Box box, double plateWidth, double plateHeight) {
        double above = box.top() - plateHeight;
        double lowest = box.bottom() - plateHeight;
        double[] columns = {box.left(), box.right() - plateWidth};
        List<Box> places = new ArrayList<>();
        for (double left : columns) {
            for (double top : new double[] {above, box.top(), box.bottom(), lowest}) {
                places.add(inside(left, top, plateWidth, plateHeight));
            }
        }
        for (double left : new double[] {box.left(), box.right() - plateWidth, box.right(), box.left() - plateWidth}) {
            for (int step = 0; step < STEPS && box.top() + step * plateHeight < box.bottom(); step++) {
                places.add(inside(left, box.top() + step * plateHeight, plateWidth, plateHeight));
            }
        }
        return places;
    }

    private Box inside(double left, double top, double plateWidth, double plateHeight) {
        return new Box(
                Math.clamp(left, 0, Math.max(0, width - plateWidth)),
                Math.clamp(top, 0, Math.max(0, height - plateHeight)),
                plateWidth,
                plateHeight);
    }
}
