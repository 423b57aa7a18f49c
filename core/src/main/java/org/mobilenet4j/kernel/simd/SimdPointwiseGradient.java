package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of a matrix product by its weights: {@code weights[out][in] += gradient[rows][out]^T * in[rows][in]}.
 *
 * <p>A tile keeps eight outputs by two vectors of inputs in registers while it goes down the rows: two loads and eight
 * broadcasts serve sixteen products. Eight, because every channel count of the family is a multiple of it; four where a
 * machine has 16 registers. Rows are taken in pieces, so that a piece of both operands stays in L1 and L2 while all
 * tiles pass over it. Inputs beyond the last pair of vectors go one masked vector at a time, outputs beyond the last
 * tile one by one.
 */
final class SimdPointwiseGradient {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final boolean HAS_32_REGISTERS = LANES == 16;

    /** At 100 channels on either side, a piece of both is 100 KB. */
    private static final int ROWS = 128;

    private SimdPointwiseGradient() {}

    static void weights(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt) {
        for (int row = 0; row < rows; row += ROWS) {
            piece(
                    Math.min(ROWS, rows - row),
                    inChannels,
                    outChannels,
                    in,
                    inAt + row * inChannels,
                    gradient,
                    gradientAt + row * outChannels,
                    weights,
                    weightsAt);
        }
    }

    private static void piece(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt) {
        int i = 0;
        for (; i <= inChannels - 2 * LANES; i += 2 * LANES) {
            int o = 0;
            if (HAS_32_REGISTERS) {
                for (; o <= outChannels - 8; o += 8) {
                    tile8x2(
                            rows,
                            inChannels,
                            outChannels,
                            in,
                            inAt + i,
                            gradient,
                            gradientAt + o,
                            weights,
                            weightsAt + o * inChannels + i);
                }
            }
            for (; o <= outChannels - 4; o += 4) {
                tile4x2(
                        rows,
                        inChannels,
                        outChannels,
                        in,
                        inAt + i,
                        gradient,
                        gradientAt + o,
                        weights,
                        weightsAt + o * inChannels + i);
            }
            for (; o < outChannels; o++) {
                for (int half = i; half < i + 2 * LANES; half += LANES) {
                    tile1x1(
                            rows,
                            inChannels,
                            outChannels,
                            in,
                            inAt + half,
                            gradient,
                            gradientAt + o,
                            weights,
                            weightsAt + o * inChannels + half,
                            LANES);
                }
            }
        }
        for (; i < inChannels; i += LANES) {
            int valid = Math.min(LANES, inChannels - i);
            int o = 0;
            for (; o <= outChannels - 8; o += 8) {
                tile8x1(
                        rows,
                        inChannels,
                        outChannels,
                        in,
                        inAt + i,
                        gradient,
                        gradientAt + o,
                        weights,
                        weightsAt + o * inChannels + i,
                        valid);
            }
            for (; o < outChannels; o++) {
                tile1x1(
                        rows,
                        inChannels,
                        outChannels,
                        in,
                        inAt + i,
                        gradient,
                        gradientAt + o,
                        weights,
                        weightsAt + o * inChannels + i,
                        valid);
            }
        }
    }

