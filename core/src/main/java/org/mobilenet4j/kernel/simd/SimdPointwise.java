package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product: rows {@code [rows][in]} times packed panels {@code [ceil(out / panel)][in][panel]}, a panel two
 * vectors wide.
 *
 * <p>A tile keeps rows x vectors of sums in registers over the whole length of the sum, so that each weight vector is
 * loaded once for all its rows and each input is broadcast once for all its vectors. Wide and low is best: five rows of
 * two panels take nine loads for twenty products and few enough row pointers for the registers, where twelve rows of one
 * panel take fourteen loads for twenty-four and spill. A panel alone is taken in fourteen rows, or ten where that computes
 * fewer twice (of the 49 pixels of a 7 x 7 map); six on machines of 16 registers. Rows that do not fill a tile are
 * computed by moving the last tile up so that it overlaps the one before: the same values are written twice. So does the
 * second vector of a panel that is not full: it is moved back to end with the panel. Every output is one sum in one order
 * whatever the tile, so results do not depend on where a row falls.
 *
 * <p>All vectors have one width: of two, C2 guesses by its profiles which it meets, and where it guesses wrong the
 * vectors become objects.
 *
 * <p>Each tile is a method of its own with a short epilogue: a body that outgrows C2's inlining budget boxes every
 * vector and runs a hundred times slower.
 */
final class SimdPointwise {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    /** Channels come in multiples of eight, so half a 512-bit vector often ends them. */
    private static final int HALF = LANES / 2;

    /** A constant: where C2 makes a mask anew, it keeps it as an object in some JVMs. */
    private static final VectorMask<Float> FIRST_HALF = SPECIES.indexInRange(0, HALF);

    /** Output channels of a packed panel. */
    static final int PANEL = 2 * LANES;

    private static final boolean HAS_32_REGISTERS = LANES == 16;

    private SimdPointwise() {}

    static void run(
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        int width;
        for (int o = 0; o < outChannels; o += width) {
            width = tileWidth(rows, outChannels - o);
            int panelAt = panelsAt + o * inChannels;
            int valid = Math.min(width, outChannels - o);
            int tile = tileHeight(rows, valid);
            int second = valid - LANES;
            for (int next = 0; next < rows; next += tile) {
                int row = Math.min(next, rows - tile);
                int rowIn = inAt + row * inChannels;
                int rowOut = outAt + o + row * outChannels;
                if (width == 2 * PANEL) {
                    tile5TwoPanels(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels);
                } else if (tile == 14) {
                    tile14(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels,
                            second);
                } else if (tile == 12 && valid == LANES) {
                    tile12Vector(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels);
                } else if (tile == 12) {
                    tile12Half(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels);
                } else if (tile == 10) {
                    tile10(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels,
                            second);
                } else if (tile == 6) {
                    tile6(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            outChannels,
                            second);
                } else {
                    tile1(
                            inChannels,
                            in,
                            rowIn,
                            panels,
                            panelAt,
                            bias,
                            biasAt + o,
                            lowBits,
                            highBits,
                            out,
                            rowOut,
                            valid);
                }
            }
        }
    }

    /** The tile of a product's first panel: rows x output channels. */
    static String tile(int rows, int outChannels) {
        int valid = Math.min(tileWidth(rows, outChannels), outChannels);
        return tileHeight(rows, valid) + "x" + (valid <= LANES ? LANES : Math.ceilDiv(valid, PANEL) * PANEL);
    }

    /** The output channels of a tile, of those that are left. */
    private static int tileWidth(int rows, int outChannels) {
        if (rows == 1 && outChannels >= 4 * PANEL) {
            return 4 * PANEL;
        }
        return HAS_32_REGISTERS && outChannels >= 2 * PANEL && rows >= 5 ? 2 * PANEL : PANEL;
    }

    /** The rows of a tile, for a width of which {@code valid} outputs exist. */
    private static int tileHeight(int rows, int valid) {
        if (valid == 4 * PANEL) {
            return 1;
        }
        if (valid == 2 * PANEL) {
            return 5;
        }
        if (valid <= LANES) {
            return rows >= 12 && (valid == LANES || valid == HALF) ? 12 : 1;
        }
        if (rows < 6) {
            return 1;
        }
        if (!HAS_32_REGISTERS || rows < 10) {
            return 6;
        }
        int by10 = Math.ceilDiv(rows, 10) * 10;
        int by14 = Math.ceilDiv(rows, 14) * 14;
        return rows < 14 || by10 < by14 ? 10 : 14;
    }

