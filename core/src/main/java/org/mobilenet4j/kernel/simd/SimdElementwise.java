package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** What touches each value once: activations, sums, scales, means and dot products. The tail is scalar: C2 keeps
 * a mask as an object in some JVMs. */
final class SimdElementwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private static final VectorShuffle<Float> ROTATED_1 = SPECIES.iotaShuffle(1, 1, true);
    private static final VectorShuffle<Float> ROTATED_2 = SPECIES.iotaShuffle(2, 1, true);
    private static final VectorShuffle<Float> ROTATED_4 = SPECIES.iotaShuffle(4, 1, true);
    private static final VectorShuffle<Float> ROTATED_8 = SPECIES.iotaShuffle(8, 1, true);

    private static final float SIXTH = 1 / 6f;
    private static final int SIX = Clamp.highBits(6);

    private SimdElementwise() {}

    static void globalAveragePool(int pixels, int channels, int divisor, float[] in, int inAt, float[] out, int outAt) {
        int c = 0;
        // One sum alone would wait for its last addition at every pixel.
        for (; c <= channels - 4 * LANES; c += 4 * LANES) {
            FloatVector sum0 = FloatVector.zero(SPECIES);
            FloatVector sum1 = FloatVector.zero(SPECIES);
            FloatVector sum2 = FloatVector.zero(SPECIES);
            FloatVector sum3 = FloatVector.zero(SPECIES);
            for (int pixel = 0; pixel < pixels; pixel++) {
                int from = inAt + pixel * channels + c;
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, in, from));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, in, from + LANES));
                sum2 = sum2.add(FloatVector.fromArray(SPECIES, in, from + 2 * LANES));
                sum3 = sum3.add(FloatVector.fromArray(SPECIES, in, from + 3 * LANES));
            }
            sum0.div(divisor).intoArray(out, outAt + c);
            sum1.div(divisor).intoArray(out, outAt + c + LANES);
            sum2.div(divisor).intoArray(out, outAt + c + 2 * LANES);
            sum3.div(divisor).intoArray(out, outAt + c + 3 * LANES);
        }
        for (; c <= channels - LANES; c += LANES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, in, inAt + pixel * channels + c));
            }
            sum.div(divisor).intoArray(out, outAt + c);
        }
        for (; c < channels; c++) {
            float sum = 0;
            for (int pixel = 0; pixel < pixels; pixel++) {
                sum += in[inAt + pixel * channels + c];
            }
            out[outAt + c] = sum / divisor;
        }
    }

    /**
     * The division by six is a product with its reciprocal and one correction by what is left, which rounds as the division
     * does (Markstein, "Computation of elementary functions on the IBM RISC System/6000 processor", 1990) and takes a third of
     * its time. What is infinite becomes NaN.
     */
    static void hardSwish(float[] data, int at, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i);
            FloatVector gate = x.add(3).reinterpretAsInts().max(0).min(SIX).reinterpretAsFloats();
            FloatVector product = x.mul(gate);
            FloatVector sixth = product.mul(SIXTH);
            FloatVector left = sixth.fma(FloatVector.broadcast(SPECIES, -6), product);
            left.fma(FloatVector.broadcast(SPECIES, SIXTH), sixth).intoArray(data, at + i);
        }
        for (; i < length; i++) {
            float x = data[at + i];
            float product = x * Clamp.clamp(x + 3, 0, SIX);
            float sixth = product * SIXTH;
            data[at + i] = Math.fma(Math.fma(sixth, -6, product), SIXTH, sixth);
        }
    }

    static void hardSigmoid(float[] data, int at, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, data, at + i);
            x.add(3).max(0).min(6).div(6).intoArray(data, at + i);
        }
        for (; i < length; i++) {
            data[at + i] = Math.clamp(data[at + i] + 3, 0f, 6f) / 6;
        }
    }

    /** The last channels of a pixel, which may not fill a vector, are loaded before the others change and stored after. */
    static void scaleChannels(int pixels, int channels, float[] data, int at, float[] factors, int factorsAt) {
        int end = channels - LANES;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int pixelAt = at + pixel * channels;
            if (end < 0) {
                for (int c = 0; c < channels; c++) {
                    data[pixelAt + c] *= factors[factorsAt + c];
                }
                continue;
            }
            FloatVector last = FloatVector.fromArray(SPECIES, data, pixelAt + end);
            for (int c = 0; c < end; c += LANES) {
                FloatVector factor = FloatVector.fromArray(SPECIES, factors, factorsAt + c);
                FloatVector.fromArray(SPECIES, data, pixelAt + c).mul(factor).intoArray(data, pixelAt + c);
            }
            last.mul(FloatVector.fromArray(SPECIES, factors, factorsAt + end)).intoArray(data, pixelAt + end);
        }
    }

    static void add(float[] sum, int sumAt, float[] term, int termAt, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, sum, sumAt + i)
                    .add(FloatVector.fromArray(SPECIES, term, termAt + i))
                    .intoArray(sum, sumAt + i);
        }
        for (; i < length; i++) {
            sum[sumAt + i] += term[termAt + i];
        }
    }

    static void multiply(float[] values, int at, float[] factors, int factorsAt, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, values, at + i)
                    .mul(FloatVector.fromArray(SPECIES, factors, factorsAt + i))
                    .intoArray(values, at + i);
        }
        for (; i < length; i++) {
            values[at + i] *= factors[factorsAt + i];
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
        for (; i < length; i++) {
            sum[sumAt + i] = Math.fma(term[termAt + i], factor, sum[sumAt + i]);
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
        for (; i <= length - LANES; i += LANES) {
            sum0 = product(a, aAt + i, b, bAt + i, sum0);
        }
        float sum = sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
        for (; i < length; i++) {
            sum = Math.fma(a[aAt + i], b[bAt + i], sum);
        }
        return sum;
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
