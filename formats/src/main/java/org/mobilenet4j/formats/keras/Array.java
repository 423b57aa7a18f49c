package org.mobilenet4j.formats.keras;

import java.util.Arrays;

/**
 * A weight as a file has it.
 *
 * @param shape in TensorFlow's order of axes
 */
record Array(int[] shape, float[] data) {
    int extent(int axis) {
        return shape[axis];
    }

    int rank() {
        return shape.length;
    }

    @Override
    public String toString() {
        return Arrays.toString(shape);
    }
}
