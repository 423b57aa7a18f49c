package org.mobilenet4j.weights;

import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;

/** Makes a {@link Shape} of extents that a file claims. */
final class CheckedShape {
    static final int MOST_AXES = 16;

    private CheckedShape() {}

    /**
     * The shape, if one array can hold it.
     *
     * @param file for the message, as {@code tensor}
     */
    static Shape of(String file, String tensor, List<Long> extents) {
        if (extents.size() > MOST_AXES) {
            throw new InvalidInputException(file + ": tensor " + tensor + " has " + extents.size() + " axes; at most "
                    + MOST_AXES + " can be read");
        }
        int[] checked = new int[extents.size()];
        long elements = 1;
        for (int axis = 0; axis < checked.length; axis++) {
            long extent = extents.get(axis);
            if (extent < 0 || extent > Integer.MAX_VALUE || elements * extent > Integer.MAX_VALUE) {
                throw new InvalidInputException(file + ": tensor " + tensor + " has the shape " + extents
                        + "; extents from 0 and a product up to " + Integer.MAX_VALUE + " can be read");
            }
            checked[axis] = (int) extent;
            elements *= extent;
        }
        return Shape.of(checked);
    }
}
