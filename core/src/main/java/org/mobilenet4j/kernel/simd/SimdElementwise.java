package org.mobilenet4j.kernel.simd;

import static org.mobilenet4j.kernel.simd.Clamp.clamp;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** What touches each value once: activations, sums, scales, means and dot products; the tail under a mask. */
final class SimdElementwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private static final VectorShuffle<Float> ROTATED_1 = SPECIES.iotaShuffle(1, 1, true);
    private static final VectorShuffle<Float> ROTATED_2 = SPECIES.iotaShuffle(2, 1, true);
    private static final VectorShuffle<Float> ROTATED_4 = SPECIES.iotaShuffle(4, 1, true);
    private static final VectorShuffle<Float> ROTATED_8 = SPECIES.iotaShuffle(8, 1, true);

    private static final int SIX = Clamp.highBits(6);

    private SimdElementwise() {}

    static void globalAveragePool(int pixels, int channels, float[] in, int inAt, float[] out, int outAt) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, in, inAt + pixel * channels + c, mask));
            }
            sum.div(pixels).intoArray(out, outAt + c, mask);
        }
    }

    static void hardSwish(float[] data, int at, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i);
            clamp(x.add(3), 0, SIX).mul(x).div(6).intoArray(data, at + i);
        }
        if (i < length) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, length);
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i, mask);
            clamp(x.add(3), 0, SIX).mul(x).div(6).intoArray(data, at + i, mask);
        }
    }

    static void hardSigmoid(float[] data, int at, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i);
            clamp(x.add(3), 0, SIX).div(6).intoArray(data, at + i);
        }
        if (i < length) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, length);
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i, mask);
            clamp(x.add(3), 0, SIX).div(6).intoArray(data, at + i, mask);
        }
    }

    static void scaleChannels(int pixels, int channels, float[] data, int at, float[] factors, int factorsAt) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            int pixelAt = at + pixel * channels;
            int c = 0;
            for (; c <= channels - LANES; c += LANES) {
                FloatVector factor = FloatVector.fromArray(SPECIES, factors, factorsAt + c);
                FloatVector.fromArray(SPECIES, data, pixelAt + c).mul(factor).intoArray(data, pixelAt + c);
            }
            if (c < channels) {
                VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
                FloatVector factor = FloatVector.fromArray(SPECIES, factors, factorsAt + c, mask);
                FloatVector.fromArray(SPECIES, data, pixelAt + c, mask)
                        .mul(factor)
                        .intoArray(data, pixelAt + c, mask);
            }
        }
    }

    static void add(float[] sum, int sumAt, float[] term, int termAt, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, sum, sumAt + i)
                    .add(FloatVector.fromArray(SPECIES, term, termAt + i))
                    .intoArray(sum, sumAt + i);
        }
        if (i < length) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, length);
            FloatVector.fromArray(SPECIES, sum, sumAt + i, mask)
                    .add(FloatVector.fromArray(SPECIES, term, termAt + i, mask))
                    .intoArray(sum, sumAt + i, mask);
        }
    }

    static void addScaled(float factor, float[] term, int termAt, float[] sum, int sumAt, int length) {
        FloatVector factors = FloatVector.broadcast(SPECIES, factor);
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, term, termAt + i)
                    .fma(factors, FloatVector.fromArray(SPECIES, sum, sumAt + i))
                    .intoArray(sum, sumAt + i);
        }
        if (i < length) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, length);
            FloatVector.fromArray(SPECIES, term, termAt + i, mask)
                    .fma(factors, FloatVector.fromArray(SPECIES, sum, sumAt + i, mask))
                    .intoArray(sum, sumAt + i, mask);
        }
    }

    /** Four sums side by side, since one would wait for its own last addition. */
    static float dot(float[] a, int aAt, float[] b, int bAt, int length) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i <= length - 4 * LANES; i += 4 * LANES) {
            sum0 = product(a, aAt + i, b, bAt + i, sum0);
            sum1 = product(a, aAt + i + LANES, b, bAt + i + LANES, sum1);
            sum2 = product(a, aAt + i + 2 * LANES, b, bAt + i + 2 * LANES, sum2);
            sum3 = product(a, aAt + i + 3 * LANES, b, bAt + i + 3 * LANES, sum3);
        }
        for (; i < length; i += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, length);
            sum0 = FloatVector.fromArray(SPECIES, a, aAt + i, mask)
                    .fma(FloatVector.fromArray(SPECIES, b, bAt + i, mask), sum0);
        }
        return sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
    }

    /**
     * The sum in a fixed order. {@code reduceLanes} promises none, and adds in another before C2 has compiled it than after:
     * the same seed would give another head on a machine that was already warm.
     */
    private static float sumOfLanes(FloatVector lanes) {
        FloatVector sum = lanes;
        if (LANES >= 16) {
            sum = sum.add(sum.rearrange(ROTATED_8));
        }
        if (LANES >= 8) {
            sum = sum.add(sum.rearrange(ROTATED_4));
        }
        sum = sum.add(sum.rearrange(ROTATED_2));
        return sum.add(sum.rearrange(ROTATED_1)).lane(0);
    }

    private static FloatVector product(float[] a, int aAt, float[] b, int bAt, FloatVector sum) {
        return FloatVector.fromArray(SPECIES, a, aAt).fma(FloatVector.fromArray(SPECIES, b, bAt), sum);
    }
}
