package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.CacheLines;

/**
 * The gradient by the maps of one layer of a batch, on its way from the last layer to the first: two arrays that take
 * turns. Each is as long as the longest map whose turn it is, from {@link CacheLines#FIRST} on.
 */
final class GradientMaps {
    private final float[][] arrays;
    private int turn;

    GradientMaps(float[] first, float[] second) {
        this.arrays = new float[][] {first, second};
    }

    /** Begins with one of the arrays: 0 or 1. */
    void begin(int array) {
        turn = array;
    }

    /** The gradient that has come so far. */
    float[] current() {
        return arrays[turn];
    }

    /** Where a layer writes the gradient by what it read. */
    float[] next() {
        return arrays[1 - turn];
    }

    /** What was written last becomes the current gradient. */
    void swap() {
        turn = 1 - turn;
    }
}
