package org.mobilenet4j.inference;

/** A matrix product with packed weights: a pointwise convolution, or a linear layer. */
record Product(int inChannels, int outChannels, int panelsAt, int biasAt, Epilogue epilogue) {
    /** Multiplies {@code rows} rows of the arena at {@code inAt} into those at {@code outAt}. */
    void run(Machine machine, int rows, int inAt, int outAt) {
        machine.kernels()
                .pointwise(
                        rows,
                        inChannels,
                        outChannels,
                        machine.arena(),
                        inAt,
                        machine.constants(),
                        panelsAt,
                        machine.constants(),
                        biasAt,
                        epilogue.low(),
                        epilogue.high(),
                        machine.arena(),
                        outAt);
        epilogue.finish(machine, outAt, rows * outChannels);
    }
}
