package org.mobilenet4j.kernel.scalar;

import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.Window;

/** Every kernel of training as its formula reads. */
final class ScalarGradientKernels implements GradientKernels {
    @Override
    public void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, float[] sums, int sumsAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                float value = in[inAt + pixel * channels + c] - pivot[pivotAt + c];
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
    public void clampGradient(
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
            float[] sums,
            int sumsAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                float value = in[inAt + pixel * channels + c];
                float y = normalized(channels, c, value, norm, normAt);
                int at = gradientAt + pixel * channels + c;
                gradient[at] = y > low && y < high ? gradient[at] : 0;
                sums[sumsAt + c] += gradient[at];
                sums[sumsAt + channels + c] += gradient[at] * (value - norm[normAt + c]);
            }
        }
    }

    @Override
    public void hardSwishGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            float[] sums,
            int sumsAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                float value = in[inAt + pixel * channels + c];
                float y = normalized(channels, c, value, norm, normAt);
                int at = gradientAt + pixel * channels + c;
                gradient[at] *= y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1;
                sums[sumsAt + c] += gradient[at];
                sums[sumsAt + channels + c] += gradient[at] * (value - norm[normAt + c]);
            }
        }
    }

    private static float normalized(int channels, int c, float value, float[] norm, int normAt) {
        return (value - norm[normAt + c]) * norm[normAt + channels + c] + norm[normAt + 2 * channels + c];
    }

    @Override
    public void normGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                int i = pixel * channels + c;
                float centred = in[inAt + i] - terms[termsAt + c];
                gradient[gradientAt + i] = gradient[gradientAt + i] * terms[termsAt + channels + c]
                        - centred * terms[termsAt + 2 * channels + c]
                        - terms[termsAt + 3 * channels + c];
            }
        }
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
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outChannels; o++) {
                float slope = gradient[gradientAt + row * outChannels + o];
                for (int i = 0; i < inChannels; i++) {
                    weights[weightsAt + o * inChannels + i] += slope * in[inAt + row * inChannels + i];
                }
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
                    float sum = 0;
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
                                sum += gradient[gradientAt + (outY * window.outWidth() + outX) * channels + c]
                                        * weights[weightsAt + (ky * window.kernel() + kx) * channels + c];
                            }
                        }
                    }
                    inputGradient[inputGradientAt + (y * window.width() + x) * channels + c] = sum;
                }
            }
        }
    }

    @Override
    public void depthwiseWeights(
            Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt) {
        int channels = window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            for (int x = 0; x < window.outWidth(); x++) {
                for (int ky = 0; ky < window.kernel(); ky++) {
                    for (int kx = 0; kx < window.kernel(); kx++) {
                        int inY = y * window.stride() - window.top() + ky * window.dilation();
                        int inX = x * window.stride() - window.left() + kx * window.dilation();
                        if (inY >= 0 && inY < window.height() && inX >= 0 && inX < window.width()) {
                            for (int c = 0; c < channels; c++) {
                                weights[weightsAt + (ky * window.kernel() + kx) * channels + c] +=
                                        gradient[gradientAt + (y * window.outWidth() + x) * channels + c]
                                                * in[inAt + (inY * window.width() + inX) * channels + c];
                            }
                        }
                    }
                }
            }
        }
    }
}
