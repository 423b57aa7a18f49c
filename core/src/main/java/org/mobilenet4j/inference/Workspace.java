package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.Kernels;

/**
 * What a step computes on: the kernels, the model's constants, and one call's arena with its plan.
 *
 * @param words narrow weights
 * @param roomAt where in the arena narrow weights are widened
 */
record Workspace(Kernels kernels, float[] constants, int[] words, float[] arena, int[] offsets, int roomAt) {
    int at(Value value) {
        return offsets[value.id()] + value.from();
    }

    /** The same with room of its own for a thread. */
    Workspace withRoom(int at) {
        return new Workspace(kernels, constants, words, arena, offsets, at);
    }
}
