package org.mobilenet4j.image;

import java.util.Arrays;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Which pixels lie in a polygon, exactly as pycocotools' {@code rleFrPoly} decides it: the boundary is walked on a grid five
 * times as fine, and where it passes the middle of a column, the pixels below change sides. Not thread-safe.
 */
final class PolygonRaster {
    private static final double FINENESS = 5;

    /** Of the fine grid, in all polygons: more than the outline of any object, and what a hostile one can cost. */
    private static final long MOST_STEPS = 1 << 24;

    /** How far a corner may lie outside, in widths or heights of the image. */
    private static final double MOST_OUTSIDE = 4;

    private final int width;
    private final int height;
    private int[] changes = new int[64];
    private int changeCount;
    private int lastX;
    private int lastY;
    private boolean hasLast;
    private long steps;

    PolygonRaster(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * The runs of one polygon, column by column; some may be 0.
     *
     * @param corners x, y of each in turn, in pixels
     * @throws InvalidInputException if there are fewer than three, a coordinate without its other, or one far outside
     */
    int[] runs(double[] corners) {
        int count = corners.length / 2;
        if (count < 3 || corners.length % 2 != 0) {
            throw new InvalidInputException(
                    "the polygon has " + corners.length + " coordinates, expected x and y of at least three corners");
        }
        int[] x = new int[count + 1];
        int[] y = new int[count + 1];
        for (int i = 0; i < count; i++) {
            x[i] = fine(corners[2 * i], width, "x");
            y[i] = fine(corners[2 * i + 1], height, "y");
        }
        x[count] = x[0];
        y[count] = y[0];
        requireFewSteps(x, y);
        changeCount = 0;
        hasLast = false;
        for (int i = 0; i < count; i++) {
            walk(x[i], y[i], x[i + 1], y[i + 1]);
        }
        return runsBetweenChanges();
    }

    private static int fine(double coordinate, int side, String axis) {
        if (!(Math.abs(coordinate) <= (1 + MOST_OUTSIDE) * side)) {
            throw new InvalidInputException("the polygon has a corner at " + axis + " = " + coordinate
                    + ", expected one within the image, 0 to " + side);
        }
        return (int) (FINENESS * coordinate + 0.5);
    }

    private void requireFewSteps(int[] x, int[] y) {
        for (int i = 0; i + 1 < x.length; i++) {
            steps += Math.max(Math.abs((long) x[i] - x[i + 1]), Math.abs((long) y[i] - y[i + 1])) + 1;
        }
        if (steps > MOST_STEPS) {
            throw new InvalidInputException("the polygon's outline is " + steps / (long) FINENESS
                    + " pixels long, expected at most " + MOST_STEPS / (long) FINENESS);
        }
    }

    /** A line from one corner to the next, always computed from the same end whichever way it is walked. */
    private void walk(int fromX, int fromY, int toX, int toY) {
        int columns = Math.abs(toX - fromX);
        int rows = Math.abs(toY - fromY);
        boolean isFlat = columns >= rows;
        boolean isFlipped = isFlat ? fromX > toX : fromY > toY;
        int startX = isFlipped ? toX : fromX;
        int startY = isFlipped ? toY : fromY;
        int endX = isFlipped ? fromX : toX;
        int endY = isFlipped ? fromY : toY;
        int steps = isFlat ? columns : rows;
        double slope = isFlat ? (double) (endY - startY) / columns : (double) (endX - startX) / rows;
        for (int step = 0; step <= steps; step++) {
            int along = isFlipped ? steps - step : step;
            if (isFlat) {
                visit(along + startX, (int) (startY + slope * along + 0.5));
            } else {
                visit((int) (startX + slope * along + 0.5), along + startY);
            }
        }
    }

    private void visit(int x, int y) {
        if (hasLast && x != lastX) {
            cross(x, y);
        }
        hasLast = true;
        lastX = x;
        lastY = y;
    }

    /** Takes note of where the outline passes from one fine column to the next, if that is the middle of a pixel. */
    private void cross(int x, int y) {
        double column = ((x < lastX ? x : x - 1) + 0.5) / FINENESS - 0.5;
        if (Math.floor(column) != column || column < 0 || column > width - 1) {
            return;
        }
        double row = Math.ceil(Math.clamp((Math.min(y, lastY) + 0.5) / FINENESS - 0.5, 0, height));
        if (changeCount == changes.length) {
            changes = Arrays.copyOf(changes, 2 * changeCount);
        }
        changes[changeCount++] = (int) (column * height + row);
    }

    private int[] runsBetweenChanges() {
        int[] sorted = Arrays.copyOf(changes, changeCount + 1);
        sorted[changeCount] = width * height;
        Arrays.sort(sorted);
        int before = 0;
        for (int i = 0; i < sorted.length; i++) {
            int change = sorted[i];
            sorted[i] = change - before;
            before = change;
        }
        return sorted;
    }
}
