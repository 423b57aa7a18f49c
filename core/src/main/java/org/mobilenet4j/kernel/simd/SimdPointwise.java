package org.mobilenet4j.kernel.simd;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.Tiling;

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
 * whatever the tile, so results do not depend on where a row falls, nor on a tile that was measured to be faster for a
 * product on some machine ({@link Tiling}).
 *
 * <p>All vectors have one width: of two, C2 guesses by its profiles which it meets, and where it guesses wrong the
 * vectors become objects.
 *
 * <p>Each tile is a method of its own with a short epilogue, in {@link PointwiseTiles}: a body that outgrows C2's inlining
 * budget boxes every vector and runs a hundred times slower.
 */
final class SimdPointwise {
    private static final int LANES = MachineVectors.SPECIES.length();

    /** Channels come in multiples of eight, so half a 512-bit vector often ends them. */
    private static final int HALF = LANES / 2;

    /** Output channels of a packed panel. */
    static final int PANEL = 2 * LANES;

    private static final boolean HAS_32_REGISTERS = MachineVectors.HAS_32_REGISTERS;

    private SimdPointwise() {}

    static void pointwise(
            Tiling tiling,
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
        int measured = tiling.find(rows, inChannels, outChannels);
        Tiling.@Nullable Choice choice = measured < 0 ? null : tiling.choices().get(measured);
        int width;
        for (int o = 0; o < outChannels; o += width) {
            int left = outChannels - o;
            Tiling.@Nullable Choice here = choice != null && left >= choice.vectors() * LANES ? choice : null;
            width = here != null ? here.vectors() * LANES : tileWidth(rows, left);
            int valid = Math.min(width, left);
            int height = here != null ? here.height() : tileHeight(rows, valid);
            int panelAt = panelsAt + o * inChannels;
            int to = outAt + o;
            int firstBias = biasAt + o;
            rows(
                    rows,
                    height,
                    inChannels,
                    in,
                    inAt,
                    panels,
                    panelAt,
                    bias,
                    firstBias,
                    lowBits,
                    highBits,
                    out,
                    to,
                    outChannels,
                    valid);
        }
    }

    /** All rows of {@code valid} outputs, no more than a tile is wide. */
    static void rows(
            int rows,
            int height,
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
            int valid) {
        int high = height == 6 && rowsBySix(rows) >= 0 ? rowsBySix(rows) : rows;
        PointwiseTiles.run(
                high,
                height,
                inChannels,
                in,
                inAt,
                panels,
                panelAt,
                bias,
                biasAt,
                lowBits,
                highBits,
                out,
                outAt,
                outChannels,
                valid);
        if (high < rows) {
            int lowIn = inAt + high * inChannels;
            int lowOut = outAt + high * outChannels;
            PointwiseTiles.run(
                    rows - high,
                    5,
                    inChannels,
                    in,
                    lowIn,
                    panels,
                    panelAt,
                    bias,
                    biasAt,
                    lowBits,
                    highBits,
                    out,
                    lowOut,
                    outChannels,
                    valid);
        }
    }

    /**
     * The rows that go by tiles of six, so that tiles of five take the rest and none is computed twice. Negative where there is
     * no such number, for some products of fewer than twenty rows.
     */
    private static int rowsBySix(int rows) {
        int fives = Math.floorMod(-rows, 6); // each five in place of a six takes one row less
        return rows - 5 * fives;
    }

    /** The tile of a product's first panel: rows x output channels. */
    static String tile(Tiling tiling, int rows, int inChannels, int outChannels) {
        int measured = tiling.find(rows, inChannels, outChannels);
        if (measured >= 0) {
            Tiling.Choice choice = tiling.choices().get(measured);
            return choice.height() + "x" + choice.vectors() * LANES;
        }
        int valid = Math.min(tileWidth(rows, outChannels), outChannels);
        return tileHeight(rows, valid) + "x" + (valid <= LANES ? LANES : Math.ceilDiv(valid, PANEL) * PANEL);
    }

    /** The tiles that a product may be computed by, the rule's first. */
    static List<Tiling.Choice> tiles(int rows, int inChannels, int outChannels) {
        int width = tileWidth(rows, outChannels);
        Tiling.Choice rule = new Tiling.Choice(
                rows, inChannels, outChannels, tileHeight(rows, Math.min(width, outChannels)), width / LANES);
        return Stream.concat(
                        Stream.of(rule),
                        Stream.of(new int[][] {{5, 4}, {14, 2}, {10, 2}, {6, 2}, {5, 2}})
                                .filter(tile -> tile[0] <= rows && tile[1] * LANES <= outChannels)
                                .map(tile -> new Tiling.Choice(rows, inChannels, outChannels, tile[0], tile[1])))
                .distinct()
                .toList();
    }

    /** The output channels of a tile, of those that are left. */
    static int tileWidth(int rows, int outChannels) {
        if (rows == 1 && outChannels >= 4 * PANEL) {
            return 4 * PANEL;
        }
        return HAS_32_REGISTERS && outChannels >= 2 * PANEL && rows >= 5 ? 2 * PANEL : PANEL;
    }

    /** The rows of a tile, for a width of which {@code valid} outputs exist. */
    static int tileHeight(int rows, int valid) {
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
            return rowsBySix(rows) < 0 ? 5 : 6;
        }
        int by10 = Math.ceilDiv(rows, 10) * 10;
        int by14 = Math.ceilDiv(rows, 14) * 14;
        return rows < 14 || by10 < by14 ? 10 : 14;
    }
}
