package org.mobilenet4j.server.batching;

import java.util.List;
import java.util.function.Function;

/**
 * Computes a batch. Called by several threads at once.
 *
 * @param <T> what is computed from
 * @param <R> what comes out
 */
@FunctionalInterface
public interface BatchFunction<T, R> {
    /**
     * Computes results for a batch and hands each over as soon as it is there. An item that is neither completed nor failed
     * when this returns fails; what this throws fails all that are left.
     *
     * @param batch at least one item, at most as many as a batch may hold
     */
    void compute(List<T> batch, Results<R> results);

    /** A function that has all its results at once. */
    static <T, R> BatchFunction<T, R> of(Function<List<T>, List<R>> function) {
        return (batch, results) -> {
            List<R> all = function.apply(batch);
            for (int i = 0; i < batch.size(); i++) {
                results.complete(i, all.get(i));
            }
        };
    }

    /** Where results go. The index is that of the item in the batch. */
    interface Results<R> {
        /** Whether somebody still waits for the item: not so after its deadline, or when its client has gone. */
        boolean isWanted(int index);

        void complete(int index, R result);

        void fail(int index, Throwable failure);
    }
}
