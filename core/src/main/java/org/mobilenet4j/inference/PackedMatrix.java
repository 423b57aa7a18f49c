package org.mobilenet4j.inference;

/** A matrix product with packed weights: a pointwise convolution, or a linear layer. */
record PackedMatrix(int inChannels, int outChannels, int panelsAt, int biasAt, Epilogue epilogue) {
    /** Multiplies {@code rows} rows of the arena at {@code inAt} into those at {@code outAt}. */
    void run(Workspace workspace, int rows, int inAt, int outAt) {
        workspace
                .kernels()
                .pointwise(
                        rows,
                        inChannels,
                        outChannels,
                        workspace.arena(),
                        inAt,
                        workspace.constants(),
                        panelsAt,
                        workspace.constants(),
                        biasAt,
                        epilogue.low(),
                        epilogue.high(),
                        workspace.arena(),
                        outAt);
        epilogue.finish(workspace, outAt, rows * outChannels);
    }
}
