package org.mobilenet4j.formats.onnx;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.mobilenet4j.formats.graph.ForeignGraph;

/**
 * A tensor that a graph has or makes of its constants.
 *
 * @param values as floats, whole numbers of up to 24 bits being exact
 * @param type what its numbers were
 */
record Constant(int[] shape, float[] values, Type type) {
    /** What makes a difference here of the types of numbers. */
    enum Type {
        REAL,
        /** Of 32 or 64 bits: sizes, axes and biases, which are divided without a remainder. */
        WHOLE,
        /** Of eight bits: what stands for something else. */
        LEVELS
    }

    static Constant whole(int... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return new Constant(new int[] {values.length}, floats, Type.WHOLE);
    }

    int rank() {
        return shape.length;
    }

    Constant with(int[] otherShape) {
        return new Constant(otherShape, values, type);
    }

    Constant map(DoubleUnaryOperator function) {
        float[] mapped = new float[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = (float) function.applyAsDouble(values[i]);
        }
        return new Constant(shape, mapped, Type.REAL);
    }

    Constant transposed(int[] permutation) {
        int[] turned = new int[permutation.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = shape[permutation[i]];
        }
        return new Constant(turned, ForeignGraph.transposed(values, shape, permutation), type);
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
