package org.mobilenet4j.kernel.scalar;

import java.util.Arrays;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.Taps;

/** Both passes as Pillow's {@code Resample.c} has them. */
public final class ScalarResamplingKernels implements ResamplingKernels {
    @Override
    public void alongRows(byte[] in, int inAt, int rowBytes, int rows, Taps taps, int[] sums, byte[] out) {
        alongRows(in, inAt, rowBytes, rows, taps, out, 0);
    }

    /** The same, into an array from {@code outAt} on. */
    public void alongRows(byte[] in, int inAt, int rowBytes, int rows, Taps taps, byte[] out, int outAt) {
        int[] weights = taps.weights();
        int to = outAt;
        for (int y = 0; y < rows; y++) {
            int rowAt = inAt + y * rowBytes;
            for (int x = 0; x < taps.positions(); x++) {
                int from = rowAt + taps.firsts()[x] * 3;
                int weight = x * taps.stride();
                int weightsEnd = weight + taps.counts()[x];
                int red = Taps.HALF;
                int green = Taps.HALF;
                int blue = Taps.HALF;
                for (; weight < weightsEnd; weight++, from += 3) {
                    red += (in[from] & 0xFF) * weights[weight];
                    green += (in[from + 1] & 0xFF) * weights[weight];
                    blue += (in[from + 2] & 0xFF) * weights[weight];
                }
                out[to] = rounded(red);
                out[to + 1] = rounded(green);
                out[to + 2] = rounded(blue);
                to += 3;
            }
        }
    }

    /** Whole rows are summed at a time: neighbouring samples are independent, so the loops become vector code. */
    @Override
    public void alongColumns(byte[] in, int inAt, int rowBytes, Taps taps, int[] sums, byte[] out) {
        for (int y = 0; y < taps.positions(); y++) {
            Arrays.fill(sums, 0, rowBytes, Taps.HALF);
            int from = inAt + taps.firsts()[y] * rowBytes;
            for (int k = 0; k < taps.counts()[y]; k++, from += rowBytes) {
                addRow(in, from, taps.weights()[y * taps.stride() + k], rowBytes, sums);
            }
            int to = y * rowBytes;
            for (int i = 0; i < rowBytes; i++) {
                out[to + i] = rounded(sums[i]);
            }
        }
    }

    private static void addRow(byte[] in, int from, int weight, int length, int[] sums) {
        for (int i = 0; i < length; i++) {
            sums[i] += (in[from + i] & 0xFF) * weight;
        }
    }

    private static byte rounded(int sum) {
        return (byte) Math.clamp(sum >> Taps.FRACTION_BITS, 0, 255);
    }
}
