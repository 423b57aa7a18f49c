package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The upper half of a float's bits is a bfloat16: widening shifts, narrowing rounds to the nearest, ties to even. */
final class SimdBFloat16 {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
    private static final int LANES = SPECIES.length();

    private SimdBFloat16() {}

    static void widen(short[] in, int inAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            IntVector bits = (IntVector)
                    ShortVector.fromArray(SHORTS, in, inAt + i).convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(out, outAt + i);
        }
        for (; i < length; i++) {
            out[outAt + i] = Float.intBitsToFloat(in[inAt + i] << 16);
        }
    }

    static void narrow(float[] in, int inAt, short[] out, int outAt, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            IntVector bits = FloatVector.fromArray(SPECIES, in, inAt + i).reinterpretAsInts();
            IntVector isOdd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
            ShortVector upper = (ShortVector) bits.add(isOdd)
                    .add(0x7fff)
                    .lanewise(VectorOperators.LSHR, 16)
                    .convertShape(VectorOperators.I2S, SHORTS, 0);
            upper.intoArray(out, outAt + i);
        }
        for (; i < length; i++) {
            int bits = Float.floatToRawIntBits(in[inAt + i]);
            out[outAt + i] = (short) ((bits + (bits >>> 16 & 1) + 0x7fff) >>> 16);
        }
    }

    /** As {@link SimdNorm#normalize}, in one pass where channels fill whole vectors. */
    static void normalize(
            int pixels,
            int channels,
            short[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        if (channels % LANES != 0) {
            widen(in, inAt, out, outAt, pixels * channels);
            SimdNorm.normalize(pixels, channels, out, outAt, norm, normAt, low, high, out, outAt);
            return;
        }
        int factorAt = normAt + channels;
        int shiftAt = factorAt + channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = inAt + pixel * channels;
            int to = outAt + pixel * channels;
            for (int c = 0; c < channels; c += LANES) {
                FloatVector y = ((IntVector) ShortVector.fromArray(SHORTS, in, from + c)
                                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                        .lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats()
                        .sub(FloatVector.fromArray(SPECIES, norm, normAt + c))
                        .fma(
                                FloatVector.fromArray(SPECIES, norm, factorAt + c),
                                FloatVector.fromArray(SPECIES, norm, shiftAt + c));
                y.blend(low, y.compare(VectorOperators.LT, low))
                        .blend(high, y.compare(VectorOperators.GT, high))
                        .intoArray(out, to + c);
            }
        }
    }

    /** As {@link SimdNorm#clampGradient}, in one pass where channels fill whole vectors. */
    static void clampGradient(
            int pixels,
            int channels,
            short[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        if (channels % LANES != 0) {
            widen(in, inAt, out, outAt, pixels * channels);
            SimdNorm.clampGradient(
                    pixels, channels, out, outAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
            return;
        }
        FloatVector zero = FloatVector.zero(SPECIES);
        int factorAt = termsAt + channels;
        int shiftAt = factorAt + channels;
        int slopeAt = shiftAt + channels;
        int offsetAt = slopeAt + channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = inAt + pixel * channels;
            int fromGradient = gradientAt + pixel * channels;
            int to = outAt + pixel * channels;
            for (int c = 0; c < channels; c += LANES) {
                FloatVector centred = ((IntVector) ShortVector.fromArray(SHORTS, in, from + c)
                                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                        .lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats()
                        .sub(FloatVector.fromArray(SPECIES, terms, termsAt + c));
                FloatVector factor = FloatVector.fromArray(SPECIES, terms, factorAt + c);
                FloatVector y = centred.fma(factor, FloatVector.fromArray(SPECIES, terms, shiftAt + c));
                FloatVector through = centred.fma(
                        FloatVector.fromArray(SPECIES, terms, slopeAt + c),
                        FloatVector.fromArray(SPECIES, terms, offsetAt + c));
                zero.blend(
                                FloatVector.fromArray(SPECIES, gradient, fromGradient + c),
                                y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))
                        .mul(factor)
                        .sub(through)
                        .intoArray(out, to + c);
            }
        }
    }
}