    /** Five rows of two whole panels. */
    private static void tile5TwoPanels(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector biasB = FloatVector.fromArray(SPECIES, bias, biasAt + LANES);
        FloatVector biasC = FloatVector.fromArray(SPECIES, bias, biasAt + 2 * LANES);
        FloatVector biasD = FloatVector.fromArray(SPECIES, bias, biasAt + 3 * LANES);
        FloatVector sum0a = biasA;
        FloatVector sum0b = biasB;
        FloatVector sum0c = biasC;
        FloatVector sum0d = biasD;
        FloatVector sum1a = biasA;
        FloatVector sum1b = biasB;
        FloatVector sum1c = biasC;
        FloatVector sum1d = biasD;
        FloatVector sum2a = biasA;
        FloatVector sum2b = biasB;
        FloatVector sum2c = biasC;
        FloatVector sum2d = biasD;
        FloatVector sum3a = biasA;
        FloatVector sum3b = biasB;
        FloatVector sum3c = biasC;
        FloatVector sum3d = biasD;
        FloatVector sum4a = biasA;
        FloatVector sum4b = biasB;
        FloatVector sum4c = biasC;
        FloatVector sum4d = biasD;
        int nextAt = panelAt + inChannels * PANEL;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + LANES);
            FloatVector c = FloatVector.fromArray(SPECIES, panels, nextAt + i * PANEL);
            FloatVector d = FloatVector.fromArray(SPECIES, panels, nextAt + i * PANEL + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            sum0c = x0.fma(c, sum0c);
            sum0d = x0.fma(d, sum0d);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            sum1c = x1.fma(c, sum1c);
            sum1d = x1.fma(d, sum1d);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            sum2c = x2.fma(c, sum2c);
            sum2d = x2.fma(d, sum2d);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            sum3c = x3.fma(c, sum3c);
            sum3d = x3.fma(d, sum3d);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            sum4c = x4.fma(c, sum4c);
            sum4d = x4.fma(d, sum4d);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum0b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + LANES);
        sum0c.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * LANES);
        sum0d.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * LANES);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum1b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + LANES);
        sum1c.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + 2 * LANES);
        sum1d.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + 3 * LANES);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum2b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + LANES);
        sum2c.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + 2 * LANES);
        sum2d.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + 3 * LANES);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum3b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + LANES);
        sum3c.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + 2 * LANES);
        sum3d.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + 3 * LANES);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum4b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + LANES);
        sum4c.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + 2 * LANES);
        sum4d.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + 3 * LANES);
    }

    /** Fourteen rows of a panel. */
    private static void tile14(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels,
            int second) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector biasB = FloatVector.fromArray(SPECIES, bias, biasAt + second);
        FloatVector sum0a = biasA;
        FloatVector sum0b = biasB;
        FloatVector sum1a = biasA;
        FloatVector sum1b = biasB;
        FloatVector sum2a = biasA;
        FloatVector sum2b = biasB;
        FloatVector sum3a = biasA;
        FloatVector sum3b = biasB;
        FloatVector sum4a = biasA;
        FloatVector sum4b = biasB;
        FloatVector sum5a = biasA;
        FloatVector sum5b = biasB;
        FloatVector sum6a = biasA;
        FloatVector sum6b = biasB;
        FloatVector sum7a = biasA;
        FloatVector sum7b = biasB;
        FloatVector sum8a = biasA;
        FloatVector sum8b = biasB;
        FloatVector sum9a = biasA;
        FloatVector sum9b = biasB;
        FloatVector sum10a = biasA;
        FloatVector sum10b = biasB;
        FloatVector sum11a = biasA;
        FloatVector sum11b = biasB;
        FloatVector sum12a = biasA;
        FloatVector sum12b = biasB;
        FloatVector sum13a = biasA;
        FloatVector sum13b = biasB;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + second);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[inAt + 5 * inChannels + i]);
            sum5a = x5.fma(a, sum5a);
            sum5b = x5.fma(b, sum5b);
            FloatVector x6 = FloatVector.broadcast(SPECIES, in[inAt + 6 * inChannels + i]);
            sum6a = x6.fma(a, sum6a);
            sum6b = x6.fma(b, sum6b);
            FloatVector x7 = FloatVector.broadcast(SPECIES, in[inAt + 7 * inChannels + i]);
            sum7a = x7.fma(a, sum7a);
            sum7b = x7.fma(b, sum7b);
            FloatVector x8 = FloatVector.broadcast(SPECIES, in[inAt + 8 * inChannels + i]);
            sum8a = x8.fma(a, sum8a);
            sum8b = x8.fma(b, sum8b);
            FloatVector x9 = FloatVector.broadcast(SPECIES, in[inAt + 9 * inChannels + i]);
            sum9a = x9.fma(a, sum9a);
            sum9b = x9.fma(b, sum9b);
            FloatVector x10 = FloatVector.broadcast(SPECIES, in[inAt + 10 * inChannels + i]);
            sum10a = x10.fma(a, sum10a);
            sum10b = x10.fma(b, sum10b);
            FloatVector x11 = FloatVector.broadcast(SPECIES, in[inAt + 11 * inChannels + i]);
            sum11a = x11.fma(a, sum11a);
            sum11b = x11.fma(b, sum11b);
            FloatVector x12 = FloatVector.broadcast(SPECIES, in[inAt + 12 * inChannels + i]);
            sum12a = x12.fma(a, sum12a);
            sum12b = x12.fma(b, sum12b);
            FloatVector x13 = FloatVector.broadcast(SPECIES, in[inAt + 13 * inChannels + i]);
            sum13a = x13.fma(a, sum13a);
            sum13b = x13.fma(b, sum13b);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum0b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + second);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum1b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + second);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum2b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + second);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum3b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + second);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum4b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + second);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
        sum5b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels + second);
        sum6a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels);
        sum6b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels + second);
        sum7a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels);
        sum7b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels + second);
        sum8a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels);
        sum8b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels + second);
        sum9a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels);
        sum9b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels + second);
        sum10a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 10 * outChannels);
        sum10b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 10 * outChannels + second);
        sum11a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 11 * outChannels);
        sum11b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 11 * outChannels + second);
        sum12a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 12 * outChannels);
        sum12b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 12 * outChannels + second);
        sum13a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 13 * outChannels);
        sum13b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 13 * outChannels + second);
    }

    /** Twelve rows of a panel of which only the first vector exists. */
    private static void tile12Vector(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector sum0a = biasA;
        FloatVector sum1a = biasA;
        FloatVector sum2a = biasA;
        FloatVector sum3a = biasA;
        FloatVector sum4a = biasA;
        FloatVector sum5a = biasA;
        FloatVector sum6a = biasA;
        FloatVector sum7a = biasA;
        FloatVector sum8a = biasA;
        FloatVector sum9a = biasA;
        FloatVector sum10a = biasA;
        FloatVector sum11a = biasA;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[inAt + 5 * inChannels + i]);
            sum5a = x5.fma(a, sum5a);
            FloatVector x6 = FloatVector.broadcast(SPECIES, in[inAt + 6 * inChannels + i]);
            sum6a = x6.fma(a, sum6a);
            FloatVector x7 = FloatVector.broadcast(SPECIES, in[inAt + 7 * inChannels + i]);
            sum7a = x7.fma(a, sum7a);
            FloatVector x8 = FloatVector.broadcast(SPECIES, in[inAt + 8 * inChannels + i]);
            sum8a = x8.fma(a, sum8a);
            FloatVector x9 = FloatVector.broadcast(SPECIES, in[inAt + 9 * inChannels + i]);
            sum9a = x9.fma(a, sum9a);
            FloatVector x10 = FloatVector.broadcast(SPECIES, in[inAt + 10 * inChannels + i]);
            sum10a = x10.fma(a, sum10a);
            FloatVector x11 = FloatVector.broadcast(SPECIES, in[inAt + 11 * inChannels + i]);
            sum11a = x11.fma(a, sum11a);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
        sum6a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels);
        sum7a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels);
        sum8a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels);
        sum9a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels);
        sum10a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 10 * outChannels);
        sum11a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 11 * outChannels);
    }

    /** Twelve rows of a panel of which half a vector exists. */
    private static void tile12Half(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector sum0a = biasA;
        FloatVector sum1a = biasA;
        FloatVector sum2a = biasA;
        FloatVector sum3a = biasA;
        FloatVector sum4a = biasA;
        FloatVector sum5a = biasA;
        FloatVector sum6a = biasA;
        FloatVector sum7a = biasA;
        FloatVector sum8a = biasA;
        FloatVector sum9a = biasA;
        FloatVector sum10a = biasA;
        FloatVector sum11a = biasA;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[inAt + 5 * inChannels + i]);
            sum5a = x5.fma(a, sum5a);
            FloatVector x6 = FloatVector.broadcast(SPECIES, in[inAt + 6 * inChannels + i]);
            sum6a = x6.fma(a, sum6a);
            FloatVector x7 = FloatVector.broadcast(SPECIES, in[inAt + 7 * inChannels + i]);
            sum7a = x7.fma(a, sum7a);
            FloatVector x8 = FloatVector.broadcast(SPECIES, in[inAt + 8 * inChannels + i]);
            sum8a = x8.fma(a, sum8a);
            FloatVector x9 = FloatVector.broadcast(SPECIES, in[inAt + 9 * inChannels + i]);
            sum9a = x9.fma(a, sum9a);
            FloatVector x10 = FloatVector.broadcast(SPECIES, in[inAt + 10 * inChannels + i]);
            sum10a = x10.fma(a, sum10a);
            FloatVector x11 = FloatVector.broadcast(SPECIES, in[inAt + 11 * inChannels + i]);
            sum11a = x11.fma(a, sum11a);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt, FIRST_HALF);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels, FIRST_HALF);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels, FIRST_HALF);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels, FIRST_HALF);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels, FIRST_HALF);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels, FIRST_HALF);
        sum6a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels, FIRST_HALF);
        sum7a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels, FIRST_HALF);
        sum8a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels, FIRST_HALF);
        sum9a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels, FIRST_HALF);
        sum10a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 10 * outChannels, FIRST_HALF);
        sum11a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 11 * outChannels, FIRST_HALF);
    }

    /** Ten rows of a panel. */
    private static void tile10(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels,
            int second) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector biasB = FloatVector.fromArray(SPECIES, bias, biasAt + second);
        FloatVector sum0a = biasA;
        FloatVector sum0b = biasB;
        FloatVector sum1a = biasA;
        FloatVector sum1b = biasB;
        FloatVector sum2a = biasA;
        FloatVector sum2b = biasB;
        FloatVector sum3a = biasA;
        FloatVector sum3b = biasB;
        FloatVector sum4a = biasA;
        FloatVector sum4b = biasB;
        FloatVector sum5a = biasA;
        FloatVector sum5b = biasB;
        FloatVector sum6a = biasA;
        FloatVector sum6b = biasB;
        FloatVector sum7a = biasA;
        FloatVector sum7b = biasB;
        FloatVector sum8a = biasA;
        FloatVector sum8b = biasB;
        FloatVector sum9a = biasA;
        FloatVector sum9b = biasB;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + second);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[inAt + 5 * inChannels + i]);
            sum5a = x5.fma(a, sum5a);
            sum5b = x5.fma(b, sum5b);
            FloatVector x6 = FloatVector.broadcast(SPECIES, in[inAt + 6 * inChannels + i]);
            sum6a = x6.fma(a, sum6a);
            sum6b = x6.fma(b, sum6b);
            FloatVector x7 = FloatVector.broadcast(SPECIES, in[inAt + 7 * inChannels + i]);
            sum7a = x7.fma(a, sum7a);
            sum7b = x7.fma(b, sum7b);
            FloatVector x8 = FloatVector.broadcast(SPECIES, in[inAt + 8 * inChannels + i]);
            sum8a = x8.fma(a, sum8a);
            sum8b = x8.fma(b, sum8b);
            FloatVector x9 = FloatVector.broadcast(SPECIES, in[inAt + 9 * inChannels + i]);
            sum9a = x9.fma(a, sum9a);
            sum9b = x9.fma(b, sum9b);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum0b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + second);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum1b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + second);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum2b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + second);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum3b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + second);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum4b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + second);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
        sum5b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels + second);
        sum6a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels);
        sum6b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * outChannels + second);
        sum7a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels);
        sum7b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * outChannels + second);
        sum8a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels);
        sum8b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 8 * outChannels + second);
        sum9a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels);
        sum9b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 9 * outChannels + second);
    }

    /** Six rows of a panel. */
    private static void tile6(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels,
            int second) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector biasB = FloatVector.fromArray(SPECIES, bias, biasAt + second);
        FloatVector sum0a = biasA;
        FloatVector sum0b = biasB;
        FloatVector sum1a = biasA;
        FloatVector sum1b = biasB;
        FloatVector sum2a = biasA;
        FloatVector sum2b = biasB;
        FloatVector sum3a = biasA;
        FloatVector sum3b = biasB;
        FloatVector sum4a = biasA;
        FloatVector sum4b = biasB;
        FloatVector sum5a = biasA;
        FloatVector sum5b = biasB;
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + second);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[inAt + inChannels + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[inAt + 2 * inChannels + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[inAt + 3 * inChannels + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[inAt + 4 * inChannels + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[inAt + 5 * inChannels + i]);
            sum5a = x5.fma(a, sum5a);
            sum5b = x5.fma(b, sum5b);
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum0b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + second);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum1b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + second);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum2b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + second);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum3b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + second);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum4b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + second);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
        sum5b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels + second);
    }

    /** One row, the first {@code valid} outputs of a panel. */
    private static void tile1(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int valid) {
        if (valid == 4 * PANEL) {
            tile1FourPanels(inChannels, in, inAt, panels, panelAt, bias, biasAt, lowBits, highBits, out, outAt);
        } else if (valid > LANES) {
            tile1Panel(
                    inChannels, in, inAt, panels, panelAt, bias, biasAt, lowBits, highBits, out, outAt, valid - LANES);
        } else if (valid == LANES) {
            tile1Vector(inChannels, in, inAt, panels, panelAt, bias, biasAt, lowBits, highBits, out, outAt);
        } else if (valid == HALF) {
            tile1Half(inChannels, in, inAt, panels, panelAt, bias, biasAt, lowBits, highBits, out, outAt);
        } else {
            for (int o = 0; o < valid; o++) {
                float sum = bias[biasAt + o];
                for (int i = 0; i < inChannels; i++) {
                    sum = Math.fma(in[inAt + i], panels[panelAt + i * PANEL + o], sum);
                }
                out[outAt + o] = Clamp.clamp(sum, lowBits, highBits);
            }
        }
    }

    /** One row of four whole panels: a single row's weights come from memory, and four streams come faster than one. */
    private static void tile1FourPanels(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        FloatVector sumA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector sumB = FloatVector.fromArray(SPECIES, bias, biasAt + LANES);
        FloatVector sumC = FloatVector.fromArray(SPECIES, bias, biasAt + 2 * LANES);
        FloatVector sumD = FloatVector.fromArray(SPECIES, bias, biasAt + 3 * LANES);
        FloatVector sumE = FloatVector.fromArray(SPECIES, bias, biasAt + 4 * LANES);
        FloatVector sumF = FloatVector.fromArray(SPECIES, bias, biasAt + 5 * LANES);
        FloatVector sumG = FloatVector.fromArray(SPECIES, bias, biasAt + 6 * LANES);
        FloatVector sumH = FloatVector.fromArray(SPECIES, bias, biasAt + 7 * LANES);
        int panelAt1 = panelAt + inChannels * PANEL;
        int panelAt2 = panelAt1 + inChannels * PANEL;
        int panelAt3 = panelAt2 + inChannels * PANEL;
        for (int i = 0; i < inChannels; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, in[inAt + i]);
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            sumA = x.fma(a, sumA);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + LANES);
            sumB = x.fma(b, sumB);
            FloatVector c = FloatVector.fromArray(SPECIES, panels, panelAt1 + i * PANEL);
            sumC = x.fma(c, sumC);
            FloatVector d = FloatVector.fromArray(SPECIES, panels, panelAt1 + i * PANEL + LANES);
            sumD = x.fma(d, sumD);
            FloatVector e = FloatVector.fromArray(SPECIES, panels, panelAt2 + i * PANEL);
            sumE = x.fma(e, sumE);
            FloatVector f = FloatVector.fromArray(SPECIES, panels, panelAt2 + i * PANEL + LANES);
            sumF = x.fma(f, sumF);
            FloatVector g = FloatVector.fromArray(SPECIES, panels, panelAt3 + i * PANEL);
            sumG = x.fma(g, sumG);
            FloatVector h = FloatVector.fromArray(SPECIES, panels, panelAt3 + i * PANEL + LANES);
            sumH = x.fma(h, sumH);
        }
        sumA.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sumB.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + LANES);
        sumC.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * LANES);
        sumD.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * LANES);
        sumE.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * LANES);
        sumF.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * LANES);
        sumG.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 6 * LANES);
        sumH.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 7 * LANES);
    }

    /** One row of a panel. */
    private static void tile1Panel(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int second) {
        FloatVector sumA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector sumB = FloatVector.fromArray(SPECIES, bias, biasAt + second);
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + second);
            FloatVector x = FloatVector.broadcast(SPECIES, in[inAt + i]);
            sumA = x.fma(a, sumA);
            sumB = x.fma(b, sumB);
        }
        sumA.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sumB.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + second);
    }

    /** One row of a panel of which only the first vector exists. */
    private static void tile1Vector(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt);
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            sum = FloatVector.broadcast(SPECIES, in[inAt + i]).fma(a, sum);
        }
        sum.reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats().intoArray(out, outAt);
    }

    /** One row of a panel of which half a vector exists. */
    private static void tile1Half(
            int inChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt);
        for (int i = 0; i < inChannels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            sum = FloatVector.broadcast(SPECIES, in[inAt + i]).fma(a, sum);
        }
        sum.reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats().intoArray(out, outAt, FIRST_HALF);
    }
}
