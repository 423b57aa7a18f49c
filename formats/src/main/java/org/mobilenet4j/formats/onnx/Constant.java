package org.mobilenet4j.formats.onnx;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.mobilenet4j.formats.graph.ForeignGraph;

/**
 * A tensor that a graph has or makes of its constants.
 *
 * @param values as floats, whole numbers of up to 24 bits being exact
 * @param isLevels whether it is of eight bits
 */
record Constant(int[] shape, float[] values, boolean isLevels) {
    int rank() {
        return shape.length;
    }

    Constant with(int[] otherShape) {
        return new Constant(otherShape, values, isLevels);
    }

    Constant map(DoubleUnaryOperator function) {
        float[] mapped = new float[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = (float) function.applyAsDouble(values[i]);
        }
        return new Constant(shape, mapped, false);
    }

    Constant transposed(int[] permutation) {
        int[] turned = new int[permutation.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = shape[permutation[i]];
        }
        return new Constant(turned, ForeignGraph.transposed(values, shape, permutation), isLevels);
    }

    double[] doubles() {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    int[] ints() {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }
}
