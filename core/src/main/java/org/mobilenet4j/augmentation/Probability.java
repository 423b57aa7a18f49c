package org.mobilenet4j.augmentation;

/** A share of the images. */
final class Probability {
    private Probability() {}

    static void require(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + ", expected in [0, 1]");
        }
    }
}