    /** Eight outputs by two whole vectors of inputs. */
    private static void tile8x2(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt) {
        FloatVector sum0a = FloatVector.zero(SPECIES);
        FloatVector sum0b = FloatVector.zero(SPECIES);
        FloatVector sum1a = FloatVector.zero(SPECIES);
        FloatVector sum1b = FloatVector.zero(SPECIES);
        FloatVector sum2a = FloatVector.zero(SPECIES);
        FloatVector sum2b = FloatVector.zero(SPECIES);
        FloatVector sum3a = FloatVector.zero(SPECIES);
        FloatVector sum3b = FloatVector.zero(SPECIES);
        FloatVector sum4a = FloatVector.zero(SPECIES);
        FloatVector sum4b = FloatVector.zero(SPECIES);
        FloatVector sum5a = FloatVector.zero(SPECIES);
        FloatVector sum5b = FloatVector.zero(SPECIES);
        FloatVector sum6a = FloatVector.zero(SPECIES);
        FloatVector sum6b = FloatVector.zero(SPECIES);
        FloatVector sum7a = FloatVector.zero(SPECIES);
        FloatVector sum7b = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector a = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels);
            FloatVector b = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels + LANES);
            int at = gradientAt + row * outChannels;
            FloatVector g0 = FloatVector.broadcast(SPECIES, gradient[at]);
            sum0a = g0.fma(a, sum0a);
            sum0b = g0.fma(b, sum0b);
            FloatVector g1 = FloatVector.broadcast(SPECIES, gradient[at + 1]);
            sum1a = g1.fma(a, sum1a);
            sum1b = g1.fma(b, sum1b);
            FloatVector g2 = FloatVector.broadcast(SPECIES, gradient[at + 2]);
            sum2a = g2.fma(a, sum2a);
            sum2b = g2.fma(b, sum2b);
            FloatVector g3 = FloatVector.broadcast(SPECIES, gradient[at + 3]);
            sum3a = g3.fma(a, sum3a);
            sum3b = g3.fma(b, sum3b);
            FloatVector g4 = FloatVector.broadcast(SPECIES, gradient[at + 4]);
            sum4a = g4.fma(a, sum4a);
            sum4b = g4.fma(b, sum4b);
            FloatVector g5 = FloatVector.broadcast(SPECIES, gradient[at + 5]);
            sum5a = g5.fma(a, sum5a);
            sum5b = g5.fma(b, sum5b);
            FloatVector g6 = FloatVector.broadcast(SPECIES, gradient[at + 6]);
            sum6a = g6.fma(a, sum6a);
            sum6b = g6.fma(b, sum6b);
            FloatVector g7 = FloatVector.broadcast(SPECIES, gradient[at + 7]);
            sum7a = g7.fma(a, sum7a);
            sum7b = g7.fma(b, sum7b);
        }
        add(sum0a, weights, weightsAt);
        add(sum0b, weights, weightsAt + LANES);
        add(sum1a, weights, weightsAt + inChannels);
        add(sum1b, weights, weightsAt + inChannels + LANES);
        add(sum2a, weights, weightsAt + 2 * inChannels);
        add(sum2b, weights, weightsAt + 2 * inChannels + LANES);
        add(sum3a, weights, weightsAt + 3 * inChannels);
        add(sum3b, weights, weightsAt + 3 * inChannels + LANES);
        add(sum4a, weights, weightsAt + 4 * inChannels);
        add(sum4b, weights, weightsAt + 4 * inChannels + LANES);
        add(sum5a, weights, weightsAt + 5 * inChannels);
        add(sum5b, weights, weightsAt + 5 * inChannels + LANES);
        add(sum6a, weights, weightsAt + 6 * inChannels);
        add(sum6b, weights, weightsAt + 6 * inChannels + LANES);
        add(sum7a, weights, weightsAt + 7 * inChannels);
        add(sum7b, weights, weightsAt + 7 * inChannels + LANES);
    }

    /** Four outputs by two whole vectors of inputs. */
    private static void tile4x2(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt) {
        FloatVector sum0a = FloatVector.zero(SPECIES);
        FloatVector sum0b = FloatVector.zero(SPECIES);
        FloatVector sum1a = FloatVector.zero(SPECIES);
        FloatVector sum1b = FloatVector.zero(SPECIES);
        FloatVector sum2a = FloatVector.zero(SPECIES);
        FloatVector sum2b = FloatVector.zero(SPECIES);
        FloatVector sum3a = FloatVector.zero(SPECIES);
        FloatVector sum3b = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector a = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels);
            FloatVector b = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels + LANES);
            int at = gradientAt + row * outChannels;
            FloatVector g0 = FloatVector.broadcast(SPECIES, gradient[at]);
            sum0a = g0.fma(a, sum0a);
            sum0b = g0.fma(b, sum0b);
            FloatVector g1 = FloatVector.broadcast(SPECIES, gradient[at + 1]);
            sum1a = g1.fma(a, sum1a);
            sum1b = g1.fma(b, sum1b);
            FloatVector g2 = FloatVector.broadcast(SPECIES, gradient[at + 2]);
            sum2a = g2.fma(a, sum2a);
            sum2b = g2.fma(b, sum2b);
            FloatVector g3 = FloatVector.broadcast(SPECIES, gradient[at + 3]);
            sum3a = g3.fma(a, sum3a);
            sum3b = g3.fma(b, sum3b);
        }
        add(sum0a, weights, weightsAt);
        add(sum0b, weights, weightsAt + LANES);
        add(sum1a, weights, weightsAt + inChannels);
        add(sum1b, weights, weightsAt + inChannels + LANES);
        add(sum2a, weights, weightsAt + 2 * inChannels);
        add(sum2b, weights, weightsAt + 2 * inChannels + LANES);
        add(sum3a, weights, weightsAt + 3 * inChannels);
        add(sum3b, weights, weightsAt + 3 * inChannels + LANES);
    }

    /** Eight outputs by one vector, of which the first {@code valid} inputs exist. */
    private static void tile8x1(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            int valid) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        FloatVector sum4 = FloatVector.zero(SPECIES);
        FloatVector sum5 = FloatVector.zero(SPECIES);
        FloatVector sum6 = FloatVector.zero(SPECIES);
        FloatVector sum7 = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels, mask);
            int at = gradientAt + row * outChannels;
            FloatVector g0 = FloatVector.broadcast(SPECIES, gradient[at]);
            sum0 = g0.fma(x, sum0);
            FloatVector g1 = FloatVector.broadcast(SPECIES, gradient[at + 1]);
            sum1 = g1.fma(x, sum1);
            FloatVector g2 = FloatVector.broadcast(SPECIES, gradient[at + 2]);
            sum2 = g2.fma(x, sum2);
            FloatVector g3 = FloatVector.broadcast(SPECIES, gradient[at + 3]);
            sum3 = g3.fma(x, sum3);
            FloatVector g4 = FloatVector.broadcast(SPECIES, gradient[at + 4]);
            sum4 = g4.fma(x, sum4);
            FloatVector g5 = FloatVector.broadcast(SPECIES, gradient[at + 5]);
            sum5 = g5.fma(x, sum5);
            FloatVector g6 = FloatVector.broadcast(SPECIES, gradient[at + 6]);
            sum6 = g6.fma(x, sum6);
            FloatVector g7 = FloatVector.broadcast(SPECIES, gradient[at + 7]);
            sum7 = g7.fma(x, sum7);
        }
        add(sum0, weights, weightsAt, mask);
        add(sum1, weights, weightsAt + inChannels, mask);
        add(sum2, weights, weightsAt + 2 * inChannels, mask);
        add(sum3, weights, weightsAt + 3 * inChannels, mask);
        add(sum4, weights, weightsAt + 4 * inChannels, mask);
        add(sum5, weights, weightsAt + 5 * inChannels, mask);
        add(sum6, weights, weightsAt + 6 * inChannels, mask);
        add(sum7, weights, weightsAt + 7 * inChannels, mask);
    }

    /** One output by one vector, of which the first {@code valid} inputs exist. */
    private static void tile1x1(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            int valid) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels, mask);
            int at = gradientAt + row * outChannels;
            FloatVector g0 = FloatVector.broadcast(SPECIES, gradient[at]);
            sum0 = g0.fma(x, sum0);
        }
        add(sum0, weights, weightsAt, mask);
    }

    private static void add(FloatVector term, float[] weights, int at) {
        FloatVector.fromArray(SPECIES, weights, at).add(term).intoArray(weights, at);
    }

    private static void add(FloatVector term, float[] weights, int at, VectorMask<Float> mask) {
        FloatVector.fromArray(SPECIES, weights, at, mask).add(term).intoArray(weights, at, mask);
    }
}
