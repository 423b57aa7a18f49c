package org.mobilenet4j.kernel.simd;

import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.Window;

/** The vector kernels behind the common door. Width and tile are constants of the JVM, chosen before the first call. */
public final class SimdKernels implements Kernels {
    private final ResamplingKernels resampling = new SimdResamplingKernels();
    private final GradientKernels gradients = new SimdGradientKernels();

    @Override
    public String name() {
        return String.valueOf(MachineVectors.SPECIES.vectorBitSize());
    }

    @Override
    public int panel() {
        return SimdPointwise.PANEL;
    }

    @Override
    public String tile(int rows, int outChannels) {
        return SimdPointwise.tile(rows, outChannels);
    }

    @Override
    public void pointwise(
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
            int outAt) {
        SimdPointwise.run(
                rows, inChannels, outChannels, in, inAt, panels, panelsAt, bias, biasAt, low, high, out, outAt);
    }

    @Override
    public void dense(
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
            int outAt) {
        SimdDense.run(window, outChannels, in, inAt, panels, panelsAt, bias, biasAt, low, high, out, outAt);
    }

    @Override
    public void depthwise(
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
            int outAt) {
        SimdDepthwise.run(window, in, inAt, weights, weightsAt, bias, biasAt, low, high, out, outAt);
    }

    @Override
    public void globalAveragePool(int pixels, int channels, float[] in, int inAt, float[] out, int outAt) {
        SimdElementwise.globalAveragePool(pixels, channels, in, inAt, out, outAt);
    }

    @Override
    public void hardSwish(float[] data, int at, int length) {
        SimdElementwise.hardSwish(data, at, length);
    }

    @Override
    public void hardSigmoid(float[] data, int at, int length) {
        SimdElementwise.hardSigmoid(data, at, length);
    }

    @Override
    public void sigmoid(float[] values, int at, int length) {
        SimdSigmoid.run(values, at, length);
    }

    @Override
    public void multiply(float[] values, int at, float[] factors, int factorsAt, int length) {
        SimdElementwise.multiply(values, at, factors, factorsAt, length);
    }

    @Override
    public void scaleChannels(int pixels, int channels, float[] data, int at, float[] factors, int factorsAt) {
        SimdElementwise.scaleChannels(pixels, channels, data, at, factors, factorsAt);
    }

    @Override
    public void add(float[] sum, int sumAt, float[] term, int termAt, int length) {
        SimdElementwise.add(sum, sumAt, term, termAt, length);
    }

    @Override
    public void addScaled(float factor, float[] term, int termAt, float[] sum, int sumAt, int length) {
        SimdElementwise.addScaled(factor, term, termAt, sum, sumAt, length);
    }

    @Override
    public void bilinear(
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
            int outStride) {
        SimdBilinear.run(
                inHeight,
                inWidth,
                channels,
                in,
                inAt,
                outHeight,
                outWidth,
                firstOutRow,
                endOutRow,
                out,
                outAt,
                outStride);
    }

    @Override
    public float dot(float[] a, int aAt, float[] b, int bAt, int length) {
        return SimdElementwise.dot(a, aAt, b, bAt, length);
    }

    @Override
    public long multiplyAdds(long atLeast) {
        return SimdMultiplyAdds.run(atLeast);
    }

    @Override
    public ResamplingKernels resampling() {
        return resampling;
    }

    @Override
    public GradientKernels gradients() {
        return gradients;
    }
}
