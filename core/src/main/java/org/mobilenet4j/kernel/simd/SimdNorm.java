package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch norm and the activation behind it, forward and backward: {@code [pixels][channels]}, a vector of channels at a
 * time down all pixels, so that what belongs to a channel stays in registers. The last vector is masked; the mask is
 * made outside of the loop over pixels, where it costs nothing that memory does not.
 */
final class SimdNorm {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdNorm() {}

    static void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, float[] sums, int sumsAt) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c, mask);
            FloatVector sum = FloatVector.zero(SPECIES);
            FloatVector squares = sum;
            for (int pixel = 0; pixel < pixels; pixel++) {
                FloatVector x = FloatVector.fromArray(SPECIES, in, inAt + pixel * channels + c, mask)
                        .sub(centre);
                sum = sum.add(x);
                squares = x.fma(x, squares);
            }
            add(sum, sums, sumsAt + c, mask);
            add(squares, sums, sumsAt + channels + c, mask);
        }
    }

    static void normalize(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, mask);
            FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, mask);
            FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, mask);
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector.fromArray(SPECIES, in, inAt + i, mask)
                        .sub(mean)
                        .fma(factor, shift)
                        .max(low)
                        .min(high)
                        .intoArray(out, outAt + i, mask);
            }
        }
    }

    static void clampGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] sums,
            int sumsAt) {
        float lowest = Math.max(low, -Float.MAX_VALUE); // zero times infinity would be no number
        float highest = Math.min(high, Float.MAX_VALUE);
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, mask);
            FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, mask);
            FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, mask);
            FloatVector sum = FloatVector.zero(SPECIES);
            FloatVector products = sum;
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector centred =
                        FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
                FloatVector y = centred.fma(factor, shift);
                // 1 between the bounds and 0 elsewhere, by arithmetic: masks made here would be over the cliff.
                FloatVector gate = y.sub(lowest)
                        .mul(y.neg().add(highest))
                        .mul(Float.MAX_VALUE)
                        .max(0)
                        .min(1);
                FloatVector slope = FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask)
                        .mul(gate);
                slope.intoArray(gradient, gradientAt + i, mask);
                sum = sum.add(slope);
                products = slope.fma(centred, products);
            }
            add(sum, sums, sumsAt + c, mask);
            add(products, sums, sumsAt + channels + c, mask);
        }
    }

    static void hardSwishGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            float[] sums,
            int sumsAt) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, mask);
            FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, mask);
            FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, mask);
            FloatVector sum = FloatVector.zero(SPECIES);
            FloatVector products = sum;
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector centred =
                        FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
                FloatVector y = centred.fma(factor, shift);
                FloatVector slope = y.div(3)
                        .add(0.5f)
                        .blend(0, y.compare(VectorOperators.LT, -3))
                        .blend(1, y.compare(VectorOperators.GT, 3))
                        .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask));
                slope.intoArray(gradient, gradientAt + i, mask);
                sum = sum.add(slope);
                products = slope.fma(centred, products);
            }
            add(sum, sums, sumsAt + c, mask);
            add(products, sums, sumsAt + channels + c, mask);
        }
    }

    static void normGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt) {
        for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
            FloatVector mean = FloatVector.fromArray(SPECIES, terms, termsAt + c, mask);
            FloatVector factor = FloatVector.fromArray(SPECIES, terms, termsAt + channels + c, mask);
            FloatVector slope = FloatVector.fromArray(SPECIES, terms, termsAt + 2 * channels + c, mask);
            FloatVector offset = FloatVector.fromArray(SPECIES, terms, termsAt + 3 * channels + c, mask);
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector through = FloatVector.fromArray(SPECIES, in, inAt + i, mask)
                        .sub(mean)
                        .fma(slope, offset);
                FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask)
                        .mul(factor)
                        .sub(through)
                        .intoArray(gradient, gradientAt + i, mask);
            }
        }
    }

    private static void add(FloatVector term, float[] sums, int at, VectorMask<Float> mask) {
        FloatVector.fromArray(SPECIES, sums, at, mask).add(term).intoArray(sums, at, mask);
    }
}
