package org.mobilenet4j.architecture;

/** How a convolution pads its input with zeros, and with it how large its output is. */
public enum PaddingMode {
    /** The same on both sides, whatever the input's size: {@code dilation * (kernel - 1) / 2}. PyTorch's custom. */
    TORCH {
        @Override
        public int before(int input, int kernel, int stride, int dilation) {
            return dilation * (kernel - 1) / 2;
        }

        @Override
        public int output(int input, int kernel, int stride, int dilation) {
            int padded = input + 2 * before(input, kernel, stride, dilation);
            return (padded - dilation * (kernel - 1) - 1) / stride + 1;
        }
    },
    /**
     * TensorFlow's SAME: just enough that the output has {@code ceil(input / stride)} positions, the odd zero at the
     * end. Weights that were trained there need it: at stride 2 it looks at other pixels than {@link #TORCH}.
     */
    SAME {
        @Override
        public int before(int input, int kernel, int stride, int dilation) {
            int covered = (output(input, kernel, stride, dilation) - 1) * stride + dilation * (kernel - 1) + 1;
            return Math.max(covered - input, 0) / 2;
        }

        @Override
        public int output(int input, int kernel, int stride, int dilation) {
            return Math.ceilDiv(input, stride);
        }
    };

    /** The number of zeros before the first input position, along one axis of {@code input} positions. */
    public abstract int before(int input, int kernel, int stride, int dilation);

    /** The number of output positions along one axis of {@code input} positions. */
    public abstract int output(int input, int kernel, int stride, int dilation);
}
