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
}
