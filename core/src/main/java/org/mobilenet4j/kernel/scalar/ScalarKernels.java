package org.mobilenet4j.kernel.scalar;

import java.util.List;
import org.mobilenet4j.kernel.BilinearAxis;
import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.Tiling;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.parameters.WeightType;

/**
 * Every kernel as its formula reads, but for the product, which has four sums in hand lest each addition wait for the one
 * before it: this is also what runs without vectors, and for an image that is the only one.
 */
public final class ScalarKernels implements Kernels {
    private final ResamplingKernels resampling = new ScalarResamplingKernels();
    private final GradientKernels gradients = new ScalarGradientKernels();

    /** As many sums side by side as hide the latency of an addition. */
    static final int PANEL = 4;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public String tile(int rows, int inChannels, int outChannels) {
        return "1x1";
    }

    @Override
    public List<Tiling.Choice> tiles(int rows, int inChannels, int outChannels) {
        return List.of(new Tiling.Choice(rows, inChannels, outChannels, 1, 1));
    }

    @Override
    public Kernels by(Tiling measured) {
        return this;
    }

    @Override
    public int bandFloats() {
        return Tiling.USUAL_BAND_KILOBYTES * 1024 / Float.BYTES;
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
        for (int row = 0; row < rows; row++) {
            int from = inAt + row * inChannels;
            int to = outAt + row * outChannels;
            for (int o = 0; o < outChannels; o += PANEL) {
                product(
                        inChannels,
                        outChannels,
                        o,
                        in,
                        from,
                        panels,
                        panelsAt + o * inChannels,
                        bias,
                        biasAt,
                        low,
                        high,
                        out,
                        to);
            }
        }
    }

    /** One row by the panel of the outputs from {@code o} on. */
    private static void product(
            int inChannels,
            int outChannels,
            int o,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        // In double: an oracle should round less than what is held against it.
        double sum0 = bias[biasAt + o];
        double sum1 = bias[biasAt + o + 1];
        double sum2 = bias[biasAt + o + 2];
        double sum3 = bias[biasAt + o + 3];
        int weightAt = panelAt;
        for (int i = 0; i < inChannels; i++, weightAt += PANEL) {
            double x = in[inAt + i];
            sum0 += x * panels[weightAt];
            sum1 += x * panels[weightAt + 1];
            sum2 += x * panels[weightAt + 2];
            sum3 += x * panels[weightAt + 3];
        }
        int at = outAt + o;
        int last = outAt + outChannels - 1; // the last panel's surplus is written over in its turn
        out[Math.min(at + 3, last)] = clamp((float) sum3, low, high);
        out[Math.min(at + 2, last)] = clamp((float) sum2, low, high);
        out[Math.min(at + 1, last)] = clamp((float) sum1, low, high);
        out[at] = clamp((float) sum0, low, high);
    }

    @Override
    public void narrowPointwise(
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
            int outAt) {
        int words = NarrowWeights.words(type, inChannels);
        for (int o = 0; o < outChannels; o += PANEL) {
            for (int i = 0; i < inChannels; i++) {
                int wordAt = panelsAt + o * words + i / type.perWord() * PANEL;
                for (int j = 0; j < PANEL; j++) {
                    room[roomAt + i * PANEL + j] =
                            NarrowWeights.widen(type, panels[wordAt + j], i % type.perWord(), scales[scalesAt + o + j]);
                }
            }
            for (int row = 0; row < rows; row++) {
                int from = inAt + row * inChannels;
                int to = outAt + row * outChannels;
                product(inChannels, outChannels, o, in, from, room, roomAt, bias, biasAt, low, high, out, to);
            }
        }
    }

    @Override
    public int narrowRoom(int inChannels) {
        return inChannels * PANEL;
    }

