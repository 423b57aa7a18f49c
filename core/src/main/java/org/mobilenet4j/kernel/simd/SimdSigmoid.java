package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sigmoid {@code 1 / (1 + exp(-x))} on plain arithmetic, since the Vector API's own exponential is a library that not
 * every JVM brings.
 *
 * <p>With {@code e = exp(-|x|)}, which is at most 1, it is {@code 1 / (1 + e)} on the right of zero and {@code e / (1 + e)}
 * on the left: neither overflows, nor loses the digits of small results. The exponential is {@code 2^n * exp(r)} with
 * {@code |r|} at most {@code ln(2) / 2} and a polynomial fitted there; its relative error is 4e-9. Two powers of two, {@code
 * 2^(n + 24)} and {@code 2^-24}, are normal numbers even where the result is not.
 *
 * <p>The tail computes the same in scalars, to the same bits.
 */
final class SimdSigmoid {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
    private static final int LANES = SPECIES.length();

    /** From here on the exponential is zero in float. */
    private static final float FARTHEST = 104;

    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** ln(2) in two parts; the first has so few digits that its multiples are exact. */
    private static final float LN2_HIGH = 0x1.63p-1f;

    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /** Added to a float, it leaves the nearest integer in the last bits. */
    private static final float TO_INTEGER = 0x1.8p23f;

    private static final int MANTISSA_BITS = 23;
    private static final int ONE_BITS = Float.floatToRawIntBits(1);
    private static final int LARGE_BITS = Float.floatToRawIntBits(0x1p24f);
    private static final float SMALL = 0x1p-24f;

    /** {@code exp(r) = 1 + r + r^2 * (P0 + P1 * r + ...)}. */
    private static final float P0 = 0.49999994f;

    private static final float P1 = 0.1666652f;
    private static final float P2 = 0.041668393f;
    private static final float P3 = 0.008368781f;
    private static final float P4 = 0.0013814479f;

    private SimdSigmoid() {}

    static void sigmoid(float[] values, int at, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, at + i);
            FloatVector distance = x.abs().min(FARTHEST);
            FloatVector shifted = distance.fma(-LOG2_E, TO_INTEGER);
            FloatVector n = shifted.sub(TO_INTEGER);
            FloatVector r = n.fma(
                    FloatVector.broadcast(SPECIES, -LN2_LOW),
                    n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), distance.neg()));
            FloatVector p = r.fma(P4, P3);
            p = p.fma(r, FloatVector.broadcast(SPECIES, P2));
            p = p.fma(r, FloatVector.broadcast(SPECIES, P1));
            p = p.fma(r, FloatVector.broadcast(SPECIES, P0));
            p = p.fma(r.mul(r), r).add(1);
            FloatVector factor = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                    .add(LARGE_BITS)
                    .reinterpretAsFloats();
            FloatVector e = p.mul(factor).mul(SMALL);
            IntVector one = IntVector.broadcast(INTS, ONE_BITS);
            // The numerator, 1 or e, by the sign's bits: C2 keeps a mask as an object in some JVMs.
            IntVector isLeft = x.reinterpretAsInts().lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
            one.sub(one.sub(e.reinterpretAsInts()).and(isLeft))
                    .reinterpretAsFloats()
                    .div(e.add(1))
                    .intoArray(values, at + i);
        }
        for (; i < length; i++) {
            values[at + i] = sigmoid(values[at + i]);
        }
    }

    private static float sigmoid(float x) {
        float distance = Math.min(Math.abs(x), FARTHEST);
        float shifted = Math.fma(distance, -LOG2_E, TO_INTEGER);
        float n = shifted - TO_INTEGER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, -distance));
        float p = Math.fma(r, P4, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        p = Math.fma(p, r * r, r) + 1;
        float factor = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << MANTISSA_BITS) + LARGE_BITS);
        float e = p * factor * SMALL;
        return (x < 0 ? e : 1) / (e + 1);
    }
}
