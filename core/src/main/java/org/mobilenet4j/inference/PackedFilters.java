package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.Window;

/** A depthwise convolution's weights, for any part of a map. */
record PackedFilters(int weightsAt, int biasAt, Epilogue epilogue) {
    /** Filters the map of the arena at {@code inAt} into the one at {@code outAt}. */
    void run(Workspace workspace, Window window, int inAt, int outAt) {
        workspace
                .kernels()
                .depthwise(
                        window,
                        workspace.arena(),
                        inAt,
                        workspace.constants(),
                        weightsAt,
                        workspace.constants(),
                        biasAt,
                        epilogue.low(),
                        epilogue.high(),
                        workspace.arena(),
                        outAt);
        epilogue.finish(workspace, outAt, window.outPixels() * window.channels());
    }
}
