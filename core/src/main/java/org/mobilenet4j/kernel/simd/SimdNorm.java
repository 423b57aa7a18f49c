package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch norm and the activation behind it, forward and backward, over {@code [pixels][channels]}.
 *
 * <p>What writes maps goes along them, as memory likes it, and loads the numbers of each channel anew. What only sums goes
 * down a block of pixels with one vector of channels, whose sums so stay in registers; they are double, since a norm
 * passes its own rounding on to everything behind it. Each kernel has its loop written out: C2 boxes vectors that pass
 * through methods of ours. Half a vector of channels behind the last whole one goes under a constant mask, in methods of
 * their own: C2 would box the vectors of longer ones, and masks that are made anew.
 *
 * <p>Clamps compare and blend: Java's {@code max} and {@code min} order zeros and pass NaN on, which costs several
 * instructions each.
 */
final class SimdNorm {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private static final int HALF = LANES / 2;
    private static final VectorMask<Float> FIRST_HALF = SPECIES.indexInRange(0, HALF);
    private static final VectorSpecies<Double> DOUBLES = SPECIES.withLanes(double.class);

    /** Pixels that are gone down for one vector of channels after the other; they stay in L1. */
    private static final int BLOCK = 32;

    private SimdNorm() {}

    static void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, double[] sums, int sumsAt) {
        int whole = SPECIES.loopBound(channels);
        int squaresAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int from = inAt + block * channels;
            int end = from + Math.min(BLOCK, pixels - block) * channels;
            for (int c = 0; c < whole; c += LANES) {
                FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c);
                DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c + HALF);
                DoubleVector squares0 = DoubleVector.fromArray(DOUBLES, sums, squaresAt + c);
                DoubleVector squares1 = DoubleVector.fromArray(DOUBLES, sums, squaresAt + c + HALF);
                for (int i = from; i < end; i += channels) {
                    FloatVector x = FloatVector.fromArray(SPECIES, in, i + c).sub(centre);
                    DoubleVector x0 = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
                    DoubleVector x1 = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 1);
                    sum0 = sum0.add(x0);
                    sum1 = sum1.add(x1);
                    squares0 = x0.fma(x0, squares0);
                    squares1 = x1.fma(x1, squares1);
                }
                sum0.intoArray(sums, sumsAt + c);
                sum1.intoArray(sums, sumsAt + c + HALF);
                squares0.intoArray(sums, squaresAt + c);
                squares1.intoArray(sums, squaresAt + c + HALF);
            }
        }
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            momentsHalf(pixels, channels, whole, in, inAt, pivot, pivotAt, sums, sumsAt);
        }
        for (int c = rest; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = inAt + c; i < inAt + pixels * channels; i += channels) {
                double x = in[i] - pivot[pivotAt + c];
                sum += x;
                squares += x * x;
            }
            sums[sumsAt + c] += sum;
            sums[squaresAt + c] += squares;
        }
    }

    private static void momentsHalf(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] pivot,
            int pivotAt,
            double[] sums,
            int sumsAt) {
        FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c, FIRST_HALF);
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
        DoubleVector squares = DoubleVector.fromArray(DOUBLES, sums, sumsAt + channels + c);
        for (int i = inAt + c; i < inAt + pixels * channels; i += channels) {
            DoubleVector x = (DoubleVector) FloatVector.fromArray(SPECIES, in, i, FIRST_HALF)
                    .sub(centre)
                    .convertShape(VectorOperators.F2D, DOUBLES, 0);
            sum = sum.add(x);
            squares = x.fma(x, squares);
        }
        sum.intoArray(sums, sumsAt + c);
        squares.intoArray(sums, sumsAt + channels + c);
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
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            normalizeHalf(pixels, channels, whole, in, inAt, norm, normAt, low, high, out, outAt);
        }
        normalizeRest(pixels, channels, rest, in, inAt, norm, normAt, low, high, out, outAt);
    }

    private static void normalizeHalf(
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
        FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, FIRST_HALF);
        FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, FIRST_HALF);
        FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, FIRST_HALF);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector y = FloatVector.fromArray(SPECIES, in, inAt + i, FIRST_HALF)
                    .sub(mean)
                    .fma(factor, shift);
            y.blend(low, y.compare(VectorOperators.LT, low))
                    .blend(high, y.compare(VectorOperators.GT, high))
                    .intoArray(out, outAt + i, FIRST_HALF);
        }
    }

    /** The channels from {@code first} on, one by one: networks whose channels fill no half vector are rare. */
    private static void normalizeRest(
            int pixels,
            int channels,
            int first,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        for (int c = first; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            for (int i = c; i < pixels * channels; i += channels) {
                float y = Math.fma(in[inAt + i] - mean, factor, shift);
                out[outAt + i] = y < low ? low : y > high ? high : y;
            }
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
        FloatVector zero = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(channels);
        int productsAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += LANES) {
                FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
                DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c + HALF);
                DoubleVector products0 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c);
                DoubleVector products1 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c + HALF);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                    int i = from + pixel * channels;
                    FloatVector centred =
                            FloatVector.fromArray(SPECIES, in, inAt + i).sub(mean);
                    FloatVector y = centred.fma(factor, shift);
                    FloatVector passed = zero.blend(
                            FloatVector.fromArray(SPECIES, gradient, gradientAt + i),
                            y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)));
                    DoubleVector passed0 = (DoubleVector) passed.convertShape(VectorOperators.F2D, DOUBLES, 0);
                    DoubleVector passed1 = (DoubleVector) passed.convertShape(VectorOperators.F2D, DOUBLES, 1);
                    sum0 = sum0.add(passed0);
                    sum1 = sum1.add(passed1);
                    products0 = passed0.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products0);
                    products1 = passed1.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 1), products1);
                }
                sum0.intoArray(sums, sumsAt + c);
                sum1.intoArray(sums, sumsAt + c + HALF);
                products0.intoArray(sums, productsAt + c);
                products1.intoArray(sums, productsAt + c + HALF);
            }
        }
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            clampSumsHalf(
                    pixels, channels, whole, in, inAt, norm, normAt, low, high, gradient, gradientAt, sums, sumsAt);
        }
        for (int c = rest; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            double sum = 0;
            double products = 0;
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                double passed = y > low && y < high ? gradient[gradientAt + i] : 0;
                sum += passed;
                products += passed * centred;
            }
            sums[sumsAt + c] += sum;
            sums[productsAt + c] += products;
        }
    }

    private static void clampSumsHalf(
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
            double[] sums,
            int sumsAt) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, FIRST_HALF);
        FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, FIRST_HALF);
        FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, FIRST_HALF);
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
        DoubleVector products = DoubleVector.fromArray(DOUBLES, sums, sumsAt + channels + c);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, FIRST_HALF).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            DoubleVector passed = (DoubleVector) zero.blend(
                            FloatVector.fromArray(SPECIES, gradient, gradientAt + i, FIRST_HALF),
                            y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))
                    .convertShape(VectorOperators.F2D, DOUBLES, 0);
            sum = sum.add(passed);
            products = passed.fma((DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products);
        }
        sum.intoArray(sums, sumsAt + c);
        products.intoArray(sums, sumsAt + channels + c);
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
        int whole = SPECIES.loopBound(channels);
        int productsAt = sumsAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += LANES) {
                FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
                DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c + HALF);
                DoubleVector products0 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c);
                DoubleVector products1 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c + HALF);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                    int i = from + pixel * channels;
                    FloatVector centred =
                            FloatVector.fromArray(SPECIES, in, inAt + i).sub(mean);
                    FloatVector y = centred.fma(factor, shift);
                    FloatVector passed = y.div(3)
                            .add(0.5f)
                            .blend(0, y.compare(VectorOperators.LT, -3))
                            .blend(1, y.compare(VectorOperators.GT, 3))
                            .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i));
                    DoubleVector passed0 = (DoubleVector) passed.convertShape(VectorOperators.F2D, DOUBLES, 0);
                    DoubleVector passed1 = (DoubleVector) passed.convertShape(VectorOperators.F2D, DOUBLES, 1);
                    sum0 = sum0.add(passed0);
                    sum1 = sum1.add(passed1);
                    products0 = passed0.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products0);
                    products1 = passed1.fma(
                            (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 1), products1);
                }
                sum0.intoArray(sums, sumsAt + c);
                sum1.intoArray(sums, sumsAt + c + HALF);
                products0.intoArray(sums, productsAt + c);
                products1.intoArray(sums, productsAt + c + HALF);
            }
        }
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            hardSwishSumsHalf(pixels, channels, whole, in, inAt, norm, normAt, gradient, gradientAt, sums, sumsAt);
        }
        for (int c = rest; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            double sum = 0;
            double products = 0;
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                double passed = gradient[gradientAt + i] * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1);
                sum += passed;
                products += passed * centred;
            }
            sums[sumsAt + c] += sum;
            sums[productsAt + c] += products;
        }
    }

    private static void hardSwishSumsHalf(
            int pixels,
            int channels,
            int c,
            float[] in,
            int inAt,
            float[] norm,
            int normAt,
            float[] gradient,
            int gradientAt,
            double[] sums,
            int sumsAt) {
        FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c, FIRST_HALF);
        FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c, FIRST_HALF);
        FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c, FIRST_HALF);
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
        DoubleVector products = DoubleVector.fromArray(DOUBLES, sums, sumsAt + channels + c);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, FIRST_HALF).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            DoubleVector passed = (DoubleVector) y.div(3)
                    .add(0.5f)
                    .blend(0, y.compare(VectorOperators.LT, -3))
                    .blend(1, y.compare(VectorOperators.GT, 3))
                    .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i, FIRST_HALF))
                    .convertShape(VectorOperators.F2D, DOUBLES, 0);
            sum = sum.add(passed);
            products = passed.fma((DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, 0), products);
        }
        sum.intoArray(sums, sumsAt + c);
        products.intoArray(sums, sumsAt + channels + c);
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
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            clampGradientHalf(
                    pixels, channels, whole, in, inAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
        }
        clampGradientRest(
                pixels, channels, rest, in, inAt, terms, termsAt, low, high, gradient, gradientAt, out, outAt);
    }

    private static void clampGradientHalf(
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
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector mean = FloatVector.fromArray(SPECIES, terms, termsAt + c, FIRST_HALF);
        FloatVector factor = FloatVector.fromArray(SPECIES, terms, termsAt + channels + c, FIRST_HALF);
        FloatVector shift = FloatVector.fromArray(SPECIES, terms, termsAt + 2 * channels + c, FIRST_HALF);
        FloatVector slope = FloatVector.fromArray(SPECIES, terms, termsAt + 3 * channels + c, FIRST_HALF);
        FloatVector offset = FloatVector.fromArray(SPECIES, terms, termsAt + 4 * channels + c, FIRST_HALF);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, FIRST_HALF).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            zero.blend(
                            FloatVector.fromArray(SPECIES, gradient, gradientAt + i, FIRST_HALF),
                            y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))
                    .mul(factor)
                    .sub(centred.fma(slope, offset))
                    .intoArray(out, outAt + i, FIRST_HALF);
        }
    }

    private static void clampGradientRest(
            int pixels,
            int channels,
            int first,
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
        for (int c = first; c < channels; c++) {
            float mean = terms[termsAt + c];
            float factor = terms[termsAt + channels + c];
            float shift = terms[termsAt + 2 * channels + c];
            float slope = terms[termsAt + 3 * channels + c];
            float offset = terms[termsAt + 4 * channels + c];
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                float passed = y > low && y < high ? gradient[gradientAt + i] : 0;
                out[outAt + i] = passed * factor - Math.fma(centred, slope, offset);
            }
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
        int rest = whole;
        if (channels - whole >= HALF) {
            rest += HALF;
            hardSwishGradientHalf(pixels, channels, whole, in, inAt, terms, termsAt, gradient, gradientAt, out, outAt);
        }
        hardSwishGradientRest(pixels, channels, rest, in, inAt, terms, termsAt, gradient, gradientAt, out, outAt);
    }

    private static void hardSwishGradientHalf(
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
        FloatVector mean = FloatVector.fromArray(SPECIES, terms, termsAt + c, FIRST_HALF);
        FloatVector factor = FloatVector.fromArray(SPECIES, terms, termsAt + channels + c, FIRST_HALF);
        FloatVector shift = FloatVector.fromArray(SPECIES, terms, termsAt + 2 * channels + c, FIRST_HALF);
        FloatVector slope = FloatVector.fromArray(SPECIES, terms, termsAt + 3 * channels + c, FIRST_HALF);
        FloatVector offset = FloatVector.fromArray(SPECIES, terms, termsAt + 4 * channels + c, FIRST_HALF);
        for (int i = c; i < pixels * channels; i += channels) {
            FloatVector centred =
                    FloatVector.fromArray(SPECIES, in, inAt + i, FIRST_HALF).sub(mean);
            FloatVector y = centred.fma(factor, shift);
            y.div(3)
                    .add(0.5f)
                    .blend(0, y.compare(VectorOperators.LT, -3))
                    .blend(1, y.compare(VectorOperators.GT, 3))
                    .mul(FloatVector.fromArray(SPECIES, gradient, gradientAt + i, FIRST_HALF))
                    .mul(factor)
                    .sub(centred.fma(slope, offset))
                    .intoArray(out, outAt + i, FIRST_HALF);
        }
    }

    private static void hardSwishGradientRest(
            int pixels,
            int channels,
            int first,
            float[] in,
            int inAt,
            float[] terms,
            int termsAt,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        for (int c = first; c < channels; c++) {
            float mean = terms[termsAt + c];
            float factor = terms[termsAt + channels + c];
            float shift = terms[termsAt + 2 * channels + c];
            float slope = terms[termsAt + 3 * channels + c];
            float offset = terms[termsAt + 4 * channels + c];
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                float passed = gradient[gradientAt + i] * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1);
                out[outAt + i] = passed * factor - Math.fma(centred, slope, offset);
            }
        }
    }
}
