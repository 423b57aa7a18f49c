package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch norm and the activation behind it, forward and backward, over {@code [pixels][channels]}.
 *
 * <p>What writes maps goes along them, as memory likes it, and loads the numbers of each channel anew. What only sums goes
 * down all pixels with one vector of channels, whose sums so stay in registers; its callers hand it few pixels at a time,
 * fresh in the cache. Channels beyond the last whole vector go under a mask, in methods of their own: C2 would box the
 * vectors of longer ones.
 *
 * <p>Clamps compare and blend: Java's {@code max} and {@code min} order zeros and pass NaN on, which costs several
 * instructions each.
 */
final class SimdNorm {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdNorm() {}

    static void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, float[] sums, int sumsAt) {
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c);
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
            FloatVector squares = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c);
            int at = inAt + c;
            for (int pixel = 0; pixel < pixels; pixel++) {
                FloatVector x = FloatVector.fromArray(SPECIES, in, at).sub(centre);
                sum = sum.add(x);
                squares = x.fma(x, squares);
                at += channels;
            }
            sum.intoArray(sums, sumsAt + c);
            squares.intoArray(sums, sumsAt + channels + c);
        }
        if (c < channels) {
            momentsTail(pixels, channels, c, in, inAt, pivot, pivotAt, sums, sumsAt);
        }
    }

    private static void momentsTail(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] pivot,
            int pivotAt,
            float[] sums,
            int sumsAt) {
        VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
        FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c, mask);
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c, mask);
        FloatVector squares = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c, mask);
        int at = inAt + c;
        for (int pixel = 0; pixel < pixels; pixel++) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, at, mask).sub(centre);
            sum = sum.add(x);
            squares = x.fma(x, squares);
            at += channels;
        }
        sum.intoArray(sums, sumsAt + c, mask);
        squares.intoArray(sums, sumsAt + channels + c, mask);
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
        int whole = SPECIES.loopBound(channels);
        int factorAt = normAt + channels;
        int shiftAt = factorAt + channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = inAt + pixel * channels;
            int to = outAt + pixel * channels;
            for (int c = 0; c < whole; c += LANES) {
                FloatVector y = FloatVector.fromArray(SPECIES, in, from + c)
                        .sub(FloatVector.fromArray(SPECIES, norm, normAt + c))
                        .fma(
                                FloatVector.fromArray(SPECIES, norm, factorAt + c),
                                FloatVector.fromArray(SPECIES, norm, shiftAt + c));
                y.blend(low, y.compare(VectorOperators.LT, low))
                        .blend(high, y.compare(VectorOperators.GT, high))
                        .intoArray(out, to + c);
            }
        }
        if (whole < channels) {
            normalizeTail(pixels, channels, whole, in, inAt, norm, normAt, low, high, out, outAt);
        }
    }

    private static void normalizeTail(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
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

    static void clampSums(
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
        FloatVector zero = FloatVector.zero(SPECIES);
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
            FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
            FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
            FloatVector products = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c);
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector centred =
                        FloatVector.fromArray(SPECIES, in, inAt + i).sub(mean);
                FloatVector y = centred.fma(factor, shift);
                FloatVector slope = zero.blend(
                        FloatVector.fromArray(SPECIES, gradient, gradientAt + i),
                        y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)));
                sum = sum.add(slope);
                products = slope.fma(centred, products);
            }
            sum.intoArray(sums, sumsAt + c);
            products.intoArray(sums, sumsAt + channels + c);
        }
        if (c < channels) {
            clampSumsTail(pixels, channels, c, in, inAt, norm, normAt, low, high, gradient, gradientAt, sums, sumsAt);
        }
    }

    private static void clampSumsTail(
            int pixels,
            int channels,
            int c,
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
        VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, mask);
        FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, mask);
        FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, mask);
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c, mask);
        FloatVector products = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c, mask);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            FloatVector slope = zero.blend(
                    FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask),
                    y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)));
            sum = sum.add(slope);
            products = slope.fma(centred, products);
        }
        sum.intoArray(sums, sumsAt + c, mask);
        products.intoArray(sums, sumsAt + channels + c, mask);
    }

    static void hardSwishSums(
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
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
            FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
            FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
            FloatVector products = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c);
            for (int i = c; i < pixels * channels; i += channels) {
                FloatVector centred =
                        FloatVector.fromArray(SPECIES, in, inAt + i).sub(mean);
                FloatVector y = centred.fma(factor, shift);
                FloatVector slope = y.div(3)
                        .add(0.5f)
                        .blend(0, y.compare(VectorOperators.LT, -3))
                        .blend(1, y.compare(VectorOperators.GT, 3))
                        .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i));
                sum = sum.add(slope);
                products = slope.fma(centred, products);
            }
            sum.intoArray(sums, sumsAt + c);
            products.intoArray(sums, sumsAt + channels + c);
        }
        if (c < channels) {
            hardSwishSumsTail(pixels, channels, c, in, inAt, norm, normAt, gradient, gradientAt, sums, sumsAt);
        }
    }

    private static void hardSwishSumsTail(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            float[] sums,
            int sumsAt) {
        VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
        FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, mask);
        FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, mask);
        FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, mask);
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c, mask);
        FloatVector products = FloatVector.fromArray(SPECIES, sums, sumsAt + channels + c, mask);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            FloatVector slope = y.div(3)
                    .add(0.5f)
                    .blend(0, y.compare(VectorOperators.LT, -3))
                    .blend(1, y.compare(VectorOperators.GT, 3))
                    .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask));
            sum = sum.add(slope);
            products = slope.fma(centred, products);
        }
        sum.intoArray(sums, sumsAt + c, mask);
        products.intoArray(sums, sumsAt + channels + c, mask);
    }

    static void clampGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        FloatVector zero = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(channels);
        int factorAt = termsAt + channels;
        int shiftAt = factorAt + channels;
        int slopeAt = shiftAt + channels;
        int offsetAt = slopeAt + channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = inAt + pixel * channels;
            int fromGradient = gradientAt + pixel * channels;
            int to = outAt + pixel * channels;
            for (int c = 0; c < whole; c += LANES) {
                FloatVector centred = FloatVector.fromArray(SPECIES, in, from + c)
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
        if (whole < channels) {
            clampGradientTail(
                    pixels, channels, whole, in, inAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
        }
    }

    private static void clampGradientTail(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector mean = FloatVector.fromArray(SPECIES, terms, termsAt + c, mask);
        FloatVector factor = FloatVector.fromArray(SPECIES, terms, termsAt + channels + c, mask);
        FloatVector shift = FloatVector.fromArray(SPECIES, terms, termsAt + 2 * channels + c, mask);
        FloatVector slope = FloatVector.fromArray(SPECIES, terms, termsAt + 3 * channels + c, mask);
        FloatVector offset = FloatVector.fromArray(SPECIES, terms, termsAt + 4 * channels + c, mask);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            zero.blend(
                            FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask),
                            y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))
                    .mul(factor)
                    .sub(centred.fma(slope, offset))
                    .intoArray(out, outAt + i, mask);
        }
    }

    static void hardSwishGradient(
            int pixels,
            int channels,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        int whole = SPECIES.loopBound(channels);
        int factorAt = termsAt + channels;
        int shiftAt = factorAt + channels;
        int slopeAt = shiftAt + channels;
        int offsetAt = slopeAt + channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = inAt + pixel * channels;
            int fromGradient = gradientAt + pixel * channels;
            int to = outAt + pixel * channels;
            for (int c = 0; c < whole; c += LANES) {
                FloatVector centred = FloatVector.fromArray(SPECIES, in, from + c)
                        .sub(FloatVector.fromArray(SPECIES, terms, termsAt + c));
                FloatVector factor = FloatVector.fromArray(SPECIES, terms, factorAt + c);
                FloatVector y = centred.fma(factor, FloatVector.fromArray(SPECIES, terms, shiftAt + c));
                FloatVector through = centred.fma(
                        FloatVector.fromArray(SPECIES, terms, slopeAt + c),
                        FloatVector.fromArray(SPECIES, terms, offsetAt + c));
                y.div(3)
                        .add(0.5f)
                        .blend(0, y.compare(VectorOperators.LT, -3))
                        .blend(1, y.compare(VectorOperators.GT, 3))
                        .mul(FloatVector.fromArray(SPECIES, gradient, fromGradient + c))
                        .mul(factor)
                        .sub(through)
                        .intoArray(out, to + c);
            }
        }
        if (whole < channels) {
            hardSwishGradientTail(pixels, channels, whole, in, inAt, terms, termsAt, gradient, gradientAt, out, outAt);
        }
    }

    private static void hardSwishGradientTail(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        VectorMask<Float> mask = SPECIES.indexInRange(c, channels);
        FloatVector mean = FloatVector.fromArray(SPECIES, terms, termsAt + c, mask);
        FloatVector factor = FloatVector.fromArray(SPECIES, terms, termsAt + channels + c, mask);
        FloatVector shift = FloatVector.fromArray(SPECIES, terms, termsAt + 2 * channels + c, mask);
        FloatVector slope = FloatVector.fromArray(SPECIES, terms, termsAt + 3 * channels + c, mask);
        FloatVector offset = FloatVector.fromArray(SPECIES, terms, termsAt + 4 * channels + c, mask);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, mask).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            y.div(3)
                    .add(0.5f)
                    .blend(0, y.compare(VectorOperators.LT, -3))
                    .blend(1, y.compare(VectorOperators.GT, 3))
                    .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i, mask))
                    .mul(factor)
                    .sub(centred.fma(slope, offset))
                    .intoArray(out, outAt + i, mask);
        }
    }
}
