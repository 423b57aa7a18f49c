package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.parameters.WeightType;

/**
 * A matrix product with packed weights: a pointwise convolution, or a linear layer.
 *
 * @param panelsAt where the weights begin, among the floats or, of narrow ones, among the words
 * @param scalesAt where the scales of the outputs begin, of narrow weights
 */
record PackedMatrix(
        int inChannels, int outChannels, WeightType type, int panelsAt, int scalesAt, int biasAt, Epilogue epilogue) {
    /** The product of some of the outputs, whole panels but for the last. */
    PackedMatrix outputs(int first, int count) {
        int length = type.isNarrow() ? NarrowWeights.words(type, inChannels) : inChannels;
        return new PackedMatrix(
                inChannels, count, type, panelsAt + first * length, scalesAt + first, biasAt + first, epilogue);
    }

    /** Multiplies {@code rows} rows of the arena at {@code inAt} into those at {@code outAt}. */
    void run(Workspace workspace, int rows, int inAt, int outAt) {
        if (type.isNarrow()) {
            narrow(workspace, rows, inAt, outAt);
        } else {
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
        }
        epilogue.finish(workspace, outAt, rows * outChannels);
    }

    private void narrow(Workspace workspace, int rows, int inAt, int outAt) {
        workspace
                .kernels()
                .narrowPointwise(
                        type,
                        rows,
                        inChannels,
                        outChannels,
                        workspace.arena(),
                        inAt,
                        workspace.words(),
                        panelsAt,
                        workspace.constants(),
                        scalesAt,
                        workspace.constants(),
                        biasAt,
                        epilogue.low(),
                        epilogue.high(),
                        workspace.arena(),
                        workspace.roomAt(),
                        workspace.arena(),
                        outAt);
    }
}
