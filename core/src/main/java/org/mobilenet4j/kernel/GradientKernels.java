package org.mobilenet4j.kernel;

/**
 * The arithmetic that only training needs, under the same rules as {@link Kernels}: plain arrays and offsets, maps of
 * {@code height x width x channels}, nothing allocated, checked or kept, safe for any number of threads on different
 * outputs.
 *
 * <p>A norm is {@code [3][channels]}: mean, factor, shift. It stands for {@code y = (x - mean) * factor + shift}, batch
 * norm with its scale folded into the factor.
 *
 * <p>Methods with sums, {@code [2][channels]}, add to them. They are double: sums over a batch are longer than float can
 * bear.
 */
public interface GradientKernels {
    /**
     * Adds each channel's sum of {@code in - pivot} to the first of its sums and of its square to the second. A pivot near
     * the mean keeps the digits of the variance.
     */
    void moments(int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, double[] sums, int sumsAt);

    /** {@code out = clamp((in - mean) * factor + shift)}; {@code out} may be {@code in} itself. */
    void normalize(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt);

    /**
     * What a norm's own gradients follow from. The gradient by a clamp's input {@code y} is that by its output where {@code
     * low < y < high}, and zero elsewhere; adds each channel's sum of it to the first of its sums, and of its product with
     * {@code in - mean} to the second.
     */
    void clampSums(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            double[] sums,
            int sumsAt);

    /** As {@link #clampSums} for hard-swish: the gradient times 0 below -3, {@code y / 3 + 0.5} up to 3, 1 above. */
    void hardSwishSums(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            double[] sums,
            int sumsAt);

    /**
     * The gradient by a clamp's output becomes that by the input of the norm before it: {@code passed * factor - (in -
     * mean) * slope - offset}, where {@code passed} is what {@link #clampSums} sums. With batch statistics, slope and
     * offset carry what each value did to variance and mean.
     *
     * @param terms {@code [5][channels]}: mean, factor, shift, slope, offset
     * @param out may be {@code gradient} itself
     */
    void clampGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt);

    /** As {@link #clampGradient} for hard-swish. */
    void hardSwishGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt);

    /**
     * The gradient of a matrix product by its weights, added up: {@code weights[o][i] += sum over r of gradient[r][o] *
     * in[r][i]}. Its gradient by the input is itself a product, {@link Kernels#pointwise} with the matrix transposed.
     */
    void pointwiseWeights(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt);

    /**
     * The gradient of a depthwise convolution by its input. At stride 1, {@link Kernels#depthwise} over the {@link
     * Window#mirrored} window gives the same.
     *
     * @param window of the convolution itself
     * @param weights {@code [kernel][kernel][channels]}
     * @param inputGradient is overwritten
     */
    void depthwiseInput(
            Window window,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            float[] inputGradient,
            int inputGradientAt);

    /** The gradient of a depthwise convolution by its weights {@code [kernel][kernel][channels]}, added up. */
    void depthwiseWeights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt);

    /**
     * The gradient of a dense convolution by its input. At stride 1, {@link Kernels#dense} over the {@link Window#mirrored}
     * window {@linkplain Window#withChannels with} {@code outChannels}, to {@code window.channels()} outputs without a
     * bias, gives the same bits from the same weights.
     *
     * @param window of the convolution itself
     * @param panels the weights as {@link WeightPacking#mirroredDense} packs them
     * @param inputGradient {@code height x width x channels} of the window, overwritten
     */
    void denseInput(
            Window window,
            int outChannels,
            float[] gradient,
            int gradientAt,
            float[] panels,
            int panelsAt,
            float[] inputGradient,
            int inputGradientAt);

    /**
     * The gradient of {@link Kernels#bilinear} by its input, added up: the caller zeroes it. The same sums in the same order
     * each time.
     *
     * @param gradientStride from one output pixel's gradient to the next, in floats: at least {@code channels}
     */
    void bilinearGradient(
            int inHeight,
            int inWidth,
            int channels,
            int outHeight,
            int outWidth,
            float[] gradient,
            int gradientAt,
            int gradientStride,
            float[] inputGradient,
            int inputGradientAt);

    /** bfloat16, the upper half of a float's bits, to float. */
    void widen(short[] in, int inAt, float[] out, int outAt, int length);

    /** {@link #normalize} of bfloat16; {@code out} holds nothing yet. */
    void normalize(
            int pixels,
            int channels,
            short[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt);

    /** {@link #clampGradient} with {@code in} as bfloat16; {@code out} is not {@code gradient}. */
    void clampGradient(
            int pixels,
            int channels,
            short[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt);

    /** Float to the nearest bfloat16, ties to even; the NaN of arithmetic stays one. */
    void narrow(float[] in, int inAt, short[] out, int outAt, int length);
}
