package org.mobilenet4j.compression;

import java.util.Locale;

/** By what the importance of a channel is judged. */
public enum Criterion {
    /**
     * The first-order Taylor expansion of the loss: the squared derivative by a gate on the channel, mean over batches (Molchanov et
     * al. 2019, "Importance Estimation for Neural Network Pruning", equation 9, with gates behind batch norm).
     */
    TAYLOR,
    /** The L2 norm of the filters that compute it (Li et al. 2017, with L1 there). */
    MAGNITUDE,
    /** The scale of its batch norm (Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming"). */
    NORM_SCALE,
    /** The mean of its values' magnitudes over images. */
    ACTIVATION,
    /** Chance, to compare with. */
    RANDOM;

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
