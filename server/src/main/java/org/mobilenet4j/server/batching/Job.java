package org.mobilenet4j.server.batching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A request of one or more items on its way through the queue. */
final class Job<T, R> {
    private final List<T> items;
    private final BooleanSupplier isAbandoned;
    private final long bytes;
    private final long arrivedNanos;
    private final CompletableFuture<List<R>> answer = new CompletableFuture<>();

    /** Guarded by the queue's lock: how many items threads have taken. */
    private int taken;

    /** Guarded by this object: what is there of the answer. */
    private final List<@Nullable R> results;

    private int missing;

    Job(List<T> items, Demand demand, long arrivedNanos) {
        this.items = List.copyOf(items);
        this.isAbandoned = demand.isAbandoned();
        this.bytes = demand.bytes();
        this.arrivedNanos = arrivedNanos;
        this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
        this.missing = items.size();
    }

    CompletableFuture<List<R>> answer() {
        return answer;
    }

    long bytes() {
        return bytes;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    /** Items that no thread has taken. For holders of the queue's lock. */
    int waiting() {
        return items.size() - taken;
    }

    /** The next item. For holders of the queue's lock. */
    Taken<T, R> take() {
        Taken<T, R> next = new Taken<>(this, taken, items.get(taken));
        taken++;
        return next;
    }

    /**
     * Whether its items are still to be computed. Asks whether the client is there, which nobody may once the answer is
     * given: so whoever gives the answer holds the same lock.
     */
    synchronized boolean isWanted() {
        if (answer.isDone()) {
            return false;
        }
        if (isAbandoned.getAsBoolean()) {
            answer.completeExceptionally(new RefusedException(Refusal.CLIENT_GONE, "the client has gone"));
            return false;
        }
        return true;
    }

    @SuppressWarnings("NullAway") // none is missing when the list is given away
    synchronized void complete(int index, R result) {
        if (results.set(index, result) == null && --missing == 0) {
            answer.complete(Collections.unmodifiableList(results));
        }
    }

    /** Fails unless the item has its result. */
    synchronized void failUnlessComplete(int index, String problem) {
        if (results.get(index) == null) {
            answer.completeExceptionally(new IllegalStateException(problem));
        }
    }

    synchronized void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    /** One item that a thread has taken. */
    record Taken<T, R>(Job<T, R> job, int index, T item) {}
}
