package org.mobilenet4j.formats.graph;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.PaddingMode;

/** What a foreign graph does with values. Biases, folded norms and constants are a {@link Scale} behind it. */
sealed interface Operation {
    /** The images that the graph is given. */
    record Input() implements Operation {}

    /**
     * A convolution without a bias.
     *
     * @param weights in PyTorch's order, out x in/groups x kernel x kernel
     * @param padding null where both modes pad alike
     */
    record Convolve(
            float[] weights,
            int outChannels,
            int kernel,
            int stride,
            int dilation,
            boolean isDepthwise,
            @Nullable PaddingMode padding)
            implements Operation {}

    /**
     * A matrix product of a vector, without a bias.
     *
     * @param weights out x in
     */
    record Dense(float[] weights, int outFeatures) implements Operation {}

    /** {@code factors * x + shifts}, per channel, or with one number of each for all channels. */
    record Scale(double[] factors, double[] shifts) implements Operation {
        double factor(int channel) {
            return factors[factors.length == 1 ? 0 : channel];
        }

        double shift(int channel) {
            return shifts[shifts.length == 1 ? 0 : channel];
        }

        /** Whether it adds one number to everything. */
        boolean isSum(double number) {
            return factors.length == 1 && factors[0] == 1 && shifts.length == 1 && shifts[0] == number;
        }

        /** Whether it divides everything by six, as exactly as files say that. */
        boolean isSixth() {
            return factors.length == 1 && Math.abs(factors[0] - 1.0 / 6) < 1e-3 && shifts.length == 1 && shifts[0] == 0;
        }
    }

    /** Batch normalisation, each of its vectors per channel. */
    record Normalize(float[] scale, float[] shift, float[] mean, float[] variance, double eps, double momentum)
            implements Operation {}

    record Apply(Function function) implements Operation {}

    /** Zeros around a map. */
    record Pad(int top, int left, int bottom, int right) implements Operation {}

    /** The mean over all pixels. */
    record Pool() implements Operation {}

    record Sum() implements Operation {}

    record Product() implements Operation {}

    record Concatenate() implements Operation {}
}
