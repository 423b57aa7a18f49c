package org.mobilenet4j.kernel;

import java.util.List;
import org.mobilenet4j.parameters.WeightType;

/**
 * The arithmetic of the networks over plain arrays and offsets. Maps are {@code height x width x channels}, one image
 * at a time. Nothing here allocates, checks its arguments or keeps state: safe for any number of threads on different
 * outputs. Input and output must not overlap unless a method works in place.
 *
 * <p>An epilogue {@code min(max(x, low), high)} serves ReLU, ReLU6 and, with infinite bounds, none.
 */
public interface Kernels {
    /** For people: {@code scalar}, or the width in bits. */
    String name();

    /**
     * The output channels of one packed panel of {@link #pointwise}. Weights are packed for it once: {@code
     * [ceil(out / panel)][in][panel]}, the missing outputs of the last panel zero; the bias is padded alike.
     */
    int panel();

    /** The tile that {@link #pointwise} keeps in registers for such a product: rows x output channels. For people. */
    String tile(int rows, int inChannels, int outChannels);

    /** The tiles, rows x vectors of outputs, that such a product can be computed by, the kernels' own choice first. */
    List<Tiling.Choice> tiles(int rows, int inChannels, int outChannels);

    /** The same kernels, going by what was measured. */
    Kernels by(Tiling measured);

    /** What the rows of a band of a map may take, in floats, so that they stay in a core's own cache. */
    int bandFloats();

    /**
     * A matrix product: {@code out[r][o] = clamp(bias[o] + sum over i of in[r][i] * weight[o][i])}. A 1 x 1 convolution
     * with a row for each pixel; a linear layer with one row.
     *
     * @param panels weights as {@link #panel} says
     */
    void pointwise(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt);

    /**
     * {@link #pointwise} with weights that are kept narrow: the same to the bit as with the floats that they stand for.
     *
     * @param panels words as {@link NarrowWeights#panels} packs them for panels of {@link #panel}
     * @param scales of the outputs, padded as the bias is
     * @param room scratch space that nobody else uses meanwhile, {@link #narrowRoom} floats
     */
    void narrowPointwise(
            WeightType type,
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            int[] panels,
            int panelsAt,
            float[] scales,
            int scalesAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] room,
            int roomAt,
            float[] out,
            int outAt);

    /** The floats of scratch space of {@link #narrowPointwise}. */
    int narrowRoom(int inChannels);

    /**
     * The windows that a row of outputs of a convolution over all channels sees, one behind the other, so that {@link #pointwise}
     * computes the convolution: {@code [outWidth][kernel * kernel * channels]}, zeros where a window leaves the map.
     * Faster than {@link #dense}, and the same to the bit, where {@link Patches#suit}.
     */
    void patches(Window window, int outRow, float[] in, int inAt, float[] rows, int rowsAt);

    /**
     * A convolution over all channels.
     *
     * @param panels the weights {@code out x (kernel * kernel * channels)}, packed as {@link #panel} says
     */
    void dense(
            Window window,
            int outChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt);

    /**
     * One filter for each channel.
     *
     * @param weights {@code [kernel][kernel][channels]}
     */
    void depthwise(
            Window window,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt);

    /**
     * The sum of each channel over {@code pixels} positions, divided by {@code divisor}: a mean, or with 1 a part of one that
     * is added up later.
     */
    void globalAveragePool(int pixels, int channels, int divisor, float[] in, int inAt, float[] out, int outAt);

    /** {@code x * min(max(x + 3, 0), 6) / 6}, in place. */
    void hardSwish(float[] data, int at, int length);

    /** {@code min(max(x + 3, 0), 6) / 6}, in place. */
    void hardSigmoid(float[] data, int at, int length);

    /** {@code 1 / (1 + exp(-x))} to within 2.5 units in the last place, in place; NaN stays NaN. */
    void sigmoid(float[] values, int at, int length);

    /** {@code values *= factors}, elementwise. */
    void multiply(float[] values, int at, float[] factors, int factorsAt, int length);

    /** Multiplies every pixel's channels by one factor a channel, in place. */
    void scaleChannels(int pixels, int channels, float[] data, int at, float[] factors, int factorsAt);

    /** {@code sum += term}, elementwise. */
    void add(float[] sum, int sumAt, float[] term, int termAt, int length);

    /** {@code sum += factor * term}, elementwise. */
    void addScaled(float factor, float[] term, int termAt, float[] sum, int sumAt, int length);

    /**
     * Resizes a map as PyTorch's {@code interpolate(mode="bilinear", align_corners=False)}, without antialiasing, from any
     * size to any other. Writes the output rows from {@code firstOutRow} to before {@code endOutRow}, so that threads can
     * share a map; a row is the same whoever writes it.
     *
     * @param outAt where the whole output map begins, its row 0
     * @param outStride from one output pixel to the next, in floats: at least {@code channels}, more where the output is
     *     part of a concatenation
     */
    void bilinear(
            int inHeight,
            int inWidth,
            int channels,
            float[] in,
            int inAt,
            int outHeight,
            int outWidth,
            int firstOutRow,
            int endOutRow,
            float[] out,
            int outAt,
            int outStride);

    /** The sum of products. */
    float dot(float[] a, int aAt, float[] b, int bAt, int length);

    /**
     * Multiplies and adds on registers alone: what no kernel can outdo. See {@link MultiplyAddPeak}.
     *
     * @return how many multiply-adds were done, at least {@code atLeast}
     */
    long multiplyAdds(long atLeast);

    /** What resizing images needs beside these. */
    ResamplingKernels resampling();

    /** What training needs beside these. */
    GradientKernels gradients();
}
