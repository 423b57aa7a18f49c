package org.mobilenet4j.evaluation;

/**
 * Where the true share lies with a confidence of 95 %, by Wilson's score interval (Wilson 1927): unlike the textbook's
 * normal approximation it holds for few examples and for shares near 0 and 1, and never leaves [0, 1].
 */
public record Interval(double low, double high) {
    private static final double Z = 1.959963984540054; // the normal distribution's 97.5 % quantile

    /**
     * The interval of a share of which {@code hits} of {@code total} are counted. For no examples, everything is possible:
     * 0 to 1.
     *
     * @throws IllegalArgumentException unless 0 &le; hits &le; total
     */
    public static Interval wilson(int hits, int total) {
        if (hits < 0 || hits > total) {
            throw new IllegalArgumentException(hits + " hits of " + total);
        }
        if (total == 0) {
            return new Interval(0, 1);
        }
        double share = (double) hits / total;
        double spread = Z * Z / total;
        double centre = share + spread / 2;
        double reach = Z * Math.sqrt(share * (1 - share) / total + spread / (4 * total));
        double low = hits == 0 ? 0 : (centre - reach) / (1 + spread);
        double high = hits == total ? 1 : (centre + reach) / (1 + spread);
        return new Interval(low, high);
    }
}
