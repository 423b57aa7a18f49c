package org.mobilenet4j.kernel.simd;

import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.Window;

/** Training's kernels in vectors of this machine. */
final class SimdGradientKernels implements GradientKernels {
    @Override
    public void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, double[] sums, int sumsAt) {
        SimdNorm.moments(pixels, channels, in, inAt, pivot, pivotAt, sums, sumsAt);
    }

    @Override
    public void normalize(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        SimdNorm.normalize(pixels, channels, in, inAt, norm, normAt, low, high, out, outAt);
    }

    @Override
    public void clampSums(
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
            int sumsAt) {
        SimdNorm.clampSums(pixels, channels, in, inAt, norm, normAt, low, high, gradient, gradientAt, sums, sumsAt);
    }

    @Override
    public void clampGradient(
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
            int outAt) {
        SimdNorm.clampGradient(pixels, channels, in, inAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
    }

    @Override
    public void hardSwishSums(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            double[] sums,
            int sumsAt) {
        SimdNorm.hardSwishSums(pixels, channels, in, inAt, norm, normAt, gradient, gradientAt, sums, sumsAt);
    }

    @Override
    public void hardSwishGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        SimdNorm.hardSwishGradient(pixels, channels, in, inAt, terms, termsAt, gradient, gradientAt, out, outAt);
    }

    @Override
    public void pointwiseWeights(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt) {
        SimdPointwiseGradient.weights(
                rows, inChannels, outChannels, in, inAt, gradient, gradientAt, weights, weightsAt);
    }

    @Override
    public void depthwiseInput(
            Window window,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            float[] inputGradient,
            int inputGradientAt) {
        SimdDepthwiseGradient.input(window, gradient, gradientAt, weights, weightsAt, inputGradient, inputGradientAt);
    }

    @Override
    public void depthwiseWeights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt) {
        SimdDepthwiseGradient.weights(window, in, inAt, gradient, gradientAt, weights, weightsAt);
    }

    @Override
    public void denseInput(
            Window window,
            int outChannels,
            float[] gradient,
            int gradientAt,
            float[] panels,
            int panelsAt,
            float[] inputGradient,
            int inputGradientAt) {
        SimdDenseTaps.input(
                window, outChannels, gradient, gradientAt, panels, panelsAt, inputGradient, inputGradientAt);
    }

    @Override
    public void bilinearGradient(
            int inHeight,
            int inWidth,
            int channels,
            int outHeight,
            int outWidth,
            float[] gradient,
            int gradientAt,
            int gradientStride,
            float[] inputGradient,
            int inputGradientAt) {
        SimdBilinear.gradient(
                inHeight,
                inWidth,
                channels,
                outHeight,
                outWidth,
                gradient,
                gradientAt,
                gradientStride,
                inputGradient,
                inputGradientAt);
    }

    @Override
    public void widen(short[] in, int inAt, float[] out, int outAt, int length) {
        SimdBFloat16.widen(in, inAt, out, outAt, length);
    }

    @Override
    public void narrow(float[] in, int inAt, short[] out, int outAt, int length) {
        SimdBFloat16.narrow(in, inAt, out, outAt, length);
    }

    @Override
    public void normalize(
            int pixels,
            int channels,
            short[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        SimdBFloat16.normalize(pixels, channels, in, inAt, norm, normAt, low, high, out, outAt);
    }

    @Override
    public void clampGradient(
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
            int outAt) {
        SimdBFloat16.clampGradient(
                pixels, channels, in, inAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
    }
}
