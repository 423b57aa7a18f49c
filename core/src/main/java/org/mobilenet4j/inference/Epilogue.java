package org.mobilenet4j.inference;

import org.mobilenet4j.architecture.Activation;

/**
 * What becomes of a kernel's sums: the clamp that the kernel itself applies as it writes, and the function that takes
 * another pass over what was written, while it is still in the cache.
 *
 * @param pass NONE, HARD_SWISH, HARD_SIGMOID or SIGMOID
 */
record Epilogue(float low, float high, Activation pass) {
    static Epilogue of(Activation activation) {
        return switch (activation) {
            case NONE, HARD_SWISH, HARD_SIGMOID, SIGMOID ->
                new Epilogue(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, activation);
            case RELU -> new Epilogue(0, Float.POSITIVE_INFINITY, Activation.NONE);
            case RELU6 -> new Epilogue(0, 6, Activation.NONE);
        };
    }

    /** Takes the pass over {@code length} floats of the arena. */
    void finish(Workspace workspace, int at, int length) {
        switch (pass) {
            case NONE, RELU, RELU6 -> {}
            case HARD_SWISH -> workspace.kernels().hardSwish(workspace.arena(), at, length);
            case HARD_SIGMOID -> workspace.kernels().hardSigmoid(workspace.arena(), at, length);
            case SIGMOID -> workspace.kernels().sigmoid(workspace.arena(), at, length);
        }
    }
}
