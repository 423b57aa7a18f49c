package org.mobilenet4j.kernel.simd;

/**
 * The epilogue {@code min(max(x, low), high)} in two instructions. Java's own maximum and minimum of floats order zeros
 * and carry NaN, which takes six instructions each; finite floats of no sign order as the integers of their bits do, and
 * every negative one is a negative integer. So a clamp whose {@code low} is zero or absent is one of integers.
 *
 * <p>Kernels write it out on their vectors, {@code x.reinterpretAsInts().max(low).min(high).reinterpretAsFloats()}: as a
 * method of ours, C2 once had compiled it by itself before its caller, did not inline it, and boxed every vector.
 *
 * <p>What is no number becomes a number where there is a bound: zero or {@code high} by its sign. Without bounds it stays.
 */
final class Clamp {
    private Clamp() {}

    /** @param low 0, or minus infinity for none */
    static int lowBits(float low) {
        return low == 0 ? 0 : Integer.MIN_VALUE;
    }

    /** @param high above zero, or infinity for none */
    static int highBits(float high) {
        return high == Float.POSITIVE_INFINITY ? Integer.MAX_VALUE : Float.floatToRawIntBits(high);
    }

    static float clamp(float x, int lowBits, int highBits) {
        return Float.intBitsToFloat(Math.min(Math.max(Float.floatToRawIntBits(x), lowBits), highBits));
    }
}
