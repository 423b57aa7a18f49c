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
            for (; o <= outChannels - 4; o += 4) {
                tile4x1(
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
        FloatVector sum0a = FloatVector.fromArray(SPECIES, weights, weightsAt);
        FloatVector sum0b = FloatVector.fromArray(SPECIES, weights, weightsAt + LANES);
        FloatVector sum1a = FloatVector.fromArray(SPECIES, weights, weightsAt + inChannels);
        FloatVector sum1b = FloatVector.fromArray(SPECIES, weights, weightsAt + inChannels + LANES);
        FloatVector sum2a = FloatVector.fromArray(SPECIES, weights, weightsAt + 2 * inChannels);
        FloatVector sum2b = FloatVector.fromArray(SPECIES, weights, weightsAt + 2 * inChannels + LANES);
        FloatVector sum3a = FloatVector.fromArray(SPECIES, weights, weightsAt + 3 * inChannels);
        FloatVector sum3b = FloatVector.fromArray(SPECIES, weights, weightsAt + 3 * inChannels + LANES);
        FloatVector sum4a = FloatVector.fromArray(SPECIES, weights, weightsAt + 4 * inChannels);
        FloatVector sum4b = FloatVector.fromArray(SPECIES, weights, weightsAt + 4 * inChannels + LANES);
        FloatVector sum5a = FloatVector.fromArray(SPECIES, weights, weightsAt + 5 * inChannels);
        FloatVector sum5b = FloatVector.fromArray(SPECIES, weights, weightsAt + 5 * inChannels + LANES);
        FloatVector sum6a = FloatVector.fromArray(SPECIES, weights, weightsAt + 6 * inChannels);
        FloatVector sum6b = FloatVector.fromArray(SPECIES, weights, weightsAt + 6 * inChannels + LANES);
        FloatVector sum7a = FloatVector.fromArray(SPECIES, weights, weightsAt + 7 * inChannels);
        FloatVector sum7b = FloatVector.fromArray(SPECIES, weights, weightsAt + 7 * inChannels + LANES);
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
        sum0a.intoArray(weights, weightsAt);
        sum0b.intoArray(weights, weightsAt + LANES);
        sum1a.intoArray(weights, weightsAt + inChannels);
        sum1b.intoArray(weights, weightsAt + inChannels + LANES);
        sum2a.intoArray(weights, weightsAt + 2 * inChannels);
        sum2b.intoArray(weights, weightsAt + 2 * inChannels + LANES);
        sum3a.intoArray(weights, weightsAt + 3 * inChannels);
        sum3b.intoArray(weights, weightsAt + 3 * inChannels + LANES);
        sum4a.intoArray(weights, weightsAt + 4 * inChannels);
        sum4b.intoArray(weights, weightsAt + 4 * inChannels + LANES);
        sum5a.intoArray(weights, weightsAt + 5 * inChannels);
        sum5b.intoArray(weights, weightsAt + 5 * inChannels + LANES);
        sum6a.intoArray(weights, weightsAt + 6 * inChannels);
        sum6b.intoArray(weights, weightsAt + 6 * inChannels + LANES);
        sum7a.intoArray(weights, weightsAt + 7 * inChannels);
        sum7b.intoArray(weights, weightsAt + 7 * inChannels + LANES);
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
        FloatVector sum0a = FloatVector.fromArray(SPECIES, weights, weightsAt);
        FloatVector sum0b = FloatVector.fromArray(SPECIES, weights, weightsAt + LANES);
        FloatVector sum1a = FloatVector.fromArray(SPECIES, weights, weightsAt + inChannels);
        FloatVector sum1b = FloatVector.fromArray(SPECIES, weights, weightsAt + inChannels + LANES);
        FloatVector sum2a = FloatVector.fromArray(SPECIES, weights, weightsAt + 2 * inChannels);
        FloatVector sum2b = FloatVector.fromArray(SPECIES, weights, weightsAt + 2 * inChannels + LANES);
        FloatVector sum3a = FloatVector.fromArray(SPECIES, weights, weightsAt + 3 * inChannels);
        FloatVector sum3b = FloatVector.fromArray(SPECIES, weights, weightsAt + 3 * inChannels + LANES);
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
        sum0a.intoArray(weights, weightsAt);
        sum0b.intoArray(weights, weightsAt + LANES);
        sum1a.intoArray(weights, weightsAt + inChannels);
        sum1b.intoArray(weights, weightsAt + inChannels + LANES);
        sum2a.intoArray(weights, weightsAt + 2 * inChannels);
        sum2b.intoArray(weights, weightsAt + 2 * inChannels + LANES);
        sum3a.intoArray(weights, weightsAt + 3 * inChannels);
        sum3b.intoArray(weights, weightsAt + 3 * inChannels + LANES);
    }

    /** Four outputs by one vector, of which the first {@code valid} inputs exist; eight masked sums would be over the cliff. */
    private static void tile4x1(
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
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightsAt, mask);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, weights, weightsAt + inChannels, mask);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, weights, weightsAt + 2 * inChannels, mask);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, weights, weightsAt + 3 * inChannels, mask);
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
        }
        sum0.intoArray(weights, weightsAt, mask);
        sum1.intoArray(weights, weightsAt + inChannels, mask);
        sum2.intoArray(weights, weightsAt + 2 * inChannels, mask);
        sum3.intoArray(weights, weightsAt + 3 * inChannels, mask);
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
        FloatVector sum0 = FloatVector.fromArray(SPECIES, weights, weightsAt, mask);
        for (int row = 0; row < rows; row++) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, inAt + row * inChannels, mask);
            int at = gradientAt + row * outChannels;
            FloatVector g0 = FloatVector.broadcast(SPECIES, gradient[at]);
            sum0 = g0.fma(x, sum0);
        }
        sum0.intoArray(weights, weightsAt, mask);
    }
}
