package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The depthwise convolution: map {@code [height][width][channels]}, weights {@code [kernel][kernel][channels]}.
 *
 * <p>One output row after another, in it one vector of channels after another, along it four outputs at a time: they
 * share what they load of the input, which is what limits this kernel. Groups that do not fit are moved back to overlap
 * the one before, and so is the last vector of channels; the same values are written twice. Outputs whose window leaves
 * the map at the side, and other kernels than 3 and 5, take the taps that exist one by one. Dilations are for {@link
 * SimdDilatedDepthwise}.
 */
final class SimdDepthwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int GROUP = 4;

    /** What a group loads where its window leaves the map; never written. */
    private static final float[] ZEROS = new float[LANES];

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
        boolean isGrouped = isGroupable(window);
        boolean isDilated = window.dilation() != 1 && window.channels() >= LANES;
        int rowOut = window.outWidth() * window.channels();
        for (int y = 0; y < window.outHeight(); y++) {
            int at = outAt + y * rowOut;
            if (isDilated) {
                SimdDilatedDepthwise.row(
                        window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (!isGrouped) {
                points(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (window.kernel() == 3 && window.stride() == 1) {
                row3s1(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (window.kernel() == 3) {
                row3s2(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else if (window.stride() == 1) {
                row5s1(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            } else {
                row5s2(window, y, in, inAt, weights, weightsAt, bias, biasAt, lowBits, highBits, out, at);
            }
        }
    }

    /** Whether the row kernels fit: the window leaves the map by at most half the kernel on each side. */
    private static boolean isGroupable(Window window) {
        int half = window.kernel() / 2;
        int right = (window.outWidth() - 1) * window.stride() + window.kernel() - window.left() - window.width();
        int bottom = (window.outHeight() - 1) * window.stride() + window.kernel() - window.top() - window.height();
        return window.dilation() == 1
                && (window.kernel() == 3 || window.kernel() == 5)
                && (window.stride() == 1 || window.stride() == 2)
                && window.outWidth() >= GROUP
                && window.channels() >= LANES
                && Math.max(window.left(), right) <= half
                && Math.max(window.top(), bottom) <= half;
    }

    /** A row of outputs of a kernel of 3 at stride 1. */
    private static void row3s1(
            Window window,
            int y,
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
        int width = window.width();
        int outputs = window.outWidth();
        int startY = y * 1 - window.top();
        int rowLength = width * channels;
        boolean hasRow0 = startY >= 0;
        boolean hasRow2 = startY + 2 < window.height();
        float[] row0 = hasRow0 ? in : ZEROS;
        float[] row2 = hasRow2 ? in : ZEROS;
        int step0 = hasRow0 ? channels : 0;
        int step2 = hasRow2 ? channels : 0;
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            int taps = weightsAt + c;
            FloatVector w00 = FloatVector.fromArray(SPECIES, weights, taps);
            FloatVector w01 = FloatVector.fromArray(SPECIES, weights, taps + channels);
            FloatVector w02 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
            FloatVector w10 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
            FloatVector w11 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
            FloatVector w12 = FloatVector.fromArray(SPECIES, weights, taps + 5 * channels);
            FloatVector w20 = FloatVector.fromArray(SPECIES, weights, taps + 6 * channels);
            FloatVector w21 = FloatVector.fromArray(SPECIES, weights, taps + 7 * channels);
            FloatVector w22 = FloatVector.fromArray(SPECIES, weights, taps + 8 * channels);
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            int mapAt = inAt + startY * rowLength + c;
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                int column = x - window.left();
                boolean hasFirst = column >= 0;
                boolean hasLast = column + 5 < width;
                FloatVector sum0 = start;
                FloatVector sum1 = start;
                FloatVector sum2 = start;
                FloatVector sum3 = start;
                int at0 = hasRow0 ? mapAt + column * channels : 0;
                FloatVector x00 = FloatVector.fromArray(SPECIES, hasFirst ? row0 : ZEROS, hasFirst ? at0 : 0);
                sum0 = x00.fma(w00, sum0);
                FloatVector x01 = FloatVector.fromArray(SPECIES, row0, at0 + step0);
                sum0 = x01.fma(w01, sum0);
                sum1 = x01.fma(w00, sum1);
                FloatVector x02 = FloatVector.fromArray(SPECIES, row0, at0 + 2 * step0);
                sum0 = x02.fma(w02, sum0);
                sum1 = x02.fma(w01, sum1);
                sum2 = x02.fma(w00, sum2);
                FloatVector x03 = FloatVector.fromArray(SPECIES, row0, at0 + 3 * step0);
                sum1 = x03.fma(w02, sum1);
                sum2 = x03.fma(w01, sum2);
                sum3 = x03.fma(w00, sum3);
                FloatVector x04 = FloatVector.fromArray(SPECIES, row0, at0 + 4 * step0);
                sum2 = x04.fma(w02, sum2);
                sum3 = x04.fma(w01, sum3);
                FloatVector x05 = FloatVector.fromArray(SPECIES, hasLast ? row0 : ZEROS, hasLast ? at0 + 5 * step0 : 0);
                sum3 = x05.fma(w02, sum3);
                int at1 = mapAt + rowLength + column * channels;
                FloatVector x10 = FloatVector.fromArray(SPECIES, hasFirst ? in : ZEROS, hasFirst ? at1 : 0);
                sum0 = x10.fma(w10, sum0);
                FloatVector x11 = FloatVector.fromArray(SPECIES, in, at1 + channels);
                sum0 = x11.fma(w11, sum0);
                sum1 = x11.fma(w10, sum1);
                FloatVector x12 = FloatVector.fromArray(SPECIES, in, at1 + 2 * channels);
                sum0 = x12.fma(w12, sum0);
                sum1 = x12.fma(w11, sum1);
                sum2 = x12.fma(w10, sum2);
                FloatVector x13 = FloatVector.fromArray(SPECIES, in, at1 + 3 * channels);
                sum1 = x13.fma(w12, sum1);
                sum2 = x13.fma(w11, sum2);
                sum3 = x13.fma(w10, sum3);
                FloatVector x14 = FloatVector.fromArray(SPECIES, in, at1 + 4 * channels);
                sum2 = x14.fma(w12, sum2);
                sum3 = x14.fma(w11, sum3);
                FloatVector x15 =
                        FloatVector.fromArray(SPECIES, hasLast ? in : ZEROS, hasLast ? at1 + 5 * channels : 0);
                sum3 = x15.fma(w12, sum3);
                int at2 = hasRow2 ? mapAt + 2 * rowLength + column * channels : 0;
                FloatVector x20 = FloatVector.fromArray(SPECIES, hasFirst ? row2 : ZEROS, hasFirst ? at2 : 0);
                sum0 = x20.fma(w20, sum0);
                FloatVector x21 = FloatVector.fromArray(SPECIES, row2, at2 + step2);
                sum0 = x21.fma(w21, sum0);
                sum1 = x21.fma(w20, sum1);
                FloatVector x22 = FloatVector.fromArray(SPECIES, row2, at2 + 2 * step2);
                sum0 = x22.fma(w22, sum0);
                sum1 = x22.fma(w21, sum1);
                sum2 = x22.fma(w20, sum2);
                FloatVector x23 = FloatVector.fromArray(SPECIES, row2, at2 + 3 * step2);
                sum1 = x23.fma(w22, sum1);
                sum2 = x23.fma(w21, sum2);
                sum3 = x23.fma(w20, sum3);
                FloatVector x24 = FloatVector.fromArray(SPECIES, row2, at2 + 4 * step2);
                sum2 = x24.fma(w22, sum2);
                sum3 = x24.fma(w21, sum3);
                FloatVector x25 = FloatVector.fromArray(SPECIES, hasLast ? row2 : ZEROS, hasLast ? at2 + 5 * step2 : 0);
                sum3 = x25.fma(w22, sum3);
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

    /** A row of outputs of a kernel of 3 at stride 2. */
    private static void row3s2(
            Window window,
            int y,
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
        int width = window.width();
        int outputs = window.outWidth();
        int startY = y * 2 - window.top();
        int rowLength = width * channels;
        boolean hasRow0 = startY >= 0;
        boolean hasRow2 = startY + 2 < window.height();
        float[] row0 = hasRow0 ? in : ZEROS;
        float[] row2 = hasRow2 ? in : ZEROS;
        int step0 = hasRow0 ? channels : 0;
        int step2 = hasRow2 ? channels : 0;
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            int taps = weightsAt + c;
            FloatVector w00 = FloatVector.fromArray(SPECIES, weights, taps);
            FloatVector w01 = FloatVector.fromArray(SPECIES, weights, taps + channels);
            FloatVector w02 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
            FloatVector w10 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
            FloatVector w11 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
            FloatVector w12 = FloatVector.fromArray(SPECIES, weights, taps + 5 * channels);
            FloatVector w20 = FloatVector.fromArray(SPECIES, weights, taps + 6 * channels);
            FloatVector w21 = FloatVector.fromArray(SPECIES, weights, taps + 7 * channels);
            FloatVector w22 = FloatVector.fromArray(SPECIES, weights, taps + 8 * channels);
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            int mapAt = inAt + startY * rowLength + c;
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                int column = x * 2 - window.left();
                boolean hasFirst = column >= 0;
                boolean hasLast = column + 8 < width;
                FloatVector sum0 = start;
                FloatVector sum1 = start;
                FloatVector sum2 = start;
                FloatVector sum3 = start;
                int at0 = hasRow0 ? mapAt + column * channels : 0;
                FloatVector x00 = FloatVector.fromArray(SPECIES, hasFirst ? row0 : ZEROS, hasFirst ? at0 : 0);
                sum0 = x00.fma(w00, sum0);
                FloatVector x01 = FloatVector.fromArray(SPECIES, row0, at0 + step0);
                sum0 = x01.fma(w01, sum0);
                FloatVector x02 = FloatVector.fromArray(SPECIES, row0, at0 + 2 * step0);
                sum0 = x02.fma(w02, sum0);
                sum1 = x02.fma(w00, sum1);
                FloatVector x03 = FloatVector.fromArray(SPECIES, row0, at0 + 3 * step0);
                sum1 = x03.fma(w01, sum1);
                FloatVector x04 = FloatVector.fromArray(SPECIES, row0, at0 + 4 * step0);
                sum1 = x04.fma(w02, sum1);
                sum2 = x04.fma(w00, sum2);
                FloatVector x05 = FloatVector.fromArray(SPECIES, row0, at0 + 5 * step0);
                sum2 = x05.fma(w01, sum2);
                FloatVector x06 = FloatVector.fromArray(SPECIES, row0, at0 + 6 * step0);
                sum2 = x06.fma(w02, sum2);
                sum3 = x06.fma(w00, sum3);
                FloatVector x07 = FloatVector.fromArray(SPECIES, row0, at0 + 7 * step0);
                sum3 = x07.fma(w01, sum3);
                FloatVector x08 = FloatVector.fromArray(SPECIES, hasLast ? row0 : ZEROS, hasLast ? at0 + 8 * step0 : 0);
                sum3 = x08.fma(w02, sum3);
                int at1 = mapAt + rowLength + column * channels;
                FloatVector x10 = FloatVector.fromArray(SPECIES, hasFirst ? in : ZEROS, hasFirst ? at1 : 0);
                sum0 = x10.fma(w10, sum0);
                FloatVector x11 = FloatVector.fromArray(SPECIES, in, at1 + channels);
                sum0 = x11.fma(w11, sum0);
                FloatVector x12 = FloatVector.fromArray(SPECIES, in, at1 + 2 * channels);
                sum0 = x12.fma(w12, sum0);
                sum1 = x12.fma(w10, sum1);
                FloatVector x13 = FloatVector.fromArray(SPECIES, in, at1 + 3 * channels);
                sum1 = x13.fma(w11, sum1);
                FloatVector x14 = FloatVector.fromArray(SPECIES, in, at1 + 4 * channels);
                sum1 = x14.fma(w12, sum1);
                sum2 = x14.fma(w10, sum2);
                FloatVector x15 = FloatVector.fromArray(SPECIES, in, at1 + 5 * channels);
                sum2 = x15.fma(w11, sum2);
                FloatVector x16 = FloatVector.fromArray(SPECIES, in, at1 + 6 * channels);
                sum2 = x16.fma(w12, sum2);
                sum3 = x16.fma(w10, sum3);
                FloatVector x17 = FloatVector.fromArray(SPECIES, in, at1 + 7 * channels);
                sum3 = x17.fma(w11, sum3);
                FloatVector x18 =
                        FloatVector.fromArray(SPECIES, hasLast ? in : ZEROS, hasLast ? at1 + 8 * channels : 0);
                sum3 = x18.fma(w12, sum3);
                int at2 = hasRow2 ? mapAt + 2 * rowLength + column * channels : 0;
                FloatVector x20 = FloatVector.fromArray(SPECIES, hasFirst ? row2 : ZEROS, hasFirst ? at2 : 0);
                sum0 = x20.fma(w20, sum0);
                FloatVector x21 = FloatVector.fromArray(SPECIES, row2, at2 + step2);
                sum0 = x21.fma(w21, sum0);
                FloatVector x22 = FloatVector.fromArray(SPECIES, row2, at2 + 2 * step2);
                sum0 = x22.fma(w22, sum0);
                sum1 = x22.fma(w20, sum1);
                FloatVector x23 = FloatVector.fromArray(SPECIES, row2, at2 + 3 * step2);
                sum1 = x23.fma(w21, sum1);
                FloatVector x24 = FloatVector.fromArray(SPECIES, row2, at2 + 4 * step2);
                sum1 = x24.fma(w22, sum1);
                sum2 = x24.fma(w20, sum2);
                FloatVector x25 = FloatVector.fromArray(SPECIES, row2, at2 + 5 * step2);
                sum2 = x25.fma(w21, sum2);
                FloatVector x26 = FloatVector.fromArray(SPECIES, row2, at2 + 6 * step2);
                sum2 = x26.fma(w22, sum2);
                sum3 = x26.fma(w20, sum3);
                FloatVector x27 = FloatVector.fromArray(SPECIES, row2, at2 + 7 * step2);
                sum3 = x27.fma(w21, sum3);
                FloatVector x28 = FloatVector.fromArray(SPECIES, hasLast ? row2 : ZEROS, hasLast ? at2 + 8 * step2 : 0);
                sum3 = x28.fma(w22, sum3);
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

    /** A row of outputs of a kernel of 5 at stride 1, over the rows of its window that lie in the map. */
    private static void row5s1(
            Window window,
            int y,
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
        int width = window.width();
        int outputs = window.outWidth();
        int startY = y * 1 - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        int rowLength = width * channels;
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            int mapAt = inAt + startY * rowLength + c;
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                int column = x - window.left();
                boolean has0 = column >= 0;
                boolean has1 = column + 1 >= 0;
                boolean has6 = column + 6 < width;
                boolean has7 = column + 7 < width;
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = mapAt + ky * rowLength + column * channels;
                    int taps = weightsAt + ky * 5 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector w3 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
                    FloatVector w4 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, has0 ? in : ZEROS, has0 ? at : 0);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, has1 ? in : ZEROS, has1 ? at + channels : 0);
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
                    FloatVector x6 = FloatVector.fromArray(SPECIES, has6 ? in : ZEROS, has6 ? at + 6 * channels : 0);
                    sum2 = x6.fma(w4, sum2);
                    sum3 = x6.fma(w3, sum3);
                    FloatVector x7 = FloatVector.fromArray(SPECIES, has7 ? in : ZEROS, has7 ? at + 7 * channels : 0);
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

    /** A row of outputs of a kernel of 5 at stride 2, over the rows of its window that lie in the map. */
    private static void row5s2(
            Window window,
            int y,
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
        int width = window.width();
        int outputs = window.outWidth();
        int startY = y * 2 - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        int rowLength = width * channels;
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            int mapAt = inAt + startY * rowLength + c;
            for (int nextX = 0; nextX < outputs; nextX += GROUP) {
                int x = Math.min(nextX, outputs - GROUP);
                int column = x * 2 - window.left();
                boolean has0 = column >= 0;
                boolean has1 = column + 1 >= 0;
                boolean has9 = column + 9 < width;
                boolean has10 = column + 10 < width;
                FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                FloatVector sum1 = sum0;
                FloatVector sum2 = sum0;
                FloatVector sum3 = sum0;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = mapAt + ky * rowLength + column * channels;
                    int taps = weightsAt + ky * 5 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector w3 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
                    FloatVector w4 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, has0 ? in : ZEROS, has0 ? at : 0);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, has1 ? in : ZEROS, has1 ? at + channels : 0);
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
                    FloatVector x9 = FloatVector.fromArray(SPECIES, has9 ? in : ZEROS, has9 ? at + 9 * channels : 0);
                    sum3 = x9.fma(w3, sum3);
                    FloatVector x10 =
                            FloatVector.fromArray(SPECIES, has10 ? in : ZEROS, has10 ? at + 10 * channels : 0);
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

    /** A row of outputs, each by the taps that lie in the map. */
    private static void points(
            Window window,
            int y,
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
        int endVectors = channels < LANES ? 0 : channels;
        int startY = y * window.stride() - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        for (int x = 0; x < window.outWidth(); x++) {
            int startX = x * window.stride() - window.left();
            int firstX = window.firstTap(startX);
            int endTapX = window.endTap(startX, window.width());
            int rowIn = inAt + (startY * window.width() + startX) * channels;
            int rowLength = window.dilation() * window.width() * channels;
            int step = window.dilation() * channels;
            int to = outAt + x * channels;
            for (int nextC = 0; nextC < endVectors; nextC += LANES) {
                int c = Math.min(nextC, channels - LANES);
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
            for (int c = endVectors; c < channels; c++) {
                float sum = bias[biasAt + c];
                for (int ky = firstY; ky < endY; ky++) {
                    for (int kx = firstX; kx < endTapX; kx++) {
                        sum = Math.fma(
                                in[rowIn + ky * rowLength + kx * step + c],
                                weights[weightsAt + (ky * window.kernel() + kx) * channels + c],
                                sum);
                    }
                }
                out[to + c] = Clamp.clamp(sum, lowBits, highBits);
            }
        }
    }
}
