package org.mobilenet4j.quantization;

/** Where to cut a histogram so that few levels tell the most of it. */
final class Entropy {
    private Entropy() {}

    /**
     * The magnitude at which the divergence between the histogram, cut off there, and the same in {@code levels} steps is
     * smallest.
     *
     * @param counts of magnitudes in equal steps up to {@code limit}
     */
    static float largestMagnitude(long[] counts, float limit, int levels) {
        int used = counts.length;
        while (used > levels && counts[used - 1] == 0) {
            used--;
        }
        int best = used;
        double smallest = Double.POSITIVE_INFINITY;
        for (int kept = used; kept >= levels; kept -= Math.max(1, used / 256)) {
            double divergence = divergence(counts, kept, levels);
            if (divergence < smallest) {
                smallest = divergence;
                best = kept;
            }
        }
        return limit * best / counts.length;
    }

    private static double divergence(long[] counts, int kept, int levels) {
        double total = 0;
        double cutOff = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            total += counts[bin];
            cutOff += bin < kept ? 0 : counts[bin];
        }
        double keptTotal = total - cutOff;
        double divergence = 0;
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * kept / levels);
            int to = (int) ((long) (level + 1) * kept / levels);
            double sum = 0;
            int occupied = 0;
            for (int bin = from; bin < to; bin++) {
                sum += counts[bin];
                occupied += counts[bin] > 0 ? 1 : 0;
            }
            for (int bin = from; bin < to; bin++) {
                double p = (counts[bin] + (bin == kept - 1 ? cutOff : 0)) / total;
                double q = counts[bin] > 0 ? sum / occupied / keptTotal : 1 / total;
                divergence += p > 0 ? p * Math.log(p / q) : 0;
            }
        }
        return divergence;
    }
}
