package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of a matrix product by its weights: {@code weights[out][in] += gradient[rows][out]^T * in[rows][in]}.
 *
 * <p>A tile ({@link PointwiseGradientTiles}) keeps some outputs by two vectors of inputs in registers while it goes down the rows: eight
 * outputs, because every channel count of the family is a multiple of it, or six and four where a machine has 16
 * registers. What a tile reads of a row is copied together before, {@code [rows][2 vectors]} of the inputs and {@code [rows][outputs of the
 * tile]} of the gradient: in the maps it lies a whole row apart, a step that is no constant, for which C2 checks every
 * access anew, and in as many cache lines as there are rows. A piece of rows and outputs stays in L2 while all inputs pass
 * over it, two vectors of them in L1.
 *
 * <p>Every weight is one sum down the rows, whatever the tile.
 */
final class SimdPointwiseGradient {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = SimdPointwise.PANEL;
    private static final int ROWS = 128;
    private static final int OUTPUTS = 256;

    private SimdPointwiseGradient() {}

    /** The last row of what is copied together may be written a vector too far. */
    static int pointwiseWeightsRoom() {
        return ROWS * (PANEL + OUTPUTS) + LANES;
    }

    static void pointwiseWeights(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            float[] weights,
            int weightsAt,
            float[] room,
            int roomAt) {
        for (int row = 0; row < rows; row += ROWS) {
            int count = Math.min(ROWS, rows - row);
            for (int o = 0; o < outChannels; o += OUTPUTS) {
                piece(
                        count,
                        inChannels,
                        Math.min(OUTPUTS, outChannels - o),
                        in,
                        inAt + row * inChannels,
                        gradient,
                        gradientAt + row * outChannels + o,
                        outChannels,
                        weights,
                        weightsAt + o * inChannels,
                        room,
                        roomAt);
            }
        }
    }

    private static void piece(
            int rows,
            int inChannels,
            int outputs,
            float[] in,
            int inAt,
            float[] gradient,
            int gradientAt,
            int gradientStep,
            float[] weights,
            int weightsAt,
            float[] room,
            int roomAt) {
        int outputsAt = roomAt + ROWS * PANEL;
        int height;
        for (int o = 0; o < outputs; o += height) {
            height = PointwiseGradientTiles.height(outputs - o);
            pack(rows, height, gradient, gradientAt + o, gradientStep, room, outputsAt + o * rows);
        }
        for (int i = 0; i < inChannels; i += PANEL) {
            int valid = Math.min(PANEL, inChannels - i);
            panel(rows, valid, in, inAt + i, inChannels, room, roomAt);
            PointwiseGradientTiles.run(
                    rows, outputs, room, roomAt, room, outputsAt, 1, weights, weightsAt + i, inChannels, valid);
        }
    }

    /** Copies the first {@code width} values of each row together; what a vector brings beyond, the next row overwrites. */
    private static void pack(int rows, int width, float[] from, int at, int step, float[] to, int toAt) {
        int reach = Math.ceilDiv(width, LANES) * LANES;
        int inside = Math.clamp(Math.floorDiv((long) from.length - reach - at, step) + 1, 0, rows);
        for (int row = 0; row < inside; row++) {
            for (int i = 0; i < width; i += LANES) {
                FloatVector.fromArray(SPECIES, from, at + row * step + i).intoArray(to, toAt + row * width + i);
            }
        }
        for (int row = inside; row < rows; row++) { // a vector would leave the array
            System.arraycopy(from, at + row * step, to, toAt + row * width, width);
        }
    }

    /** Copies {@code valid} inputs of each row together, as far apart as two vectors are long. */
    private static void panel(int rows, int valid, float[] in, int inAt, int step, float[] room, int roomAt) {
        int second = valid - LANES;
        if (second < 0) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(SPECIES, in, inAt + row * step, mask).intoArray(room, roomAt + row * PANEL);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            int from = inAt + row * step;
            int to = roomAt + row * PANEL;
            FloatVector.fromArray(SPECIES, in, from).intoArray(room, to);
            FloatVector.fromArray(SPECIES, in, from + second).intoArray(room, to + second);
        }
    }
}
