package org.mobilenet4j.architecture;

/** A table's strides in the order of its rows, without the halvings that the options skip. For one network. */
public final class Strides {
    private final Options options;
    private int halvings;

    public Strides(Options options) {
        this.options = options;
    }

    /** The stride to build with where the table has {@code published}. */
    public int next(int published) {
        if (published == 1) {
            return 1;
        }
        halvings++;
        return options.skippedHalvings().contains(halvings) ? 1 : published;
    }
}
