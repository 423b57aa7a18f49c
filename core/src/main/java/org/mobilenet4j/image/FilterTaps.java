package org.mobilenet4j.image;

/**
 * For each position of one axis of a resized picture: which source positions contribute, and how much, as fixed-point
 * numbers with {@value #FRACTION_BITS} bits after the point. Position {@code i} reads {@code count(i)} sources from
 * {@code first(i)} on; their weights begin at {@code i * stride()}. Immutable.
 */
final class FilterTaps {
    /** Pillow leaves 8 bits for the sample and 2 for the overshoot of a filter with negative lobes. */
    static final int FRACTION_BITS = 32 - 8 - 2;

    private final int[] firsts;
    private final int[] counts;
    private final int[] weights;
    private final int stride;

    private FilterTaps(int positions, int stride) {
        this.firsts = new int[positions];
        this.counts = new int[positions];
        this.weights = new int[Math.multiplyExact(positions, stride)];
        this.stride = stride;
    }

    /**
     * The taps of the output positions {@code from} to {@code from + positions - 1} where {@code inSize} pixels become
     * {@code outSize}. Shrinking widens the filter in proportion, which is what keeps a shrunk picture from aliasing.
     */
    static FilterTaps of(int inSize, int outSize, int from, int positions, Interpolation filter) {
        double scale = (double) inSize / outSize;
        double filterScale = Math.max(scale, 1);
        double inverseScale = 1 / filterScale;
        double support = filter.support() * filterScale;
        int stride = Math.min((int) Math.ceil(support) * 2 + 1, inSize);
        FilterTaps taps = new FilterTaps(positions, stride);
        double[] row = new double[stride];
        for (int i = 0; i < positions; i++) {
            double center = (from + i + 0.5) * scale;
            int first = Math.max((int) (center - support + 0.5), 0);
            int count = Math.min((int) (center + support + 0.5), inSize) - first;
            double sum = 0;
            for (int k = 0; k < count; k++) {
                row[k] = filter.weight((k + first - center + 0.5) * inverseScale);
                sum += row[k];
            }
            for (int k = 0; k < count; k++) {
                taps.weights[i * stride + k] = fixedPoint(sum == 0 ? row[k] : row[k] / sum);
            }
            taps.firsts[i] = first;
            taps.counts[i] = count;
        }
        return taps;
    }

    /** Rounds half away from zero, as Pillow does, and not half up as {@link Math#round} would. */
    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << FRACTION_BITS);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }

    int positions() {
        return firsts.length;
    }

    int first(int position) {
        return firsts[position];
    }

    int count(int position) {
        return counts[position];
    }

    /** One past the last source that the position reads. */
    int end(int position) {
        return firsts[position] + counts[position];
    }

    /** All weights, {@link #stride} to a position. */
    int[] weights() {
        return weights;
    }

    int stride() {
        return stride;
    }
}
