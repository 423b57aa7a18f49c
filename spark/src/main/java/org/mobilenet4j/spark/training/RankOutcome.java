package org.mobilenet4j.spark.training;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rank came to.
 *
 * @param skipped images of its shard that could not be read
 * @param trained what all came to, of the first rank; null of the others
 */
record RankOutcome(
        int rank,
        int trainImages,
        int validationImages,
        List<Skipped> skipped,
        @Nullable Trained trained) implements Serializable {
    private static final long serialVersionUID = 1;

    /** An image that could not be read. */
    record Skipped(boolean isTrain, int index, String name, String reason) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * The result of the run.
     *
     * @param zip the model of the best epoch
     * @param best that epoch
     * @param epochs how many were run
     */
    record Trained(byte[] zip, Progress.Event best, int epochs) implements Serializable {
        private static final long serialVersionUID = 1;
    }
}
