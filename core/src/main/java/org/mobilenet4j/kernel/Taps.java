package org.mobilenet4j.kernel;

/**
 * For each position of one axis of a resized image: which source positions contribute, and how much, as fixed-point
 * numbers with {@value #FRACTION_BITS} bits after the point. Position {@code i} reads {@code counts[i]} sources from
 * {@code firsts[i]} on; their weights begin at {@code i * stride}.
 *
 * @param weights {@code stride} to a position, zero beyond its count, and {@value #ROOM} more behind the last
 * @param stride a multiple of {@value #GROUP}, so that a kernel may read on to whole groups of weights
 */
public record Taps(int[] firsts, int[] counts, int[] weights, int stride) {
    /** Pillow leaves 8 bits for the sample and 2 for the overshoot of a filter with negative lobes. */
    public static final int FRACTION_BITS = 32 - 8 - 2;

    /** What rounds a sum to the nearest. */
    public static final int HALF = 1 << (FRACTION_BITS - 1);

    /** The weights that are read at once. */
    public static final int GROUP = 4;

    /** The widest vector's ints. */
    private static final int ROOM = 16;

    /** Room for the taps of so many positions, at most {@code longest} sources each; all zero. */
    public static Taps ofLength(int positions, int longest) {
        int stride = Math.ceilDiv(longest, GROUP) * GROUP;
        int[] weights = new int[Math.addExact(Math.multiplyExact(positions, stride), ROOM)];
        return new Taps(new int[positions], new int[positions], weights, stride);
    }

    public int positions() {
        return firsts.length;
    }

    /** One past the last source that the position reads. */
    public int end(int position) {
        return firsts[position] + counts[position];
    }
}
