package org.mobilenet4j.inference;

import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Window;

/** One call of a kernel: which, on which values, with which constants. Immutable. */
sealed interface Step {
    /** What a step computes on: the kernels, the constants, and one call's arena with its plan. */
    record Machine(Kernels kernels, float[] constants, float[] arena, int[] offsets) {
        int at(Value value) {
            return offsets[value.id()];
        }
    }

    void run(Machine machine);

    /** The bounds that a kernel's epilogue clamps to; the hard functions need a pass of their own. */
    record Clamp(float low, float high) {
        static Clamp of(Activation activation) {
            return switch (activation) {
                case NONE, HARD_SWISH, HARD_SIGMOID -> new Clamp(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
                case RELU -> new Clamp(0, Float.POSITIVE_INFINITY);
                case RELU6 -> new Clamp(0, 6);
            };
        }
    }

    /** A dense convolution. */
    record Dense(Window window, int outChannels, int panelsAt, int biasAt, Clamp clamp, Value in, Value out)
            implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.dense(
                    window,
                    outChannels,
                    machine.arena,
                    machine.at(in),
                    machine.constants,
                    panelsAt,
                    machine.constants,
                    biasAt,
                    clamp.low,
                    clamp.high,
                    machine.arena,
                    machine.at(out));
        }
    }

    /** A matrix product: a 1 x 1 convolution over {@code rows} pixels, or a linear layer with one row. */
    record Pointwise(
            int rows, int inChannels, int outChannels, int panelsAt, int biasAt, Clamp clamp, Value in, Value out)
            implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.pointwise(
                    rows,
                    inChannels,
                    outChannels,
                    machine.arena,
                    machine.at(in),
                    machine.constants,
                    panelsAt,
                    machine.constants,
                    biasAt,
                    clamp.low,
                    clamp.high,
                    machine.arena,
                    machine.at(out));
        }
    }

    /** A depthwise convolution. */
    record Depthwise(Window window, int weightsAt, int biasAt, Clamp clamp, Value in, Value out) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.depthwise(
                    window,
                    machine.arena,
                    machine.at(in),
                    machine.constants,
                    weightsAt,
                    machine.constants,
                    biasAt,
                    clamp.low,
                    clamp.high,
                    machine.arena,
                    machine.at(out));
        }
    }

    /** The mean over all pixels. */
    record Pool(int pixels, int channels, Value in, Value out) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.globalAveragePool(
                    pixels, channels, machine.arena, machine.at(in), machine.arena, machine.at(out));
        }
    }

    /** Hard-swish in place. */
    record HardSwish(Value value) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.hardSwish(machine.arena, machine.at(value), value.length());
        }
    }

    /** Hard-sigmoid in place. */
    record HardSigmoid(Value value) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.hardSigmoid(machine.arena, machine.at(value), value.length());
        }
    }

    /** Squeeze-excite's last step: every pixel times the channels' factors, in place. */
    record Scale(int pixels, int channels, Value value, Value factors) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.scaleChannels(
                    pixels, channels, machine.arena, machine.at(value), machine.arena, machine.at(factors));
        }
    }

    /** The shortcut: a block's input is added to its output in place. */
    record Add(Value sum, Value term) implements Step {
        @Override
        public void run(Machine machine) {
            machine.kernels.add(machine.arena, machine.at(sum), machine.arena, machine.at(term), sum.length());
        }
    }
}
