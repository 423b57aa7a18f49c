package org.mobilenet4j.training.network;

import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SCALE;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SHIFT;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parameters.Parameters;

/**
 * What follows a convolution's linear part: batch norm (Ioffe and Szegedy 2015), or a bias where there is none, and the
 * activation. Both are {@code y = (x - mean) * factor + shift}, clamped; hard-sigmoid is that too, with a sixth of the
 * factor and a clamp to 0..1.
 */
final class NormActivation implements Epilogue {
    private static final double SIXTH = 1 / 6.0;

    private final Kernels kernels;
    private final Batch batch;
    private final int channels;
    private final Activation activation;
    private final @Nullable BatchNorm norm;
    private final @Nullable RunningStatistics running;
    private final float[] scale;
    private final float[] shift;
    private final float[] scaleGradient;
    private final float[] shiftGradient;
    private final double[] deviation;
    private final float[] coefficients;
    private final float[] gradientTerms;
    private final ChannelSums gradientSums;
    private final BatchMoments moments;

    /**
     * The norm and activation of a layer.
     *
     * @param norm or null for a bias
     * @param bias the kind of parameter that the bias is, or null where there is none
     */
    NormActivation(
            Batch batch,
            int channels,
            @Nullable BatchNorm norm,
            Activation activation,
            Parameters parameters,
            Gradients gradients,
            Location location,
            @Nullable Kind bias) {
        int parts = batch.parts();
        this.kernels = batch.kernels();
        this.batch = batch;
        this.channels = channels;
        this.activation = activation;
        this.norm = norm;
        this.running = norm == null ? null : new RunningStatistics(parameters, location, norm.momentum());
        this.scale = norm == null
                ? new float[channels]
                : parameters.get(location, NORM_SCALE).data();
        this.scaleGradient = norm == null ? new float[channels] : gradients.get(location, NORM_SCALE);
        Kind shiftKind = norm == null ? bias : NORM_SHIFT;
        this.shift = shiftKind == null
                ? new float[channels]
                : parameters.get(location, shiftKind).data();
        this.shiftGradient = shiftKind == null ? new float[channels] : gradients.get(location, shiftKind);
        this.deviation = new double[channels];
        this.coefficients = new float[3 * channels];
        this.gradientTerms = new float[5 * channels];
        this.gradientSums = new ChannelSums(parts, channels);
        this.moments = new BatchMoments(batch.kernels(), parts, channels);
        if (norm == null) {
            Arrays.fill(scale, 1);
        }
    }

    @Override
    public void clearSums(int part) {
        gradientSums.clear(part);
        moments.clear(part);
    }

    @Override
    public boolean needsMoments(Mode mode) {
        return norm != null && mode != Mode.FROZEN_STATISTICS;
    }

    @Override
    public void observe(int part, int pixels, float[] in, int inAt) {
        moments.add(part, pixels, in, inAt);
    }

