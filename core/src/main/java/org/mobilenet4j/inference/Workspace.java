package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.Kernels;

/** What a step computes on: the kernels, the model's constants, and one call's arena with its plan. */
record Workspace(Kernels kernels, float[] constants, float[] arena, int[] offsets) {
    int at(Value value) {
        return offsets[value.id()] + value.from();
    }
}
