package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch norm and the activation behind it, forward and backward, over {@code [pixels][channels]}.
 *
 * <p>What writes maps goes along them, as memory likes it, and loads the numbers of each channel anew. What only sums goes
 * down a block of pixels with one vector of channels, whose sums so stay in registers; what each product and addition
 * rounds away is summed beside it (Knuth's two-sum), since a norm passes its own rounding on to everything behind it. Each
 * kernel has that written out: C2 boxes vectors that pass through methods of ours. Channels beyond the last whole vector go
 * under a mask, in methods of their own: C2 would box the vectors of longer ones.
 *
 * <p>Clamps compare and blend: Java's {@code max} and {@code min} order zeros and pass NaN on, which costs several
 * instructions each.
 */
final class SimdNorm {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    /** Pixels that are gone down for one vector of channels after the other; they stay in L1. */
    private static final int BLOCK = 32;

    private SimdNorm() {}

    static void moments(
            int pixels, int channels, float[] in, int inAt, float[] pivot, int pivotAt, float[] sums, int sumsAt) {
        int whole = SPECIES.loopBound(channels);
        int secondAt = sumsAt + channels;
        int lostAt = secondAt + channels;
        int secondLostAt = lostAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int from = inAt + block * channels;
            int end = from + Math.min(BLOCK, pixels - block) * channels;
            for (int c = 0; c < whole; c += LANES) {
                FloatVector centre = FloatVector.fromArray(SPECIES, pivot, pivotAt + c);
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
                FloatVector lost = FloatVector.fromArray(SPECIES, sums, lostAt + c);
                FloatVector squares = FloatVector.fromArray(SPECIES, sums, secondAt + c);
                FloatVector squaresLost = FloatVector.fromArray(SPECIES, sums, secondLostAt + c);
                for (int i = from; i < end; i += channels) {
                    FloatVector x = FloatVector.fromArray(SPECIES, in, i + c).sub(centre);
                    FloatVector next = sum.add(x);
                    FloatVector moved = next.sub(sum);
                    lost = sum.sub(next.sub(moved)).add(x.sub(moved)).add(lost);
                    sum = next;
                    FloatVector square = x.mul(x);
                    next = squares.add(square);
                    moved = next.sub(squares);
                    squaresLost = squares.sub(next.sub(moved))
                            .add(square.sub(moved))
                            .add(x.fma(x, square.neg()))
                            .add(squaresLost);
                    squares = next;
                }
                sum.intoArray(sums, sumsAt + c);
                lost.intoArray(sums, lostAt + c);
                squares.intoArray(sums, secondAt + c);
                squaresLost.intoArray(sums, secondLostAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = inAt + c; i < inAt + pixels * channels; i += channels) {
                float x = in[i] - pivot[pivotAt + c];
                sum += x;
                squares += (double) x * x;
            }
            add(sum, sums, sumsAt + c, channels);
            add(squares, sums, secondAt + c, channels);
        }
    }

    /** To a sum with what rounding took from it two rows behind. */
    private static void add(double term, float[] sums, int at, int channels) {
        double sum = (double) sums[at] + sums[at + 2 * channels] + term;
        sums[at] = (float) sum;
        sums[at + 2 * channels] = (float) (sum - sums[at]);
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
        int whole = SPECIES.loopBound(channels);
        int secondAt = sumsAt + channels;
        int lostAt = secondAt + channels;
        int secondLostAt = lostAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += LANES) {
                FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
                FloatVector lost = FloatVector.fromArray(SPECIES, sums, lostAt + c);
                FloatVector products = FloatVector.fromArray(SPECIES, sums, secondAt + c);
                FloatVector productsLost = FloatVector.fromArray(SPECIES, sums, secondLostAt + c);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                    int i = from + pixel * channels;
                    FloatVector centred =
                            FloatVector.fromArray(SPECIES, in, inAt + i).sub(mean);
                    FloatVector y = centred.fma(factor, shift);
                    FloatVector passed = zero.blend(
                            FloatVector.fromArray(SPECIES, gradient, gradientAt + i),
                            y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)));
                    FloatVector next = sum.add(passed);
                    FloatVector moved = next.sub(sum);
                    lost = sum.sub(next.sub(moved)).add(passed.sub(moved)).add(lost);
                    sum = next;
                    FloatVector product = passed.mul(centred);
                    next = products.add(product);
                    moved = next.sub(products);
                    productsLost = products.sub(next.sub(moved))
                            .add(product.sub(moved))
                            .add(passed.fma(centred, product.neg()))
                            .add(productsLost);
                    products = next;
                }
                sum.intoArray(sums, sumsAt + c);
                lost.intoArray(sums, lostAt + c);
                products.intoArray(sums, secondAt + c);
                productsLost.intoArray(sums, secondLostAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            double sum = 0;
            double products = 0;
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                float passed = y > low && y < high ? gradient[gradientAt + i] : 0;
                sum += passed;
                products += (double) passed * centred;
            }
            add(sum, sums, sumsAt + c, channels);
            add(products, sums, secondAt + c, channels);
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
            float[] sums,
            int sumsAt) {
        int whole = SPECIES.loopBound(channels);
        int secondAt = sumsAt + channels;
        int lostAt = secondAt + channels;
        int secondLostAt = lostAt + channels;
        for (int block = 0; block < pixels; block += BLOCK) {
            int count = Math.min(BLOCK, pixels - block);
            for (int c = 0; c < whole; c += LANES) {
                FloatVector mean = FloatVector.fromArray(SPECIES, norm, normAt + c);
                FloatVector factor = FloatVector.fromArray(SPECIES, norm, normAt + channels + c);
                FloatVector shift = FloatVector.fromArray(SPECIES, norm, normAt + 2 * channels + c);
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumsAt + c);
                FloatVector lost = FloatVector.fromArray(SPECIES, sums, lostAt + c);
                FloatVector products = FloatVector.fromArray(SPECIES, sums, secondAt + c);
                FloatVector productsLost = FloatVector.fromArray(SPECIES, sums, secondLostAt + c);
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
                    FloatVector next = sum.add(passed);
                    FloatVector moved = next.sub(sum);
                    lost = sum.sub(next.sub(moved)).add(passed.sub(moved)).add(lost);
                    sum = next;
                    FloatVector product = passed.mul(centred);
                    next = products.add(product);
                    moved = next.sub(products);
                    productsLost = products.sub(next.sub(moved))
                            .add(product.sub(moved))
                            .add(passed.fma(centred, product.neg()))
                            .add(productsLost);
                    products = next;
                }
                sum.intoArray(sums, sumsAt + c);
                lost.intoArray(sums, lostAt + c);
                products.intoArray(sums, secondAt + c);
                productsLost.intoArray(sums, secondLostAt + c);
            }
        }
        for (int c = whole; c < channels; c++) {
            float mean = norm[normAt + c];
            float factor = norm[normAt + channels + c];
            float shift = norm[normAt + 2 * channels + c];
            double sum = 0;
            double products = 0;
            for (int i = c; i < pixels * channels; i += channels) {
                float centred = in[inAt + i] - mean;
                float y = Math.fma(centred, factor, shift);
                float passed = gradient[gradientAt + i] * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1);
                sum += passed;
                products += (double) passed * centred;
            }
            add(sum, sums, sumsAt + c, channels);
            add(products, sums, secondAt + c, channels);
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
