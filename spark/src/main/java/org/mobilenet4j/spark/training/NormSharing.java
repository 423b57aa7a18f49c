package org.mobilenet4j.spark.training;

import java.util.Arrays;
import java.util.Locale;
import org.mobilenet4j.training.network.Mode;

/** By which statistics batch norm goes where several processes train together. */
public enum NormSharing {
    /** Those of the batch over all ranks. */
    SYNC(Mode.BATCH_STATISTICS),
    /** Each rank's own. */
    LOCAL(Mode.PART_STATISTICS),
    /** The running ones, which stay as they are. */
    FROZEN(Mode.FROZEN_STATISTICS);

    private final Mode mode;

    NormSharing(Mode mode) {
        this.mode = mode;
    }

    public Mode mode() {
        return mode;
    }

    public static NormSharing of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    public static String[] names() {
        return Arrays.stream(values()).map(NormSharing::toString).toArray(String[]::new);
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
