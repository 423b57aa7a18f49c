package org.mobilenet4j.kernel;

/** Weights from PyTorch's order of axes to the order the kernels read them in. */
public final class WeightPacking {
    private WeightPacking() {}

    /** The floats that {@link #panels} writes. */
    public static int panelsLength(int panel, int inChannels, int outChannels) {
        return Math.multiplyExact(paddedOut(panel, outChannels), inChannels);
    }

    /** Output channels rounded up to whole panels. */
    public static int paddedOut(int panel, int outChannels) {
        return Math.ceilDiv(outChannels, panel) * panel;
    }

    /**
     * Packs a matrix {@code out x in} into panels {@code [ceil(out / panel)][in][panel]}; outputs beyond the last are
     * left as they are, zero.
     */
    public static void panels(
            int panel, int inChannels, int outChannels, float[] weight, float[] packed, int packedAt) {
        for (int first = 0; first < outChannels; first += panel) {
            int valid = Math.min(panel, outChannels - first);
            int at = packedAt + first * inChannels;
            for (int i = 0; i < inChannels; i++) {
                for (int o = 0; o < valid; o++) {
                    packed[at + i * panel + o] = weight[(first + o) * inChannels + i];
                }
            }
        }
    }

    /** Packs the transpose of a matrix {@code out x in}: what turns gradients by the outputs into those by the inputs. */
    public static void transposedPanels(
            int panel, int inChannels, int outChannels, float[] weight, float[] packed, int packedAt) {
        for (int first = 0; first < inChannels; first += panel) {
            int valid = Math.min(panel, inChannels - first);
            for (int o = 0; o < outChannels; o++) {
                int at = packedAt + first * outChannels + o * panel;
                System.arraycopy(weight, o * inChannels + first, packed, at, valid);
            }
        }
    }

    /** A dense convolution's OIHW weights as the matrix {@code out x (kernel * kernel * in)} that patches are met by. */
    public static float[] patchMatrix(int outChannels, int inChannels, int kernel, float[] weight) {
        float[] matrix = new float[weight.length];
        patchMatrix(outChannels, inChannels, kernel, weight, matrix);
        return matrix;
    }

    /** The same into an array of the caller's. */
    public static void patchMatrix(int outChannels, int inChannels, int kernel, float[] weight, float[] matrix) {
        int taps = kernel * kernel;
        for (int o = 0; o < outChannels; o++) {
            for (int i = 0; i < inChannels; i++) {
                for (int tap = 0; tap < taps; tap++) {
                    matrix[(o * taps + tap) * inChannels + i] = weight[(o * inChannels + i) * taps + tap];
                }
            }
        }
    }

    /** {@link #patchMatrix} undone. */
    public static void fromPatchMatrix(int outChannels, int inChannels, int kernel, float[] matrix, float[] weight) {
        int taps = kernel * kernel;
        for (int o = 0; o < outChannels; o++) {
            for (int i = 0; i < inChannels; i++) {
                for (int tap = 0; tap < taps; tap++) {
                    weight[(o * inChannels + i) * taps + tap] = matrix[(o * taps + tap) * inChannels + i];
                }
            }
        }
    }

    /**
     * Packs a dense convolution's OIHW weights for the gradient by the input, {@link GradientKernels#denseInput}: outputs
     * and inputs change places and each kernel is turned by half a turn, {@code [ceil(in / panel)][kernel * kernel][out]
     * [panel]}. The floats are {@code panelsLength(panel, kernel * kernel * outChannels, inChannels)}; inputs beyond the
     * last are left as they are, zero.
     */
    public static void mirroredDense(
            int panel, int outChannels, int inChannels, int kernel, float[] weight, float[] packed, int packedAt) {
        int taps = kernel * kernel;
        for (int first = 0; first < inChannels; first += panel) {
            int valid = Math.min(panel, inChannels - first);
            int panelAt = packedAt + first * taps * outChannels;
            for (int o = 0; o < outChannels; o++) {
                int from = (o * inChannels + first) * taps;
                for (int tap = 0; tap < taps; tap++) {
                    int at = panelAt + ((taps - 1 - tap) * outChannels + o) * panel;
                    for (int i = 0; i < valid; i++) {
                        packed[at + i] = weight[from + i * taps + tap];
                    }
                }
            }
        }
    }

    /** A depthwise convolution's weights {@code [channels][1][kernel][kernel]} as {@code [kernel][kernel][channels]}. */
    public static void depthwise(int channels, int kernel, float[] weight, float[] packed, int packedAt) {
        int taps = kernel * kernel;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < taps; tap++) {
                packed[packedAt + tap * channels + c] = weight[c * taps + tap];
            }
        }
    }

    /** {@link #depthwise} with each channel's kernel turned by half a turn, for the gradient by the input. */
    public static void mirroredDepthwise(int channels, int kernel, float[] weight, float[] packed, int packedAt) {
        int taps = kernel * kernel;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < taps; tap++) {
                packed[packedAt + (taps - 1 - tap) * channels + c] = weight[c * taps + tap];
            }
        }
    }

    /** {@link #depthwise} undone. */
    public static void fromDepthwise(int channels, int kernel, float[] packed, int packedAt, float[] weight) {
        int taps = kernel * kernel;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < taps; tap++) {
                weight[c * taps + tap] = packed[packedAt + tap * channels + c];
            }
        }
    }
}
