package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.CacheLines;

/**
 * The gradient by the maps of one layer of a batch, on its way from the last layer to the first: two arrays that take
 * turns.
 */
final class GradientMaps {
    private float[] current;
    private float[] next;

    /** Arrays for the longest map that passes, {@code capacity x height x width x channels}, from {@link CacheLines#FIRST} on. */
    GradientMaps(int floats) {
        this.current = new float[CacheLines.FIRST + floats];
        this.next = new float[CacheLines.FIRST + floats];
    }

    /** The gradient that has come so far. */
    float[] current() {
        return current;
    }

    /** Where a layer writes the gradient by what it read. */
    float[] next() {
        return next;
    }

    /** What was written last becomes the current gradient. */
    void swap() {
        float[] swapped = current;
        current = next;
        next = swapped;
    }
}
