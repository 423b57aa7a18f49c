package org.mobilenet4j.bench.load;

import java.util.Arrays;

/** Nearest ranks of few figures. */
final class Ranks {
    private Ranks() {}

    /** The figure below which such a share of all lies. */
    static double of(double[] figures, double share) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
