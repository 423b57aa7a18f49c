package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch norm and the activation behind it, forward and backward, over {@code [pixels][channels]}.
 *
 * <p>What writes maps goes along them, as memory likes it, and loads the numbers of each channel anew. What only sums goes
 * down a block of pixels with half a vector of channels, whose sums so stay in registers; they are double, since a norm
 * passes its own rounding on to everything behind it. Each kernel has its loop written out: C2 boxes vectors that pass
 * through methods of ours. Where maps are written, channels beyond the last whole vector go under a mask, in methods of
 * their own: C2 would box the vectors of longer ones.
 *
 * <p>Clamps compare and blend: Java's {@code max} and {@code min} order zeros and pass NaN on, which costs several
 * instructions each.
 */
final class SimdNorm {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    /** As many floats as a vector has doubles. */
    private static final VectorSpecies<Float> HALVES =
            VectorSpecies.of(float.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private static final VectorSpecies<Double> DOUBLES = SPECIES.withLanes(double.class);
    private static final int HALF_LANES = HALVES.length();

    /** Pixels that are gone down for half a vector of channels after the other; they stay in L1. */
    private static final int BLOCK = 32;

    private SimdNorm() {}

    static void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, double[] sums, int sumsAt) {
        int whole = HALVES.loopBound(channels);
        int squaresAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int from = inAt + block * channels;
            int end = from + Math.min(BLOCK, pixels - block) * channels;
            for (int c = 0; c < whole; c += HALF_LANES) {
                FloatVector centre = FloatVector.fromArray(HALVES, pivot, pivotAt + c);
                DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector squares = DoubleVector.fromArray(DOUBLES, sums, squaresAt + c);
                for (int i = from; i < end; i += channels) {
                    DoubleVector x = (DoubleVector) FloatVector.fromArray(HALVES, in, i + c)
                            .sub(centre)
                            .convertShape(VectorOperators.F2D, DOUBLES, 0);
                    sum = sum.add(x);
                    squares = x.fma(x, squares);
                }
                sum.intoArray(sums, sumsAt + c);
                squares.intoArray(sums, squaresAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            for (int i = inAt + c; i < inAt + pixels * channels; i += channels) {
                double x = in[i] - pivot[pivotAt + c];
                sums[sumsAt + c] += x;
                sums[squaresAt + c] += x * x;
            }
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
            double[] sums,
            int sumsAt) {
        FloatVector zero = FloatVector.zero(HALVES);
        int whole = HALVES.loopBound(channels);
        int productsAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += HALF_LANES) {
                FloatVector mean = FloatVector.fromArray(HALVES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(HALVES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(HALVES, norm, normAt + 2 * channels + c);
                DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector products = DoubleVector.fromArray(DOUBLES, sums, productsAt + c);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                    int i = from + pixel * channels;
                    FloatVector centred =
                            FloatVector.fromArray(HALVES, in, inAt + i).sub(mean);
                    FloatVector y = centred.fma(factor, shift);
                    DoubleVector passed = (DoubleVector) zero.blend(
                                    FloatVector.fromArray(HALVES, gradient, gradientAt + i),
                                    y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))
                            .convertShape(VectorOperators.F2D, DOUBLES, 0);
                    sum = sum.add(passed);
                    products = passed.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products);
                }
                sum.intoArray(sums, sumsAt + c);
                products.intoArray(sums, productsAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                double passed = y > low && y < high ? gradient[gradientAt + i] : 0;
                sums[sumsAt + c] += passed;
                sums[productsAt + c] += passed * centred;
            }
        }
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
            double[] sums,
            int sumsAt) {
        int whole = HALVES.loopBound(channels);
        int productsAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += HALF_LANES) {
                FloatVector mean = FloatVector.fromArray(HALVES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(HALVES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(HALVES, norm, normAt + 2 * channels + c);
                DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector products = DoubleVector.fromArray(DOUBLES, sums, productsAt + c);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                    int i = from + pixel * channels;
                    FloatVector centred =
                            FloatVector.fromArray(HALVES, in, inAt + i).sub(mean);
                    FloatVector y = centred.fma(factor, shift);
                    DoubleVector passed = (DoubleVector) y.div(3)
                            .add(0.5f)
                            .blend(0, y.compare(VectorOperators.LT, -3))
                            .blend(1, y.compare(VectorOperators.GT, 3))
                            .mul(FloatVector.fromArray(HALVES, gradient, gradientAt + i))
                            .convertShape(VectorOperators.F2D, DOUBLES, 0);
                    sum = sum.add(passed);
                    products = passed.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products);
                }
                sum.intoArray(sums, sumsAt + c);
                products.intoArray(sums, productsAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                double passed = gradient[gradientAt + i] * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1);
                sums[sumsAt + c] += passed;
                sums[productsAt + c] += passed * centred;
            }
        }
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