    @Override
    public void patches(Window window, int outRow, float[] in, int inAt, float[] rows, int rowsAt) {
        Patches.gatherRow(window, outRow, in, inAt, rows, rowsAt);
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
        int length = window.kernel() * window.kernel() * window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            for (int x = 0; x < window.outWidth(); x++) {
                for (int o = 0; o < outChannels; o++) {
                    int weightAt = panelsAt + o / PANEL * length * PANEL + o % PANEL;
                    double sum = bias[biasAt + o];
                    for (int ky = 0; ky < window.kernel(); ky++) {
                        for (int kx = 0; kx < window.kernel(); kx++) {
                            int inY = y * window.stride() - window.top() + ky * window.dilation();
                            int inX = x * window.stride() - window.left() + kx * window.dilation();
                            if (inY >= 0 && inY < window.height() && inX >= 0 && inX < window.width()) {
                                for (int c = 0; c < window.channels(); c++) {
                                    sum += (double) in[inAt + (inY * window.width() + inX) * window.channels() + c]
                                            * panels[
                                                    weightAt
                                                            + ((ky * window.kernel() + kx) * window.channels() + c)
                                                                    * PANEL];
                                }
                            }
                        }
                    }
                    out[outAt + (y * window.outWidth() + x) * outChannels + o] = clamp((float) sum, low, high);
                }
            }
        }
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
        int channels = window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            for (int x = 0; x < window.outWidth(); x++) {
                for (int c = 0; c < channels; c++) {
                    double sum = bias[biasAt + c];
                    for (int ky = 0; ky < window.kernel(); ky++) {
                        for (int kx = 0; kx < window.kernel(); kx++) {
                            int inY = y * window.stride() - window.top() + ky * window.dilation();
                            int inX = x * window.stride() - window.left() + kx * window.dilation();
                            if (inY >= 0 && inY < window.height() && inX >= 0 && inX < window.width()) {
                                sum += (double) in[inAt + (inY * window.width() + inX) * channels + c]
                                        * weights[weightsAt + (ky * window.kernel() + kx) * channels + c];
                            }
                        }
                    }
                    out[outAt + (y * window.outWidth() + x) * channels + c] = clamp((float) sum, low, high);
                }
            }
        }
    }

    @Override
    public void globalAveragePool(int pixels, int channels, int divisor, float[] in, int inAt, float[] out, int outAt) {
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum += in[inAt + pixel * channels + c];
            }
            out[outAt + c] = (float) (sum / divisor);
        }
    }

    @Override
    public void hardSwish(float[] data, int at, int length) {
        for (int i = at; i < at + length; i++) {
            data[i] = data[i] * clamp(data[i] + 3, 0, 6) / 6;
        }
    }

    @Override
    public void hardSigmoid(float[] data, int at, int length) {
        for (int i = at; i < at + length; i++) {
            data[i] = clamp(data[i] + 3, 0, 6) / 6;
        }
    }

    @Override
    public void sigmoid(float[] values, int at, int length) {
        for (int i = at; i < at + length; i++) {
            values[i] = (float) (1 / (1 + Math.exp(-values[i])));
        }
    }

    @Override
    public void multiply(float[] values, int at, float[] factors, int factorsAt, int length) {
        for (int i = 0; i < length; i++) {
            values[at + i] *= factors[factorsAt + i];
        }
    }

    @Override
    public void scaleChannels(int pixels, int channels, float[] data, int at, float[] factors, int factorsAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                data[at + pixel * channels + c] *= factors[factorsAt + c];
            }
        }
    }

    @Override
    public void add(float[] sum, int sumAt, float[] term, int termAt, int length) {
        for (int i = 0; i < length; i++) {
            sum[sumAt + i] += term[termAt + i];
        }
    }

    @Override
    public void addScaled(float factor, float[] term, int termAt, float[] sum, int sumAt, int length) {
        for (int i = 0; i < length; i++) {
            sum[sumAt + i] += factor * term[termAt + i];
        }
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
        float scaleY = BilinearAxis.scale(inHeight, outHeight);
        float scaleX = BilinearAxis.scale(inWidth, outWidth);
        for (int y = firstOutRow; y < endOutRow; y++) {
            float positionY = BilinearAxis.position(scaleY, y);
            int before = BilinearAxis.before(positionY, inHeight);
            int above = inAt + before * inWidth * channels;
            int below = inAt + BilinearAxis.after(before, inHeight) * inWidth * channels;
            float weightBelow = BilinearAxis.weightAfter(positionY, before);
            for (int x = 0; x < outWidth; x++) {
                float positionX = BilinearAxis.position(scaleX, x);
                int left = BilinearAxis.before(positionX, inWidth);
                int right = BilinearAxis.after(left, inWidth);
                float weightRight = BilinearAxis.weightAfter(positionX, left);
                int to = outAt + (y * outWidth + x) * outStride;
                for (int c = 0; c < channels; c++) {
                    double upper = (double) (1 - weightRight) * in[above + left * channels + c]
                            + (double) weightRight * in[above + right * channels + c];
                    double lower = (double) (1 - weightRight) * in[below + left * channels + c]
                            + (double) weightRight * in[below + right * channels + c];
                    out[to + c] = (float) ((1 - weightBelow) * upper + weightBelow * lower);
                }
            }
        }
    }

    @Override
    public float dot(float[] a, int aAt, float[] b, int bAt, int length) {
        float sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[aAt + i] * b[bAt + i];
        }
        return sum;
    }

    @Override
    public long multiplyAdds(long atLeast) {
        long rounds = Math.ceilDiv(atLeast, 8);
        float a = 1;
        float b = 2;
        float c = 3;
        float d = 4;
        float e = 5;
        float f = 6;
        float g = 7;
        float h = 8;
        for (long i = 0; i < rounds; i++) {
            a = a * 0.5f + 1;
            b = b * 0.5f + 1;
            c = c * 0.5f + 1;
            d = d * 0.5f + 1;
            e = e * 0.5f + 1;
            f = f * 0.5f + 1;
            g = g * 0.5f + 1;
            h = h * 0.5f + 1;
        }
        float sum = a + b + c + d + e + f + g + h;
        return sum > 0 ? rounds * 8 : 0; // always positive, which the JIT does not know
    }

    @Override
    public ResamplingKernels resampling() {
        return resampling;
    }

    @Override
    public GradientKernels gradients() {
        return gradients;
    }

    private static float clamp(float value, float low, float high) {
        return Math.min(Math.max(value, low), high);
    }
}
