package org.mobilenet4j.kernel;

import org.mobilenet4j.parameters.WeightType;

/**
 * Matrices of narrow weights, {@code out x in}, and the words of 32 bits that {@link Kernels#narrowPointwise} reads. A word holds
 * the weights of one output and two (bfloat16) or four (int8) inputs in a row, the first in the lowest bits: so a vector of
 * words is widened by shifts alone, in vectors of one width.
 */
public final class NarrowWeights {
    /** The largest level of int8. */
    private static final int LARGEST = 127;

    private NarrowWeights() {}

    /** The words of one output. */
    public static int words(WeightType type, int inChannels) {
        return Math.ceilDiv(inChannels, type.perWord());
    }

    /** The words that {@link #panels} writes. */
    public static int panelsLength(WeightType type, int panel, int inChannels, int outChannels) {
        return Math.multiplyExact(WeightPacking.paddedOut(panel, outChannels), words(type, inChannels));
    }

    /**
     * Packs a matrix into panels {@code [ceil(out / panel)][words][panel]}; outputs and inputs beyond the last are left as they
     * are, zero.
     *
     * @param scales of the outputs, as {@link #scales} says
     */
    public static void panels(
            WeightType type,
            int panel,
            int inChannels,
            int outChannels,
            float[] weight,
            float[] scales,
            int[] packed,
            int packedAt) {
        int words = words(type, inChannels);
        int bits = Integer.SIZE / type.perWord();
        for (int o = 0; o < outChannels; o++) {
            int at = packedAt + o / panel * panel * words + o % panel;
            for (int i = 0; i < inChannels; i++) {
                int narrow = narrow(type, weight[o * inChannels + i], scales[o]);
                packed[at + i / type.perWord() * panel] |= narrow << (i % type.perWord() * bits);
            }
        }
    }

    /** What each output's levels are multiplied with: ones but for int8. */
    public static float[] scales(WeightType type, int inChannels, int outChannels, float[] weight) {
        float[] scales = new float[outChannels];
        for (int o = 0; o < outChannels; o++) {
            scales[o] = type == WeightType.INT8 ? scale(weight, o * inChannels, inChannels) : 1;
        }
        return scales;
    }

    /**
     * The largest magnitude / 127. Of weights that were levels of int8 once, the scale that gives them back, which is another
     * one where none was 127, or where rounding had lost its last bit.
     */
    private static float scale(float[] weight, int at, int length) {
        float largest = 0;
        for (int i = at; i < at + length; i++) {
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        for (int level = LARGEST; level > 0; level--) {
            float scale = largest / level;
            for (float near : new float[] {scale, Math.nextDown(scale), Math.nextUp(scale)}) {
                if (isExact(weight, at, length, near)) {
                    return near;
                }
            }
        }
        return largest / LARGEST;
    }

    private static boolean isExact(float[] weight, int at, int length, float scale) {
        for (int i = at; i < at + length; i++) {
            if (level(weight[i], scale) * scale != weight[i]) {
                return false;
            }
        }
        return true;
    }

    private static int level(float weight, float scale) {
        return scale == 0 ? 0 : Math.clamp(Math.round((double) weight / scale), -LARGEST, LARGEST);
    }

    /** The bits that a weight is kept in, the others zero. */
    private static int narrow(WeightType type, float weight, float scale) {
        return switch (type) {
            case FLOAT32 -> Float.floatToRawIntBits(weight);
            case BFLOAT16 -> {
                int bits = Float.floatToRawIntBits(weight);
                // Rounded up, the largest mantissas of what is no number would become infinity.
                yield Float.isNaN(weight) ? bits >>> 16 | 0x40 : (bits + (bits >>> 16 & 1) + 0x7fff) >>> 16;
            }
            case INT8 -> level(weight, scale) & 0xff;
        };
    }

    /**
     * A weight of a word as a float.
     *
     * @param index from the lowest bits on
     * @param scale of its output
     */
    public static float widen(WeightType type, int word, int index, float scale) {
        return switch (type) {
            case FLOAT32 -> Float.intBitsToFloat(word);
            case BFLOAT16 -> Float.intBitsToFloat((word >>> (16 * index)) << 16);
            case INT8 -> (byte) (word >>> (8 * index)) * scale;
        };
    }

    /** The float32 weights that a matrix's narrow ones stand for. */
    public static float[] rounded(WeightType type, int inChannels, int outChannels, float[] weight) {
        float[] scales = scales(type, inChannels, outChannels, weight);
        float[] rounded = new float[weight.length];
        for (int i = 0; i < weight.length; i++) {
            float scale = scales[i / inChannels];
            rounded[i] = widen(type, narrow(type, weight[i], scale), 0, scale);
        }
        return rounded;
    }
}
