package org.mobilenet4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first; a scalar has none. Immutable. Extents are never negative and their product
 * fits an {@code int}, which is what one Java array can hold.
 */
public final class Shape {
    private final int[] extents;
    private final int elements;

    private Shape(int[] extents) {
        long product = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(extents) + " has a negative extent");
            }
            product *= extent;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(extents) + " has more elements than an array can hold");
            }
        }
        this.extents = extents;
        this.elements = (int) product;
    }

    /**
     * The shape with these extents, outermost first.
     *
     * @throws IllegalArgumentException if an extent is negative or the product does not fit an {@code int}
     */
    public static Shape of(int... extents) {
        return new Shape(extents.clone());
    }

    /** The number of axes; 0 for a scalar. */
    public int rank() {
        return extents.length;
    }

    /** The extent of one axis, counted from 0, the outermost. */
    public int extent(int axis) {
        return extents[axis];
    }

    /** The product of the extents; 1 for a scalar. */
    public int elements() {
        return elements;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** As {@code [32, 3, 3, 3]}, the way PyTorch writes it. */
    @Override
    public String toString() {
        return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
