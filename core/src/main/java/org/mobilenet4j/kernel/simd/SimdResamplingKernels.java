package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.Taps;
import org.mobilenet4j.kernel.scalar.ScalarResamplingKernels;

/**
 * Both passes with samples as the lanes. A vector of the first pass holds {@value #PIXELS_OF_512}, 2 or 1 neighbouring
 * pixels, channels interleaved as they lie in memory, times their weights, each repeated for the three channels; its
 * pixels are folded onto the first when an output is complete. Four rows share the weights. Where a load would leave the
 * array, the scalar twin takes over: in the last rows of the last image row or two.
 */
final class SimdResamplingKernels implements ResamplingKernels {
    private static final int PIXELS_OF_512 = 4;

    private static final VectorSpecies<Integer> INTS = MachineVectors.SPECIES.withLanes(int.class);
    private static final int LANES = INTS.length();
    private static final int PIXELS = LANES / PIXELS_OF_512;

    /** As many bytes as there are ints, or the 8 of the narrowest vector. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));

    private static final VectorShuffle<Integer> FOR_CHANNELS =
            VectorShuffle.fromOp(INTS, lane -> Math.min(lane / 3, PIXELS - 1));
    private static final VectorShuffle<Integer> NEXT_PIXEL = INTS.iotaShuffle(3, 1, true);
    private static final VectorShuffle<Integer> PIXEL_AFTER_NEXT = INTS.iotaShuffle(6, 1, true);

    private final ScalarResamplingKernels scalar = new ScalarResamplingKernels();

    @Override
    public void alongRows(byte[] in, int inAt, int rowBytes, int rows, Taps taps, int[] sums, byte[] out) {
        int samples = 3 * taps.positions();
        int lastLoad = in.length - reach(taps);
        int y = 0;
        for (; y + 4 <= rows && inAt + (y + 3) * rowBytes <= lastLoad; y += 4) {
            sumFourRows(in, inAt + y * rowBytes, rowBytes, taps, sums, samples + LANES);
            for (int row = 0; row < 4; row++) {
                round(sums, row * (samples + LANES), samples, out, (y + row) * samples);
            }
        }
        scalar.alongRows(in, inAt + y * rowBytes, rowBytes, rows - y, taps, out, y * samples);
    }

    /** How far the loads for a row go beyond its start, in bytes. */
    private static int reach(Taps taps) {
        int reach = 0;
        for (int x = 0; x < taps.positions(); x++) {
            int lastGroup = (taps.counts()[x] - 1) / PIXELS * PIXELS;
            reach = Math.max(reach, (taps.firsts()[x] + lastGroup) * 3 + BYTES.length());
        }
        return reach;
    }

    /** Stores overlap: of each vector the first three lanes are of use, and the next store covers the others. */
    private static void sumFourRows(byte[] in, int inAt, int rowBytes, Taps taps, int[] sums, int sumsStride) {
        int[] firsts = taps.firsts();
        int[] counts = taps.counts();
        int[] weights = taps.weights();
        for (int x = 0; x < firsts.length; x++) {
            int weight = x * taps.stride();
            int weightsEnd = weight + counts[x];
            int from = inAt + firsts[x] * 3;
            IntVector row0 = IntVector.zero(INTS);
            IntVector row1 = row0;
            IntVector row2 = row0;
            IntVector row3 = row0;
            for (; weight < weightsEnd; weight += PIXELS, from += 3 * PIXELS) {
                IntVector factors = IntVector.fromArray(INTS, weights, weight).rearrange(FOR_CHANNELS);
                row0 = samples(in, from).mul(factors).add(row0);
                row1 = samples(in, from + rowBytes).mul(factors).add(row1);
                row2 = samples(in, from + 2 * rowBytes).mul(factors).add(row2);
                row3 = samples(in, from + 3 * rowBytes).mul(factors).add(row3);
            }
            folded(row0).intoArray(sums, 3 * x);
            folded(row1).intoArray(sums, 3 * x + sumsStride);
            folded(row2).intoArray(sums, 3 * x + 2 * sumsStride);
            folded(row3).intoArray(sums, 3 * x + 3 * sumsStride);
        }
    }

    private static IntVector samples(byte[] in, int at) {
        return ByteVector.fromArray(BYTES, in, at)
                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                .reinterpretAsInts();
    }

    private static IntVector folded(IntVector sums) {
        IntVector folded = sums;
        if (PIXELS == 4) {
            folded = folded.add(folded.rearrange(PIXEL_AFTER_NEXT));
        }
        if (PIXELS >= 2) {
            folded = folded.add(folded.rearrange(NEXT_PIXEL));
        }
        return folded;
    }

    /** Plain code that the compiler turns into vectors. */
    private static void round(int[] sums, int sumsAt, int length, byte[] out, int outAt) {
        for (int i = 0; i < length; i++) {
            int sum = (sums[sumsAt + i] + Taps.HALF) >> Taps.FRACTION_BITS;
            out[outAt + i] = (byte) Math.max(0, Math.min(sum, 255));
        }
    }

    @Override
    public void alongColumns(byte[] in, int inAt, int rowBytes, Taps taps, int[] sums, byte[] out) {
        int whole = rowBytes < BYTES.length() ? 0 : (rowBytes - BYTES.length()) / LANES * LANES + LANES;
        for (int y = 0; y < taps.positions(); y++) {
            int from = inAt + taps.firsts()[y] * rowBytes;
            int weight = y * taps.stride();
            int count = taps.counts()[y];
            sumRows(in, from, rowBytes, taps.weights(), weight, count, whole, out, y * rowBytes);
            for (int i = whole; i < rowBytes; i++) {
                int sum = Taps.HALF;
                for (int k = 0; k < count; k++) {
                    sum += (in[from + k * rowBytes + i] & 0xFF) * taps.weights()[weight + k];
                }
                out[y * rowBytes + i] = (byte) Math.clamp(sum >> Taps.FRACTION_BITS, 0, 255);
            }
        }
    }

    /** A store of the narrowest vector is twice as wide as its sums; what follows covers the surplus. */
    private static void sumRows(
            byte[] in, int from, int rowBytes, int[] weights, int weight, int count, int length, byte[] out, int to) {
        IntVector half = IntVector.broadcast(INTS, Taps.HALF);
        for (int i = 0; i < length; i += LANES) {
            IntVector sum = half;
            for (int k = 0; k < count; k++) {
                sum = samples(in, from + k * rowBytes + i)
                        .mul(weights[weight + k])
                        .add(sum);
            }
            sum.lanewise(VectorOperators.ASHR, Taps.FRACTION_BITS)
                    .max(0)
                    .min(255)
                    .convertShape(VectorOperators.I2B, BYTES, 0)
                    .reinterpretAsBytes()
                    .intoArray(out, to + i);
        }
    }
}
