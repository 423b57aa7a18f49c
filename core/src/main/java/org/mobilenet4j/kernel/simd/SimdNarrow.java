package org.mobilenet4j.kernel.simd;

import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.parameters.WeightType;

/**
 * The matrix product with narrow weights, {@code [ceil(out / panel)][words][panel]}.
 *
 * <p>One row waits for its weights, and each is used once: {@link NarrowTiles} widen them in registers. Of many rows a tile would
 * widen a panel again for every few of them, on the units that it multiplies with; there a panel is widened once, into room
 * that stays in the cache while the float tiles pass over it. Either way every output is the same sum in the same order as
 * with float weights.
 *
 * <p>Words widen by shifts, vector of ints to vector of floats: all have one width, see {@link SimdPointwise}.
 */
final class SimdNarrow {
    private static final int LANES = MachineVectors.SPECIES.length();
    private static final int PANEL = SimdPointwise.PANEL;

    /** The output channels of the wide tiles of one row, four streams of weights. */
    private static final int ROW = 4 * PANEL;

    /** The most output channels of a tile of several rows. */
    private static final int WIDEST = 2 * PANEL;

    private SimdNarrow() {}

    /** Whole words are widened: what the last one has too many lies behind the last panel. */
    static int narrowRoom(int inChannels) {
        return WIDEST * Math.ceilDiv(inChannels, 4) * 4;
    }

    static void narrowPointwise(
            WeightType type,
            int rows,
            int inChannels,
            int outChannels,
            float[] in,
            int inAt,
            int[] panels,
            int panelsAt,
            float[] scales,
            int scalesAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] room,
            int roomAt,
            float[] out,
            int outAt) {
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        int words = NarrowWeights.words(type, inChannels);
        boolean isInRegisters = rows == 1 && inChannels % type.perWord() == 0;
        int width;
        for (int o = 0; o < outChannels; o += width) {
            int left = outChannels - o;
            int panelAt = panelsAt + o * words;
            int firstScale = scalesAt + o;
            int firstBias = biasAt + o;
            int to = outAt + o;
            if (isInRegisters && left >= LANES) {
                width = left >= ROW ? ROW : PANEL;
                int valid = Math.min(width, left);
                if (type == WeightType.BFLOAT16) {
                    NarrowTiles.bfloat16(
                            words, in, inAt, panels, panelAt, bias, firstBias, lowBits, highBits, out, to, valid);
                } else {
                    NarrowTiles.int8(
                            words,
                            in,
                            inAt,
                            panels,
                            panelAt,
                            scales,
                            firstScale,
                            bias,
                            firstBias,
                            lowBits,
                            highBits,
                            out,
                            to,
                            valid);
                }
                continue;
            }
            width = rows == 1 ? PANEL : SimdPointwise.tileWidth(rows, left);
            int valid = Math.min(width, left);
            for (int p = 0; p < valid; p += PANEL) {
                int widenedAt = roomAt + p * inChannels;
                if (type == WeightType.BFLOAT16) {
                    NarrowTiles.bfloat16Panel(words, panels, panelAt + p * words, room, widenedAt);
                } else {
                    NarrowTiles.int8Panel(words, panels, panelAt + p * words, scales, firstScale + p, room, widenedAt);
                }
            }
            SimdPointwise.rows(
                    rows,
                    SimdPointwise.tileHeight(rows, valid),
                    inChannels,
                    in,
                    inAt,
                    room,
                    roomAt,
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
}