    /** Also moves the running statistics. */
    @Override
    public void settle(long count, Mode mode) {
        BatchMoments.Joined joined = needsMoments(mode) ? moments.join(batch.ranks(mode)) : null;
        boolean isSixth = activation == Activation.HARD_SIGMOID;
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            deviation[c] = 1;
            if (norm != null && running != null) {
                double variance;
                if (joined != null) {
                    mean = joined.mean(c);
                    variance = joined.variance(c, mean);
                    running.move(c, mean, variance, count);
                } else {
                    mean = running.mean(c);
                    variance = running.variance(c);
                }
                deviation[c] = Math.sqrt(variance + norm.eps());
            }
            double factor = scale[c] / deviation[c];
            coefficients[c] = (float) mean;
            coefficients[channels + c] = (float) (isSixth ? factor * SIXTH : factor);
            // What rounding the mean takes away, the shift gives back.
            double offset = shift[c] + (coefficients[c] - mean) * factor;
            coefficients[2 * channels + c] = (float) (isSixth ? offset * SIXTH + 0.5 : offset);
        }
        if (running != null && joined != null) {
            running.countBatch();
        }
    }

    /** Normalises and activates. */
    @Override
    public void apply(KeptMaps kept, int at, int pixels, float[] out, int outAt) {
        kept.normalize(at, pixels, channels, coefficients, low(), high(), out, outAt);
        switch (activation) {
            case NONE, RELU, RELU6, HARD_SIGMOID -> {}
            case HARD_SWISH -> kernels.hardSwish(out, outAt, pixels * channels);
            case SIGMOID -> kernels.sigmoid(out, outAt, pixels * channels);
        }
    }

    private float low() {
        return switch (activation) {
            case NONE, HARD_SWISH, SIGMOID -> Float.NEGATIVE_INFINITY;
            case RELU, RELU6, HARD_SIGMOID -> 0;
        };
    }

    private float high() {
        return switch (activation) {
            case NONE, HARD_SWISH, RELU, SIGMOID -> Float.POSITIVE_INFINITY;
            case RELU6 -> 6;
            case HARD_SIGMOID -> 1;
        };
    }

    @Override
    public void observeGradient(int part, int pixels, float[] in, int inAt, float[] gradient, int gradientAt) {
        double[] sums = gradientSums.of(part);
        if (activation == Activation.HARD_SWISH) {
            kernels.gradients()
                    .hardSwishSums(pixels, channels, in, inAt, coefficients, 0, gradient, gradientAt, sums, 0);
        } else if (activation == Activation.SIGMOID) {
            for (int i = 0; i < pixels * channels; i++) {
                int c = i % channels;
                double passed = sigmoidSlope(in[inAt + i], c) * gradient[gradientAt + i];
                sums[c] += passed;
                sums[channels + c] += passed * ((double) in[inAt + i] - coefficients[c]);
            }
        } else {
            kernels.gradients()
                    .clampSums(
                            pixels, channels, in, inAt, coefficients, 0, low(), high(), gradient, gradientAt, sums, 0);
        }
    }

    @Override
    public void settleGradient(long count, Mode mode) {
        double[] sums = gradientSums.total(batch.ranks(mode));
        double outer = activation == Activation.HARD_SIGMOID ? SIXTH : 1;
        for (int c = 0; c < channels; c++) {
            double gradientSum = sums[c];
            double product = sums[channels + c] / deviation[c];
            shiftGradient[c] = (float) (outer * gradientSum);
            scaleGradient[c] = (float) (outer * product);
            double factor = outer * scale[c] / deviation[c];
            gradientTerms[c] = coefficients[c];
            gradientTerms[channels + c] = (float) factor;
            boolean movesStatistics = needsMoments(mode);
            gradientTerms[2 * channels + c] = coefficients[2 * channels + c];
            gradientTerms[3 * channels + c] = movesStatistics ? (float) (factor * product / deviation[c] / count) : 0;
            gradientTerms[4 * channels + c] = movesStatistics ? (float) (factor * gradientSum / count) : 0;
        }
    }

    @Override
    public void inputGradient(
            KeptMaps kept, int at, int pixels, float[] gradient, int gradientAt, float[] out, int outAt) {
        if (activation == Activation.HARD_SWISH) {
            float[] in = kept.load(at, pixels * channels, out, outAt);
            kernels.gradients()
                    .hardSwishGradient(
                            pixels,
                            channels,
                            in,
                            kept.index(at, outAt),
                            gradientTerms,
                            0,
                            gradient,
                            gradientAt,
                            out,
                            outAt);
        } else if (activation == Activation.SIGMOID) {
            float[] in = kept.load(at, pixels * channels, out, outAt);
            int inAt = kept.index(at, outAt);
            for (int i = 0; i < pixels * channels; i++) {
                int c = i % channels;
                float passed = sigmoidSlope(in[inAt + i], c) * gradient[gradientAt + i];
                out[outAt + i] = passed * gradientTerms[channels + c]
                        - (in[inAt + i] - gradientTerms[c]) * gradientTerms[3 * channels + c]
                        - gradientTerms[4 * channels + c];
            }
        } else {
            kept.clampGradient(at, pixels, channels, gradientTerms, low(), high(), gradient, gradientAt, out, outAt);
        }
    }

    /** How fast the sigmoid of a channel's normalised value grows. Only vectors pass one, so that a plain loop will do. */
    private float sigmoidSlope(float value, int channel) {
        float x = (value - coefficients[channel]) * coefficients[channels + channel]
                + coefficients[2 * channels + channel];
        double sigmoid = 1 / (1 + Math.exp(-x));
        return (float) (sigmoid * (1 - sigmoid));
    }
}
