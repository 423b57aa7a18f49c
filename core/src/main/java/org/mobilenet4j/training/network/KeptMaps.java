package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.GradientKernels;

/**
 * A batch's maps between forward and backward. Most kernels compute on floats: for these, maps kept narrower pass through
 * scratch memory.
 */
sealed interface KeptMaps permits KeptMaps.Floats, KeptMaps.BFloat16, RecomputedMaps {
    /**
     * Makes values readable.
     *
     * @param scratch where they are put if they are not kept as floats
     * @return the array in which they stand from {@link #index} on
     */
    float[] load(int at, int length, float[] scratch, int scratchAt);

    /** Writes values through a norm and a clamp, {@link GradientKernels#normalize}. */
    void normalize(int at, int pixels, int channels, float[] norm, float low, float high, float[] out, int outAt);

    /** Writes a gradient through clamp and norm of values, {@link GradientKernels#clampGradient}. */
    void clampGradient(
            int at,
            int pixels,
            int channels,
            float[] terms,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt);

    /** The array for new values, from {@link #index} on; {@link #keep} follows. */
    float[] room(float[] scratch);

    /** Keeps values that stand in {@link #room}. */
    void keep(int at, int length, float[] scratch, int scratchAt);

    /** Where values that are kept at {@code at} stand in the array that {@link #load} or {@link #room} returned. */
    int index(int at, int scratchAt);

    /** As they are computed, from {@link CacheLines#FIRST} on. */
    record Floats(float[] values, GradientKernels kernels) implements KeptMaps {
        @Override
        public float[] load(int at, int length, float[] scratch, int scratchAt) {
            return values;
        }

        @Override
        public float[] room(float[] scratch) {
            return values;
        }

        @Override
        public void keep(int at, int length, float[] scratch, int scratchAt) {}

        @Override
        public int index(int at, int scratchAt) {
            return CacheLines.FIRST + at;
        }

        @Override
        public void normalize(
                int at, int pixels, int channels, float[] norm, float low, float high, float[] out, int outAt) {
            kernels.normalize(pixels, channels, values, CacheLines.FIRST + at, norm, 0, low, high, out, outAt);
        }

        @Override
        public void clampGradient(
                int at,
                int pixels,
                int channels,
                float[] terms,
                float low,
                float high,
                float[] gradient,
                int gradientAt,
                float[] out,
                int outAt) {
            kernels.clampGradient(
                    pixels,
                    channels,
                    values,
                    CacheLines.FIRST + at,
                    terms,
                    0,
                    low,
                    high,
                    gradient,
                    gradientAt,
                    out,
                    outAt);
        }
    }

    /** Rounded to bfloat16. */
    record BFloat16(short[] values, GradientKernels kernels) implements KeptMaps {
        /** As many bytes in front as of floats. */
        static final int FIRST = 2 * CacheLines.FIRST;

        @Override
        public float[] load(int at, int length, float[] scratch, int scratchAt) {
            kernels.widen(values, FIRST + at, scratch, scratchAt, length);
            return scratch;
        }

        @Override
        public float[] room(float[] scratch) {
            return scratch;
        }

        @Override
        public void keep(int at, int length, float[] scratch, int scratchAt) {
            kernels.narrow(scratch, scratchAt, values, FIRST + at, length);
        }

        @Override
        public int index(int at, int scratchAt) {
            return scratchAt;
        }

        @Override
        public void normalize(
                int at, int pixels, int channels, float[] norm, float low, float high, float[] out, int outAt) {
            kernels.normalize(pixels, channels, values, FIRST + at, norm, 0, low, high, out, outAt);
        }

        @Override
        public void clampGradient(
                int at,
                int pixels,
                int channels,
                float[] terms,
                float low,
                float high,
                float[] gradient,
                int gradientAt,
                float[] out,
                int outAt) {
            kernels.clampGradient(
                    pixels, channels, values, FIRST + at, terms, 0, low, high, gradient, gradientAt, out, outAt);
        }
    }
}
