package org.mobilenet4j.image;

import org.mobilenet4j.kernel.Taps;

/** Pillow's weights for each position of one axis of a resized image. */
final class FilterWeights {
    private FilterWeights() {}

    /**
     * The taps of the output positions {@code from} to {@code from + positions - 1} where {@code inSize} pixels become
     * {@code outSize}. Shrinking widens the filter in proportion, which is what keeps a shrunk image from aliasing.
     */
    static Taps of(int inSize, int outSize, int from, int positions, Interpolation filter) {
        double scale = (double) inSize / outSize;
        if (filter == Interpolation.NEAREST) {
            return nearest(inSize, scale, from, positions);
        }
        double filterScale = Math.max(scale, 1);
        double inverseScale = 1 / filterScale;
        double support = filter.support() * filterScale;
        int longest = Math.min((int) Math.ceil(support) * 2 + 1, inSize);
        Taps taps = Taps.ofLength(positions, longest);
        double[] row = new double[longest];
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
                taps.weights()[i * taps.stride() + k] = fixedPoint(sum == 0 ? row[k] : row[k] / sum);
            }
            taps.firsts()[i] = first;
            taps.counts()[i] = count;
        }
        return taps;
    }

    private static Taps nearest(int inSize, double scale, int from, int positions) {
        Taps taps = Taps.ofLength(positions, 1);
        for (int i = 0; i < positions; i++) {
            taps.weights()[i * taps.stride()] = fixedPoint(1);
            taps.firsts()[i] = Math.min((int) ((from + i + 0.5) * scale), inSize - 1);
            taps.counts()[i] = 1;
        }
        return taps;
    }

    /** Rounds half away from zero, as Pillow does, and not half up as {@link Math#round} would. */
    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << Taps.FRACTION_BITS);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
