package org.mobilenet4j.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of rows whose images cannot be read: the values of Spark ML's param {@code handleInvalid}. */
enum UnreadImages {
    /** They stay, with null in all outputs and the reason in the error column. */
    KEEP,
    /** They are left out. */
    SKIP,
    /** The first of them ends the job. */
    ERROR;

    static UnreadImages of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(UnreadImages::toString).toList();
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
