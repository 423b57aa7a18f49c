package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The rows of a dilated depthwise convolution: map {@code [height][width][channels]}, weights {@code
 * [kernel][kernel][channels]}.
 *
 * <p>Columns that are {@code dilation} apart see only each other: at stride 1 they are an undilated convolution, four
 * outputs of which share what they load, as in {@link SimdDepthwise}. Kernels of 3 and 5 go this way where each of these
 * convolutions has four outputs. The others take four neighbouring outputs at a time, which share the weights only, over
 * runs of outputs that see the same taps.
 *
 * <p>Groups that do not fit are moved back or repeat their last output, and the last vector of channels is moved back; the
 * same values are written twice. Which way a row goes depends on its width alone, and the sum is that of {@link
 * SimdDepthwise}, tap by tap.
 */
final class SimdDilatedDepthwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int GROUP = 4;

    /** What a group loads where its window leaves the map; never written. */
    private static final float[] ZEROS = new float[LANES];

    private SimdDilatedDepthwise() {}

    /** A row of outputs, of at least as many channels as a vector has lanes. */
    static void row(
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
        int startY = y * window.stride() - window.top();
        int firstY = window.firstTap(startY);
        int endY = window.endTap(startY, window.height());
        int tapY = window.dilation() * window.width() * channels;
        int rowAt = inAt + startY * window.width() * channels;
        if (isGroupable(window)) {
            for (int x = 0; x < window.dilation(); x++) {
                int startX = x - window.left();
                int outputs = Math.ceilDiv(window.outWidth() - x, window.dilation());
                int inputs = Math.ceilDiv(window.width() - Math.floorMod(startX, window.dilation()), window.dilation());
                int column = Math.floorDiv(startX, window.dilation());
                int pixel = window.dilation() * channels;
                int from = rowAt + startX * channels;
                int to = outAt + x * channels;
                if (window.kernel() == 3) {
                    row3(
                            outputs, inputs, column, pixel, channels, firstY, endY, tapY, in, from, weights, weightsAt,
                            bias, biasAt, lowBits, highBits, out, to);
                } else {
                    row5(
                            outputs, inputs, column, pixel, channels, firstY, endY, tapY, in, from, weights, weightsAt,
                            bias, biasAt, lowBits, highBits, out, to);
                }
            }
            return;
        }
        int end;
        for (int x = 0; x < window.outWidth(); x = end) {
            int startX = x * window.stride() - window.left();
            int firstX = window.firstTap(startX);
            int endX = window.endTap(startX, window.width());
            end = endOfRun(window, x, firstX, endX);
            run(
                    end - x,
                    window.stride() * channels,
                    channels,
                    window.kernel(),
                    firstY,
                    endY,
                    tapY,
                    firstX,
                    endX,
                    window.dilation() * channels,
                    in,
                    rowAt + startX * channels,
                    weights,
                    weightsAt,
                    bias,
                    biasAt,
                    lowBits,
                    highBits,
                    out,
                    outAt + x * channels);
        }
    }

    /** Whether columns that are {@code dilation} apart have four outputs, each with the middle of its window in the map. */
    private static boolean isGroupable(Window window) {
        int half = window.kernel() / 2 * window.dilation();
        int right = window.outWidth() + 2 * half - window.left() - window.width();
        return (window.kernel() == 3 || window.kernel() == 5)
                && window.stride() == 1
                && window.outWidth() >= GROUP * window.dilation()
                && Math.max(window.left(), right) <= half;
    }

    /** One past the last output column from {@code x} on whose window has the same taps in the map. */
    private static int endOfRun(Window window, int x, int firstX, int endX) {
        int end = x + 1;
        while (end < window.outWidth()) {
            int startX = end * window.stride() - window.left();
            if (window.firstTap(startX) != firstX || window.endTap(startX, window.width()) != endX) {
                break;
            }
            end++;
        }
        return end;
    }

    /**
     * The outputs of a row that are {@code dilation} columns apart, of a kernel of 3.
     *
     * @param column the input column, of those that are {@code dilation} apart, with which the first window begins
     * @param pixel from one of these columns to the next, in floats
     * @param tapY from one tap's row to the next
     */
    private static void row3(
            int outputs,
            int inputs,
            int column,
            int pixel,
            int channels,
            int firstY,
            int endY,
            int tapY,
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
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            for (int next = 0; next < outputs; next += GROUP) {
                int x = Math.min(next, outputs - GROUP);
                int first = column + x;
                boolean has0 = first >= 0;
                boolean has5 = first + 5 < inputs;
                FloatVector sum0 = start;
                FloatVector sum1 = start;
                FloatVector sum2 = start;
                FloatVector sum3 = start;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * tapY + x * pixel + c;
                    int taps = weightsAt + ky * 3 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, has0 ? in : ZEROS, has0 ? at : 0);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, at + pixel);
                    sum0 = x1.fma(w1, sum0);
                    sum1 = x1.fma(w0, sum1);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * pixel);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w1, sum1);
                    sum2 = x2.fma(w0, sum2);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * pixel);
                    sum1 = x3.fma(w2, sum1);
                    sum2 = x3.fma(w1, sum2);
                    sum3 = x3.fma(w0, sum3);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * pixel);
                    sum2 = x4.fma(w2, sum2);
                    sum3 = x4.fma(w1, sum3);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, has5 ? in : ZEROS, has5 ? at + 5 * pixel : 0);
                    sum3 = x5.fma(w2, sum3);
                }
                int to = outAt + x * pixel + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + pixel);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * pixel);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * pixel);
            }
        }
    }

    /** As {@link #row3}, for a kernel of 5. */
    private static void row5(
            int outputs,
            int inputs,
            int column,
            int pixel,
            int channels,
            int firstY,
            int endY,
            int tapY,
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
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            for (int next = 0; next < outputs; next += GROUP) {
                int x = Math.min(next, outputs - GROUP);
                int first = column + x;
                boolean has0 = first >= 0;
                boolean has1 = first + 1 >= 0;
                boolean has6 = first + 6 < inputs;
                boolean has7 = first + 7 < inputs;
                FloatVector sum0 = start;
                FloatVector sum1 = start;
                FloatVector sum2 = start;
                FloatVector sum3 = start;
                for (int ky = firstY; ky < endY; ky++) {
                    int at = inAt + ky * tapY + x * pixel + c;
                    int taps = weightsAt + ky * 5 * channels + c;
                    FloatVector w0 = FloatVector.fromArray(SPECIES, weights, taps);
                    FloatVector w1 = FloatVector.fromArray(SPECIES, weights, taps + channels);
                    FloatVector w2 = FloatVector.fromArray(SPECIES, weights, taps + 2 * channels);
                    FloatVector w3 = FloatVector.fromArray(SPECIES, weights, taps + 3 * channels);
                    FloatVector w4 = FloatVector.fromArray(SPECIES, weights, taps + 4 * channels);
                    FloatVector x0 = FloatVector.fromArray(SPECIES, has0 ? in : ZEROS, has0 ? at : 0);
                    sum0 = x0.fma(w0, sum0);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, has1 ? in : ZEROS, has1 ? at + pixel : 0);
                    sum0 = x1.fma(w1, sum0);
                    sum1 = x1.fma(w0, sum1);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, at + 2 * pixel);
                    sum0 = x2.fma(w2, sum0);
                    sum1 = x2.fma(w1, sum1);
                    sum2 = x2.fma(w0, sum2);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, at + 3 * pixel);
                    sum0 = x3.fma(w3, sum0);
                    sum1 = x3.fma(w2, sum1);
                    sum2 = x3.fma(w1, sum2);
                    sum3 = x3.fma(w0, sum3);
                    FloatVector x4 = FloatVector.fromArray(SPECIES, in, at + 4 * pixel);
                    sum0 = x4.fma(w4, sum0);
                    sum1 = x4.fma(w3, sum1);
                    sum2 = x4.fma(w2, sum2);
                    sum3 = x4.fma(w1, sum3);
                    FloatVector x5 = FloatVector.fromArray(SPECIES, in, at + 5 * pixel);
                    sum1 = x5.fma(w4, sum1);
                    sum2 = x5.fma(w3, sum2);
                    sum3 = x5.fma(w2, sum3);
                    FloatVector x6 = FloatVector.fromArray(SPECIES, has6 ? in : ZEROS, has6 ? at + 6 * pixel : 0);
                    sum2 = x6.fma(w4, sum2);
                    sum3 = x6.fma(w3, sum3);
                    FloatVector x7 = FloatVector.fromArray(SPECIES, has7 ? in : ZEROS, has7 ? at + 7 * pixel : 0);
                    sum3 = x7.fma(w4, sum3);
                }
                int to = outAt + x * pixel + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + pixel);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 2 * pixel);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + 3 * pixel);
            }
        }
    }

    /**
     * Outputs side by side that see the same taps, by any kernel and stride.
     *
     * @param step from one output's window to the next, in floats
     * @param tapY from one tap's row to the next; {@code tapX} from one tap to the next
     */
    private static void run(
            int outputs,
            int step,
            int channels,
            int kernel,
            int firstY,
            int endY,
            int tapY,
            int firstX,
            int endX,
            int tapX,
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
        int last = outputs - 1; // repeated where a group has fewer than four
        for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            for (int x0 = 0; x0 < outputs; x0 += GROUP) {
                int x1 = Math.min(x0 + 1, last);
                int x2 = Math.min(x0 + 2, last);
                int x3 = Math.min(x0 + 3, last);
                int in0 = inAt + x0 * step + c;
                int in1 = inAt + x1 * step + c;
                int in2 = inAt + x2 * step + c;
                int in3 = inAt + x3 * step + c;
                FloatVector sum0 = start;
                FloatVector sum1 = start;
                FloatVector sum2 = start;
                FloatVector sum3 = start;
                for (int ky = firstY; ky < endY; ky++) {
                    for (int kx = firstX; kx < endX; kx++) {
                        int from = ky * tapY + kx * tapX;
                        FloatVector w =
                                FloatVector.fromArray(SPECIES, weights, weightsAt + (ky * kernel + kx) * channels + c);
                        sum0 = FloatVector.fromArray(SPECIES, in, in0 + from).fma(w, sum0);
                        sum1 = FloatVector.fromArray(SPECIES, in, in1 + from).fma(w, sum1);
                        sum2 = FloatVector.fromArray(SPECIES, in, in2 + from).fma(w, sum2);
                        sum3 = FloatVector.fromArray(SPECIES, in, in3 + from).fma(w, sum3);
                    }
                }
                int to = outAt + c;
                sum0.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + x0 * channels);
                sum1.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + x1 * channels);
                sum2.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + x2 * channels);
                sum3.reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + x3 * channels);
            }
        }
    }
}
