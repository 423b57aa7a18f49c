package org.mobilenet4j.quantization;

/**
 * A filter and its bias as the integers of an int8 file: weights signed bytes with a scale for each output channel,
 * symmetric about 0; biases of 32 bits in units of the input's scale times the weights'.
 *
 * @param scales of each output channel's weights
 * @param weights in the order of the tensor, output channels first
 * @param biases one for each output channel
 * @param inputScale what a level of the filter's input is worth
 */
public record FilterLevels(float[] scales, byte[] weights, int[] biases, float inputScale) {
    private static final int LARGEST_WEIGHT = 127;

    /** A bias in units of input scale times weight scale must fit 32 bits with room for the sums. */
    private static final double LARGEST_BIAS = 1 << 30;

    /**
     * Quantises a filter.
     *
     * @param weight output channels first
     * @param bias one for each output channel
     * @param inputScale what a level of the filter's input is worth
     */
    public static FilterLevels of(float[] weight, float[] bias, float inputScale) {
        int outputs = bias.length;
        int perOutput = weight.length / outputs;
        float[] scales = new float[outputs];
        byte[] weights = new byte[weight.length];
        int[] biases = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            int from = o * perOutput;
            scales[o] = scale(weight, from, perOutput, bias[o], inputScale);
            for (int i = from; i < from + perOutput; i++) {
                weights[i] =
                        (byte) Math.clamp(Math.rint(weight[i] / (double) scales[o]), -LARGEST_WEIGHT, LARGEST_WEIGHT);
            }
            biases[o] = (int) Math.rint(bias[o] / (double) (inputScale * scales[o]));
        }
        return new FilterLevels(scales, weights, biases, inputScale);
    }

    /** As fine as a channel's largest weight allows, and as its bias does. */
    private static float scale(float[] weight, int from, int length, float bias, float inputScale) {
        double largest = 0;
        for (int i = from; i < from + length; i++) {
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        double forBias = Math.abs(bias) / (inputScale * LARGEST_BIAS);
        double scale = Math.max(largest / LARGEST_WEIGHT, forBias);
        return (float) Math.max(scale, Float.MIN_NORMAL / inputScale);
    }

    /** The scales of the biases. */
    public float[] biasScales() {
        float[] biasScales = new float[scales.length];
        for (int o = 0; o < biasScales.length; o++) {
            biasScales[o] = inputScale * scales[o];
        }
        return biasScales;
    }

    /** Writes what the levels stand for. */
    public void dequantize(float[] weight, float[] bias) {
        int perOutput = weights.length / scales.length;
        for (int o = 0; o < scales.length; o++) {
            for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
                weight[i] = weights[i] * scales[o];
            }
            bias[o] = biases[o] * (inputScale * scales[o]);
        }
    }
}
