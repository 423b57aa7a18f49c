package org.mobilenet4j.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * What was measured to be fastest on a machine: tiles of single matrix products, and how much of a map is worked on at a
 * time. What is not listed goes by the kernels' own rule. Whatever is chosen, results are the same to the bit. Immutable.
 */
public final class Tiling {
    /** What the rows of a band may take, so that they and the weights stay in a second-level cache of one megabyte. */
    public static final int USUAL_BAND_KILOBYTES = 512;

    /** Nothing was measured. */
    public static final Tiling RULE = new Tiling(List.of(), USUAL_BAND_KILOBYTES);

    /**
     * The tile of a product.
     *
     * @param rows of the product
     * @param height the tile's rows
     * @param vectors the tile's vectors of outputs
     */
    public record Choice(int rows, int inChannels, int outChannels, int height, int vectors) {
        public Choice {
            if (rows < 1 || inChannels < 1 || outChannels < 1 || height < 1 || height > rows || vectors < 1) {
                throw new IllegalArgumentException("no tile of " + height + " rows x " + vectors
                        + " vectors for a product of " + rows + " x " + inChannels + " x " + outChannels);
            }
        }

        private long key() {
            return Tiling.key(rows, inChannels, outChannels);
        }
    }

    private final List<Choice> choices;
    private final long[] keys;
    private final int bandKilobytes;

    /** @param bandKilobytes what the rows of a band may take */
    public Tiling(List<Choice> choices, int bandKilobytes) {
        this.choices = choices.stream()
                .sorted((one, other) -> Long.compare(one.key(), other.key()))
                .toList();
        this.keys = this.choices.stream().mapToLong(Choice::key).toArray();
        this.bandKilobytes = bandKilobytes;
    }

    /** Sorted by shape. */
    public List<Choice> choices() {
        return choices;
    }

    public int bandKilobytes() {
        return bandKilobytes;
    }

    /** Where in {@link #choices} a product stands, or a negative number where nothing was measured. */
    public int find(int rows, int inChannels, int outChannels) {
        return keys.length == 0 ? -1 : Arrays.binarySearch(keys, key(rows, inChannels, outChannels));
    }

    private static long key(int rows, int inChannels, int outChannels) {
        return ((long) rows << 42) | ((long) inChannels << 21) | outChannels;
    }
}
