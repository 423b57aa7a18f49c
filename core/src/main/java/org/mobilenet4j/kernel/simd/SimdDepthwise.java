package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The depthwise convolution: map {@code [height][width][channels]}, weights {@code [kernel][kernel][channels]}, one
 * output pixel after another, a vector of channels at a time.
 *
 * <p>Pixels whose window lies whole in the map take a straight line of products for the kernels 3 and 5 that the family
 * uses; the rim, other kernels and dilations take a loop over the taps that exist. Channels beyond the last whole
 * vector are computed under a mask.
 */
final class SimdDepthwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdDepthwise() {}

    static void run(
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
        int rowLength = window.width() * channels;
        boolean isStraight = window.dilation() == 1 && (window.kernel() == 3 || window.kernel() == 5);
        for (int y = 0; y < window.outHeight(); y++) {
            int startY = y * window.stride() - window.top();
            boolean isRowInside = isStraight && startY >= 0 && startY + window.kernel() <= window.height();
            for (int x = 0; x < window.outWidth(); x++) {
                int startX = x * window.stride() - window.left();
                int pixelOut = outAt + (y * window.outWidth() + x) * channels;
                int done = 0;
                if (isRowInside && startX >= 0 && startX + window.kernel() <= window.width()) {
                    int pixelIn = inAt + startY * rowLength + startX * channels;
                    done = window.kernel() == 3
                            ? inside3(
                                    channels, rowLength, in, pixelIn, weights, weightsAt, bias, biasAt, low, high, out,
                                    pixelOut)
                            : inside5(
                                    channels, rowLength, in, pixelIn, weights, weightsAt, bias, biasAt, low, high, out,
                                    pixelOut);
                }
                anywhere(
                        window, startY, startX, done, in, inAt, weights, weightsAt, bias, biasAt, low, high, out,
                        pixelOut);
            }
        }
    }

    /** All 3 x 3 taps inside the map; whole vectors of channels from {@code c}. */
    private static int inside3(
            int channels,
            int rowLength,
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
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + 2 * channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 2 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + rowLength)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 3 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + rowLength + channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 4 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + rowLength + 2 * channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 5 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + 2 * rowLength)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 6 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + 2 * rowLength + channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 7 * channels), sum);
            sum = FloatVector.fromArray(SPECIES, in, inAt + c + 2 * rowLength + 2 * channels)
                    .fma(FloatVector.fromArray(SPECIES, weights, weightsAt + c + 8 * channels), sum);
            sum.max(low).min(high).intoArray(out, outAt + c);
        }
        return c;
    }

    /** All 5 x 5 taps inside the map; whole vectors of channels from {@code c}. */
    private static int inside5(
            int channels,
            int rowLength,
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
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            for (int ky = 0; ky < 5; ky++) {
                int at = inAt + ky * rowLength + c;
                int weightAt = weightsAt + ky * 5 * channels + c;
                sum = FloatVector.fromArray(SPECIES, in, at)
                        .fma(FloatVector.fromArray(SPECIES, weights, weightAt), sum);
                sum = FloatVector.fromArray(SPECIES, in, at + channels)
                        .fma(FloatVector.fromArray(SPECIES, weights, weightAt + channels), sum);
                sum = FloatVector.fromArray(SPECIES, in, at + 2 * channels)
                        .fma(FloatVector.fromArray(SPECIES, weights, weightAt + 2 * channels), sum);
                sum = FloatVector.fromArray(SPECIES, in, at + 3 * channels)
                        .fma(FloatVector.fromArray(SPECIES, weights, weightAt + 3 * channels), sum);
                sum = FloatVector.fromArray(SPECIES, in, at + 4 * channels)
                        .fma(FloatVector.fromArray(SPECIES, weights, weightAt + 4 * channels), sum);
            }
            sum.max(low).min(high).intoArray(out, outAt + c);
        }
        return c;
    }

    /** The taps that lie in the map, for the channels from {@code c} on. */
    private static void anywhere(
            Window window,
            int startY,
            int startX,
            int c,
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
        int kernel = window.kernel();
        int dilation = window.dilation();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        int firstX = window.firstTap(startX);
        int endX = window.endTap(startX, window.width());
        for (; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt + c, mask);
            for (int ky = firstY; ky < endY; ky++) {
                int rowIn = inAt + (startY + ky * dilation) * window.width() * channels + c;
                for (int kx = firstX; kx < endX; kx++) {
                    FloatVector weight = FloatVector.fromArray(
                            SPECIES, weights, weightsAt + (ky * kernel + kx) * channels + c, mask);
                    sum = FloatVector.fromArray(SPECIES, in, rowIn + (startX + kx * dilation) * channels, mask)
                            .fma(weight, sum);
                }
            }
            sum.max(low).min(high).intoArray(out, outAt + c, mask);
        }
    }
}
