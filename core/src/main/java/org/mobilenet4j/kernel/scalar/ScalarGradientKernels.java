package org.mobilenet4j.kernel.scalar;

import org.mobilenet4j.kernel.BilinearAxis;
import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.Window;

/** Every kernel of training as its formula reads; sums in double, since an oracle should round less than what is held against it. */
final class ScalarGradientKernels implements GradientKernels {
    @Override
    public void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, double[] sums, int sumsAt) {
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                double value = (double) in[inAt + pixel * channels + c] - pivot[pivotAt + c];
                sums[sumsAt + c] += value;
                sums[sumsAt + channels + c] += value * value;
            }
        }
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
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                int i = pixel * channels + c;
                out[outAt + i] = Math.min(Math.max(normalized(channels, c, in[inAt + i], norm, normAt), low), high);
            }
        }
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
        for (int c = 0; c < channels; c++) {
            for (int i = c; i < pixels * channels; i += channels) {
                float passed = inside(normalized(channels, c, in[inAt + i], norm, normAt), low, high)
                        * gradient[gradientAt + i];
                sums[sumsAt + c] += passed;
                sums[sumsAt + channels + c] += passed * ((double) in[inAt + i] - norm[normAt + c]);
            }
        }
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
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                int i = pixel * channels + c;
                float passed = inside(normalized(channels, c, in[inAt + i], terms, termsAt), low, high)
                        * gradient[gradientAt + i];
                float centred = in[inAt + i] - terms[termsAt + c];
                out[outAt + i] = passed * terms[termsAt + channels + c]
                        - centred * terms[termsAt + 3 * channels + c]
                        - terms[termsAt + 4 * channels + c];
            }
        }
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
        for (int c = 0; c < channels; c++) {
            for (int i = c; i < pixels * channels; i += channels) {
                float passed =
                        hardSwishSlope(normalized(channels, c, in[inAt + i], norm, normAt)) * gradient[gradientAt + i];
                sums[sumsAt + c] += passed;
                sums[sumsAt + channels + c] += passed * ((double) in[inAt + i] - norm[normAt + c]);
            }
        }
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
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                int i = pixel * channels + c;
                float passed = hardSwishSlope(normalized(channels, c, in[inAt + i], terms, termsAt))
                        * gradient[gradientAt + i];
                float centred = in[inAt + i] - terms[termsAt + c];
                out[outAt + i] = passed * terms[termsAt + channels + c]
                        - centred * terms[termsAt + 3 * channels + c]
                        - terms[termsAt + 4 * channels + c];
            }
        }
    }

    private static float inside(float y, float low, float high) {
        return y > low && y < high ? 1 : 0;
    }

    private static float hardSwishSlope(float y) {
        return y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1;
    }

    private static float normalized(int channels, int c, float value, float[] norm, int normAt) {
        return (value - norm[normAt + c]) * norm[normAt + channels + c] + norm[normAt + 2 * channels + c];
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
        for (int o = 0; o < outChannels; o++) {
            for (int i = 0; i < inChannels; i++) {
                double sum = weights[weightsAt + o * inChannels + i];
                for (int row = 0; row < rows; row++) {
                    sum += (double) gradient[gradientAt + row * outChannels + o] * in[inAt + row * inChannels + i];
                }
                weights[weightsAt + o * inChannels + i] = (float) sum;
            }
        }
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
        int channels = window.channels();
        for (int y = 0; y < window.height(); y++) {
            for (int x = 0; x < window.width(); x++) {
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    for (int ky = 0; ky < window.kernel(); ky++) {
                        for (int kx = 0; kx < window.kernel(); kx++) {
                            int startY = y + window.top() - ky * window.dilation();
                            int startX = x + window.left() - kx * window.dilation();
                            int outY = startY / window.stride();
                            int outX = startX / window.stride();
                            if (startY >= 0
                                    && startX >= 0
                                    && startY % window.stride() == 0
                                    && startX % window.stride() == 0
                                    && outY < window.outHeight()
                                    && outX < window.outWidth()) {
                                sum += (double) gradient[gradientAt + (outY * window.outWidth() + outX) * channels + c]
                                        * weights[weightsAt + (ky * window.kernel() + kx) * channels + c];
                            }
                        }
                    }
                    inputGradient[inputGradientAt + (y * window.width() + x) * channels + c] = (float) sum;
                }
            }
        }
    }

    @Override
    public void depthwiseWeights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt) {
        int channels = window.channels();
        for (int ky = 0; ky < window.kernel(); ky++) {
            for (int kx = 0; kx < window.kernel(); kx++) {
                int shiftY = ky * window.dilation() - window.top();
                int shiftX = kx * window.dilation() - window.left();
                for (int c = 0; c < channels; c++) {
                    int weight = weightsAt + (ky * window.kernel() + kx) * channels + c;
                    double sum = weights[weight];
                    for (int y = 0; y < window.outHeight(); y++) {
                        for (int x = 0; x < window.outWidth(); x++) {
                            int inY = y * window.stride() + shiftY;
                            int inX = x * window.stride() + shiftX;
                            if (inY >= 0 && inY < window.height() && inX >= 0 && inX < window.width()) {
                                sum += (double) gradient[gradientAt + (y * window.outWidth() + x) * channels + c]
                                        * in[inAt + (inY * window.width() + inX) * channels + c];
                            }
                        }
                    }
                    weights[weight] = (float) sum;
                }
            }
        }
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
        int channels = window.channels();
        int taps = window.kernel() * window.kernel();
        for (int y = 0; y < window.height(); y++) {
            for (int x = 0; x < window.width(); x++) {
                for (int c = 0; c < channels; c++) {
                    int weightAt = panelsAt
                            + c / ScalarKernels.PANEL * taps * outChannels * ScalarKernels.PANEL
                            + c % ScalarKernels.PANEL;
                    double sum = 0;
                    for (int ky = 0; ky < window.kernel(); ky++) {
                        for (int kx = 0; kx < window.kernel(); kx++) {
                            int startY = y + window.top() - ky * window.dilation();
                            int startX = x + window.left() - kx * window.dilation();
                            int outY = startY / window.stride();
                            int outX = startX / window.stride();
                            if (startY >= 0
                                    && startX >= 0
                                    && startY % window.stride() == 0
                                    && startX % window.stride() == 0
                                    && outY < window.outHeight()
                                    && outX < window.outWidth()) {
                                int from = gradientAt + (outY * window.outWidth() + outX) * outChannels;
                                int mirrored = taps - 1 - (ky * window.kernel() + kx);
                                for (int o = 0; o < outChannels; o++) {
                                    sum += (double) gradient[from + o]
                                            * panels[weightAt + (mirrored * outChannels + o) * ScalarKernels.PANEL];
                                }
                            }
                        }
                    }
                    inputGradient[inputGradientAt + (y * window.width() + x) * channels + c] = (float) sum;
                }
            }
        }
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
        float scaleY = BilinearAxis.scale(inHeight, outHeight);
        float scaleX = BilinearAxis.scale(inWidth, outWidth);
        for (int y = 0; y < outHeight; y++) {
            float positionY = BilinearAxis.position(scaleY, y);
            int before = BilinearAxis.before(positionY, inHeight);
            int above = inputGradientAt + before * inWidth * channels;
            int below = inputGradientAt + BilinearAxis.after(before, inHeight) * inWidth * channels;
            float weightBelow = BilinearAxis.weightAfter(positionY, before);
            for (int x = 0; x < outWidth; x++) {
                float positionX = BilinearAxis.position(scaleX, x);
                int left = BilinearAxis.before(positionX, inWidth);
                int right = BilinearAxis.after(left, inWidth);
                float weightRight = BilinearAxis.weightAfter(positionX, left);
                int from = gradientAt + (y * outWidth + x) * gradientStride;
                for (int c = 0; c < channels; c++) {
                    float upper = (1 - weightBelow) * gradient[from + c];
                    float lower = weightBelow * gradient[from + c];
                    inputGradient[above + left * channels + c] += (1 - weightRight) * upper;
                    inputGradient[above + right * channels + c] += weightRight * upper;
                    inputGradient[below + left * channels + c] += (1 - weightRight) * lower;
                    inputGradient[below + right * channels + c] += weightRight * lower;
                }
            }
        }
    }

    @Override
    public void widen(short[] in, int inAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i++) {
            out[outAt + i] = Float.intBitsToFloat(in[inAt + i] << 16);
        }
    }

    @Override
    public void narrow(float[] in, int inAt, short[] out, int outAt, int length) {
        for (int i = 0; i < length; i++) {
            int bits = Float.floatToRawIntBits(in[inAt + i]);
            int isOdd = bits >>> 16 & 1;
            out[outAt + i] = (short) ((bits + isOdd + 0x7fff) >>> 16);
        }
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
        widen(in, inAt, out, outAt, pixels * channels);
        normalize(pixels, channels, out, outAt, norm, normAt, low, high, out, outAt);
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
        widen(in, inAt, out, outAt, pixels * channels);
        clampGradient(pixels, channels, out, outAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
    }
}
