package org.mobilenet4j.server.batching;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the queue.
 *
 * @param bytes that it holds while it waits
 * @param timeout how long it may wait until its last item is begun; null for as long as it takes
 * @param isAbandoned whether nobody waits for the answer any more; asked before each item is computed, by the thread that
 *     is to compute it, and never after the answer is there
 */
public record Demand(long bytes, @Nullable Duration timeout, BooleanSupplier isAbandoned) {
    /** No bytes that count, no deadline, somebody waits. */
    public static final Demand PLAIN = new Demand(0, null, () -> false);

    public Demand {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + ", expected 0 or more");
        }
    }

    public Demand withTimeout(@Nullable Duration value) {
        return new Demand(bytes, value, isAbandoned);
    }
}
