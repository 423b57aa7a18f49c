package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.Window;

/** A depthwise convolution's weights, for any part of a map. */
record Filter(int weightsAt, int biasAt, Epilogue epilogue) {
    /** Filters the map of the arena at {@code inAt} into the one at {@code outAt}. */
    void run(Machine machine, Window window, int inAt, int outAt) {
        machine.kernels()
                .depthwise(
                        window,
                        machine.arena(),
                        inAt,
                        machine.constants(),
                        weightsAt,
                        machine.constants(),
                        biasAt,
                        epilogue.low(),
                        epilogue.high(),
                        machine.arena(),
                        outAt);
        epilogue.finish(machine, outAt, window.outPixels() * window.channels());
    }
}
