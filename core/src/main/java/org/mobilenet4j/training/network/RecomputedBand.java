package org.mobilenet4j.training.network;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.CacheLines;

/**
 * The values that a part of the batch computed again last, before their norm: those that it sums a gradient with next. And
 * what a few of them are computed from.
 */
final class RecomputedBand {
    private final float[] values;
    private final float[] input;
    private final short[] narrowed;
    private @Nullable RecomputedMaps owner;
    private int from;
    private int end;

    RecomputedBand(int floats, int inputFloats, int shorts) {
        this.values = new float[CacheLines.FIRST + floats];
        this.input = new float[CacheLines.FIRST + inputFloats];
        this.narrowed = new short[shorts];
    }

    /** Room for what a few pixels are computed from, from {@link CacheLines#FIRST} on. */
    float[] input() {
        return input;
    }

    /** Room for a few pixels' values in bfloat16. */
    short[] narrowed() {
        return narrowed;
    }

    /** Room for values of some maps, which stand at {@code at} there and from {@link CacheLines#FIRST} on here. */
    float[] begin(RecomputedMaps maps, int at, int length) {
        owner = maps;
        from = at;
        end = at + length;
        return values;
    }

    /** Copies values, if they are here. */
    boolean copy(RecomputedMaps maps, int at, int length, float[] into, int intoAt) {
        boolean isHere = owner == maps && at >= from && at + length <= end;
        if (isHere) {
            System.arraycopy(values, CacheLines.FIRST + at - from, into, intoAt, length);
        }
        return isHere;
    }

    /** Other weights will make other values. */
    void forget() {
        owner = null;
    }
}
