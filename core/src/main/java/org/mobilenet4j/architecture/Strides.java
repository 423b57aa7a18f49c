package org.mobilenet4j.architecture;

/** A table's strides in the order of its rows, the first halvings left out as the options say. For one network. */
final class Strides {
    private int halvingsToSkip;

    Strides(Options options) {
        this.halvingsToSkip = options.skippedHalvings();
    }

    /** The stride to build with where the table has {@code published}. */
    int next(int published) {
        if (published == 1 || halvingsToSkip == 0) {
            return published;
        }
        halvingsToSkip--;
        return 1;
    }
}
