package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The depthwise convolution: map {@code [height][width][channels]}, weights {@code [kernel][kernel][channels]}.
 *
 * <p>One output row after another, in it one vector of channels after another, along it four outputs at a time: they
 * share what they load of the input, which is what limits this kernel. Groups that do not fit are moved back to overlap
 * the one before, and so is the last vector of channels; the same values are written twice. Outputs whose window leaves
 * the map at the side, other kernels than 3 and 5, and dilations take the taps that exist one by one.
 */
final class SimdDepthwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int GROUP = 4;

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
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        // Outputs from firstInside to endInside have all columns of their window in the map.
        int firstInside = window.firstInside();
        int endInside = window.endInside();
        boolean isGrouped = isGroupable(window) && endInside - firstInside >= GROUP && window.channels() >= LANES;
        int rowOut = window.outWidth() * window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            int at = outAt + y * rowOut;
            if (isGrouped) {
                points(
                        window,
                        y,
                        0,
                        firstInside,
                        in,
                        inAt,
                        weights,
                        weightsAt,
                        bias,
                        biasAt,
                        lowBits,
                        highBits,
                        out,
                        at);
                inside(
                        window,
                        y,
                        firstInside,
                        endInside,
                        in,
                        inAt,
                        weights,
                        weightsAt,
                        bias,
                        biasAt,
                        lowBits,
                        highBits,
                        out,
                        at);
                points(
                        window,
                        y,
                        endInside,
                        window.outWidth(),
                        in,
                        inAt,
                        weights,
                        weightsAt,
                        bias,
                        biasAt,
                        lowBits,
                        highBits,
                        out,
                        at);
            } else {
                points(
                        window,
                        y,
                        0,
                        window.outWidth(),
                        in,
                        inAt,
                        weights,
                        weightsAt,
                        bias,
                        biasAt,
                        lowBits,
                        highBits,
                        out,
                        at);
            }
        }
    }

    private static boolean isGroupable(Window window) {
        return window.dilation() == 1
                && (window.kernel() == 3 || window.kernel() == 5)
                && (window.stride() == 1 || window.stride() == 2);
    }

    /** The outputs of a row from {@code fromX} to {@code endX}, four at a time. */
    private static void inside(
            Window window,
            int y,
            int fromX,
            int endX,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        int channels = window.channels();
        int rowLength = window.width() * channels;
        int startY = y * window.stride() - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        int outputs = endX - fromX;
        int at = inAt + startY * rowLength + (fromX * window.stride() - window.left()) * channels;
        int to = outAt + fromX * channels;
        if (window.kernel() == 3) {
            if (window.stride() == 1) {
                row3s1(
                        outputs, firstY, endY, channels, rowLength, in, at, weights, weightsAt, bias, biasAt, lowBits,
                        highBits, out, to);
            } else {
                row3s2(
                        outputs, firstY, endY, channels, rowLength, in, at, weights, weightsAt, bias, biasAt, lowBits,
                        highBits, out, to);
            }
        } else if (window.stride() == 1) {
            row5s1(
                    outputs, firstY, endY, channels, rowLength, in, at, weights, weightsAt, bias, biasAt, lowBits,
                    highBits, out, to);
        } else {
            row5s2(
                    outputs, firstY, endY, channels, rowLength, in, at, weights, weightsAt, bias, biasAt, lowBits,
                    highBits, out, to);
        }
    }

    /** A row of outputs of a kernel of 3 at stride 1, over the taps from {@code firstY} to {@code endY}. */
    private static void row3s1(
            int outputs,
            int firstY,
            int endY,
            int channels,
            int rowLength,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * rowLength + x * channels + c;
                    int taps = weightsAt + ky * 3 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, at);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + channels);
                    sum0 = x1.fma(w1, sum0);
                    sum1 = x1.fma(w0, sum1);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w1, sum1);
                    sum2 = x2.fma(w0, sum2);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * channels);
                    sum1 = x3.fma(w2, sum1);
                    sum2 = x3.fma(w1, sum2);
                    sum3 = x3.fma(w0, sum3);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * channels);
                    sum2 = x4.fma(w2, sum2);
                    sum3 = x4.fma(w1, sum3);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, in, at + 5 * channels);
                    sum3 = x5.fma(w2, sum3);
                }
                int to = outAt + x * channels + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + channels);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * channels);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * channels);
            }
        }
    }

    /** A row of outputs of a kernel of 3 at stride 2, over the taps from {@code firstY} to {@code endY}. */
    private static void row3s2(
            int outputs,
            int firstY,
            int endY,
            int channels,
            int rowLength,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * rowLength + x * 2 * channels + c;
                    int taps = weightsAt + ky * 3 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, at);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + channels);
                    sum0 = x1.fma(w1, sum0);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w0, sum1);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * channels);
                    sum1 = x3.fma(w1, sum1);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * channels);
                    sum1 = x4.fma(w2, sum1);
                    sum2 = x4.fma(w0, sum2);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, in, at + 5 * channels);
                    sum2 = x5.fma(w1, sum2);
                    FloatVector x6 = FloatVector.fromArray(SPECIES, in, at + 6 * channels);
                    sum2 = x6.fma(w2, sum2);
                    sum3 = x6.fma(w0, sum3);
                    FloatVector x7 = FloatVector.fromArray(SPECIES, in, at + 7 * channels);
                    sum3 = x7.fma(w1, sum3);
                    FloatVector x8 = FloatVector.fromArray(SPECIES, in, at + 8 * channels);
                    sum3 = x8.fma(w2, sum3);
                }
                int to = outAt + x * channels + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + channels);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * channels);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * channels);
            }
        }
    }

    /** A row of outputs of a kernel of 5 at stride 1, over the taps from {@code firstY} to {@code endY}. */
    private static void row5s1(
            int outputs,
            int firstY,
            int endY,
            int channels,
            int rowLength,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * rowLength + x * channels + c;
                    int taps = weightsAt + ky * 5 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector w3 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
                    FloatVector w4 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, at);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + channels);
                    sum0 = x1.fma(w1, sum0);
                    sum1 = x1.fma(w0, sum1);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w1, sum1);
                    sum2 = x2.fma(w0, sum2);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * channels);
                    sum0 = x3.fma(w3, sum0);
                    sum1 = x3.fma(w2, sum1);
                    sum2 = x3.fma(w1, sum2);
                    sum3 = x3.fma(w0, sum3);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * channels);
                    sum0 = x4.fma(w4, sum0);
                    sum1 = x4.fma(w3, sum1);
                    sum2 = x4.fma(w2, sum2);
                    sum3 = x4.fma(w1, sum3);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, in, at + 5 * channels);
                    sum1 = x5.fma(w4, sum1);
                    sum2 = x5.fma(w3, sum2);
                    sum3 = x5.fma(w2, sum3);
                    FloatVector x6 = FloatVector.fromArray(SPECIES, in, at + 6 * channels);
                    sum2 = x6.fma(w4, sum2);
                    sum3 = x6.fma(w3, sum3);
                    FloatVector x7 = FloatVector.fromArray(SPECIES, in, at + 7 * channels);
                    sum3 = x7.fma(w4, sum3);
                }
                int to = outAt + x * channels + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + channels);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * channels);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * channels);
            }
        }
    }

    /** A row of outputs of a kernel of 5 at stride 2, over the taps from {@code firstY} to {@code endY}. */
    private static void row5s2(
            int outputs,
            int firstY,
            int endY,
            int channels,
            int rowLength,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * rowLength + x * 2 * channels + c;
                    int taps = weightsAt + ky * 5 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector w3 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
                    FloatVector w4 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, at);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + channels);
                    sum0 = x1.fma(w1, sum0);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * channels);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w0, sum1);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * channels);
                    sum0 = x3.fma(w3, sum0);
                    sum1 = x3.fma(w1, sum1);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * channels);
                    sum0 = x4.fma(w4, sum0);
                    sum1 = x4.fma(w2, sum1);
                    sum2 = x4.fma(w0, sum2);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, in, at + 5 * channels);
                    sum1 = x5.fma(w3, sum1);
                    sum2 = x5.fma(w1, sum2);
                    FloatVector x6 = FloatVector.fromArray(SPECIES, in, at + 6 * channels);
                    sum1 = x6.fma(w4, sum1);
                    sum2 = x6.fma(w2, sum2);
                    sum3 = x6.fma(w0, sum3);
                    FloatVector x7 = FloatVector.fromArray(SPECIES, in, at + 7 * channels);
                    sum2 = x7.fma(w3, sum2);
                    sum3 = x7.fma(w1, sum3);
                    FloatVector x8 = FloatVector.fromArray(SPECIES, in, at + 8 * channels);
                    sum2 = x8.fma(w4, sum2);
                    sum3 = x8.fma(w2, sum3);
                    FloatVector x9 = FloatVector.fromArray(SPECIES, in, at + 9 * channels);
                    sum3 = x9.fma(w3, sum3);
                    FloatVector x10 = FloatVector.fromArray(SPECIES, in, at + 10 * channels);
                    sum3 = x10.fma(w4, sum3);
                }
                int to = outAt + x * channels + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + channels);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * channels);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * channels);
            }
        }
    }

    /** The outputs of a row from {@code fromX} to {@code endX}, each by the taps that lie in the map. */
    private static void points(
            Window window,
            int y,
            int fromX,
            int endX,
            float[] in,
            int inAt,
            float[] weights,
            int weightsAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        int channels = window.channels();
        int startY = y * window.stride() - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        for (int x = fromX; x < endX; x++) {
            int startX = x * window.stride() - window.left();
            int firstX = window.firstTap(startX);
            int endTapX = window.endTap(startX, window.width());
            int rowIn = inAt + (startY * window.width() + startX) * channels;
            int rowLength = window.dilation() * window.width() * channels;
            int step = window.dilation() * channels;
            int to = outAt + x * channels;
            int c = 0;
            for (; c <= channels - LANES; c += LANES) {
                FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                for (int ky = firstY; ky < endY; ky++) {
                    for (int kx = firstX; kx < endTapX; kx++) {
                        sum = FloatVector.fromArray(SPECIES, in, rowIn + ky * rowLength + kx * step + c)
                                .fma(
                                        FloatVector.fromArray(
                                                SPECIES,
                                                weights,
                                                weightsAt + (ky * window.kernel() + kx) * channels + c),
                                        sum);
                    }
                }
                sum.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + c);
            }
            if (c < channels) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt + c, mask);
                for (int ky = firstY; ky < endY; ky++) {
                    for (int kx = firstX; kx < endTapX; kx++) {
                        sum = FloatVector.fromArray(SPECIES, in, rowIn + ky * rowLength + kx * step + c, mask)
                                .fma(
                                        FloatVector.fromArray(
                                                SPECIES,
                                                weights,
                                                weightsAt + (ky * window.kernel() + kx) * channels + c,
                                                mask),
                                        sum);
                    }
                }
                sum.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + c, mask);
            }
        }
    }
}
