package org.mobilenet4j.inference;

import org.mobilenet4j.kernel.Window;

/** A part of a network's computation: what is computed, on which values, with which constants. Immutable. */
sealed interface Step permits Step.Add, Step.Dense, Step.Depthwise, Step.Pointwise, Step.Pool, Step.Scale, FusedBlock {
    void run(Machine machine);

    /** A dense convolution. */
    record Dense(Window window, int outChannels, int panelsAt, int biasAt, Epilogue epilogue, Value in, Value out)
            implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels()
                    .dense(
                            window,
                            outChannels,
                            machine.arena(),
                            machine.at(in),
                            machine.constants(),
                            panelsAt,
                            machine.constants(),
                            biasAt,
                            epilogue.low(),
                            epilogue.high(),
                            machine.arena(),
                            machine.at(out));
            epilogue.finish(machine, machine.at(out), out.length());
        }
    }

    /** A matrix product: a 1 x 1 convolution over {@code rows} pixels, or a linear layer with one row. */
    record Pointwise(int rows, Product product, Value in, Value out) implements Step {
        @Override
        public void run(Machine machine) {
            product.run(machine, rows, machine.at(in), machine.at(out));
        }
    }

    /** A depthwise convolution. */
    record Depthwise(Window window, Filter filter, Value in, Value out) implements Step {
        @Override
        public void run(Machine machine) {
            filter.run(machine, window, machine.at(in), machine.at(out));
        }
    }

    /** The mean over all pixels. */
    record Pool(int pixels, int channels, Value in, Value out) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels()
                    .globalAveragePool(
                            pixels, channels, machine.arena(), machine.at(in), machine.arena(), machine.at(out));
        }
    }

    /** Squeeze-excite's last step: every pixel times the channels' factors, in place. */
    record Scale(int pixels, int channels, Value value, Value factors) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels()
                    .scaleChannels(
                            pixels, channels, machine.arena(), machine.at(value), machine.arena(), machine.at(factors));
        }
    }

    /** The shortcut: a block's input is added to its output in place. */
    record Add(Value sum, Value term) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels().add(machine.arena(), machine.at(sum), machine.arena(), machine.at(term), sum.length());
        }
    }
}
