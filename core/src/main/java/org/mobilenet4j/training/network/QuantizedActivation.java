package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.quantization.Range;

/**
 * A bias and an activation whose values are rounded to the levels of eight bits, as is the sum before an activation that is
 * an operator of its own. Gradients pass the rounding as they are and stop where a value is cut off: the straight-through
 * estimator (Bengio et al. 2013; Jacob et al. 2018, section 3).
 */
final class QuantizedActivation implements Epilogue {
    private static final float SIXTH = 1 / 6f;

    private final Kernels kernels;
    private final Batch batch;
    private final int channels;
    private final Activation activation;
    private final float[] bias;
    private final float[] biasGradient;
    private final @Nullable Range sums;
    private final @Nullable Range values;
    private final float low;
    private final float high;

    /** Mean, factor, shift, slope and offset as a norm that only adds the bias has them. */
    private final float[] terms;

    private final ChannelSums gradientSums;

    /**
     * The bias and activation of a layer.
     *
     * @param bias is read anew for each batch
     * @param sums of an activation that {@link org.mobilenet4j.quantization.Quantization#hasSum has a sum}; else null
     * @param values null for an output, which stays float
     */
    QuantizedActivation(
            Batch batch,
            Activation activation,
            float[] bias,
            float[] biasGradient,
            @Nullable Range sums,
            @Nullable Range values) {
        this.kernels = batch.kernels();
        this.batch = batch;
        this.channels = bias.length;
        this.activation = activation;
        this.bias = bias;
        this.biasGradient = biasGradient;
        this.sums = sums;
        this.values = values;
        boolean isClamp = sums == null;
        float floor = activation == Activation.RELU || activation == Activation.RELU6 ? 0 : Float.NEGATIVE_INFINITY;
        float ceiling = activation == Activation.RELU6 ? 6 : Float.POSITIVE_INFINITY;
        this.low = isClamp && values != null ? Math.max(floor, values.lowest()) : floor;
        this.high = isClamp && values != null ? Math.min(ceiling, values.highest()) : ceiling;
        this.terms = new float[5 * channels];
        this.gradientSums = new ChannelSums(batch.parts(), channels);
        Arrays.fill(terms, channels, 2 * channels, 1);
    }

    @Override
    public void clearSums(int part) {
        gradientSums.clear(part);
    }

    @Override
    public boolean needsMoments(Mode mode) {
        return false;
    }

    @Override
    public void observe(int part, int pixels, float[] in, int inAt) {}

    @Override
    public void settle(long count, Mode mode) {
        System.arraycopy(bias, 0, terms, 2 * channels, channels);
    }

    @Override
    public void apply(KeptMaps kept, int at, int pixels, float[] out, int outAt) {
        int length = pixels * channels;
        kept.normalize(at, pixels, channels, terms, low, high, out, outAt);
        if (sums != null) {
            sums.round(out, outAt, length);
            activate(out, outAt, length);
        }
        if (values != null) {
            values.round(out, outAt, length);
        }
    }

    private void activate(float[] out, int outAt, int length) {
        switch (activation) {
            case NONE, RELU, RELU6 -> throw new IllegalStateException(activation + " is a clamp");
            case HARD_SWISH -> kernels.hardSwish(out, outAt, length);
            case HARD_SIGMOID -> kernels.hardSigmoid(out, outAt, length);
            case SIGMOID -> kernels.sigmoid(out, outAt, length);
        }
    }

    @Override
    public void observeGradient(int part, int pixels, float[] in, int inAt, float[] gradient, int gradientAt) {
        double[] total = gradientSums.of(part);
        if (sums == null) {
            kernels.gradients()
                    .clampSums(pixels, channels, in, inAt, terms, 0, low, high, gradient, gradientAt, total, 0);
            return;
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
            int at = pixel * channels;
            for (int c = 0; c < channels; c++) {
                total[c] += passed(sums, in[inAt + at + c] + bias[c], gradient[gradientAt + at + c]);
            }
        }
    }

    @Override
    public void settleGradient(long count, Mode mode) {
        double[] total = gradientSums.total(batch.ranks(mode));
        for (int c = 0; c < channels; c++) {
            biasGradient[c] = (float) total[c];
        }
    }

    @Override
    public void inputGradient(
            KeptMaps kept, int at, int pixels, float[] gradient, int gradientAt, float[] out, int outAt) {
        if (sums == null) {
            kept.clampGradient(at, pixels, channels, terms, low, high, gradient, gradientAt, out, outAt);
            return;
        }
        kept.normalize(at, pixels, channels, terms, low, high, out, outAt);
        for (int i = 0; i < pixels * channels; i++) {
            out[outAt + i] = passed(sums, out[outAt + i], gradient[gradientAt + i]);
        }
    }

    /** What of a gradient by the activation's rounded value goes on to the sum. */
    private float passed(Range range, float sum, float gradient) {
        if (!range.covers(sum)) {
            return 0;
        }
        float rounded = range.round(sum);
        float value;
        float slope;
        switch (activation) {
            case NONE, RELU, RELU6 -> throw new IllegalStateException(activation + " is a clamp");
            case HARD_SWISH -> {
                value = rounded * Math.clamp(rounded + 3, 0f, 6f) * SIXTH;
                slope = rounded <= -3 ? 0 : rounded >= 3 ? 1 : (2 * rounded + 3) * SIXTH;
            }
            case HARD_SIGMOID -> {
                value = Math.clamp(rounded + 3, 0f, 6f) * SIXTH;
                slope = rounded <= -3 || rounded >= 3 ? 0 : SIXTH;
            }
            case SIGMOID -> {
                value = (float) (1 / (1 + Math.exp(-rounded)));
                slope = value * (1 - value);
            }
            default -> throw new IllegalStateException(activation.toString());
        }
        return values == null || values.covers(value) ? slope * gradient : 0;
    }
}
