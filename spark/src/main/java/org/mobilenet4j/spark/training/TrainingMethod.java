package org.mobilenet4j.spark.training;

import java.util.Arrays;
import java.util.Locale;

/** What learns, and how it is spread over a cluster. */
public enum TrainingMethod {
    /** A new classifier over the trunk: {@link FrozenTraining}. */
    FROZEN,
    /** The whole network, in step: {@link SyncTraining}. */
    SYNC,
    /** The whole network, weights averaged now and then: {@link AveragedTraining}. */
    AVERAGING;

    public static TrainingMethod of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    public static String[] names() {
        return Arrays.stream(values()).map(TrainingMethod::toString).toArray(String[]::new);
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
