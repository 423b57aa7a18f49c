package org.mobilenet4j.inference;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of a team wait for each other between two steps, some sixty times in a few milliseconds: they spin,
 * and after a while let others have the core, but are never put to sleep, which would cost more than the wait.
 */
final class Barrier {
    private static final int SPINS = 2_000;

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int generation;
    private volatile @Nullable Throwable failure;

    Barrier(int parties) {
        this.parties = parties;
    }

    /** @throws IllegalStateException if another thread has failed and will not come */
    @SuppressWarnings("ThreadPriorityCheck") // the yield only lets a thread run that has no core; nothing relies on it
    void await() {
        int current = generation;
        if (arrived.incrementAndGet() == parties) {
            arrived.set(0);
            generation = current + 1;
            return;
        }
        for (int spins = 0; generation == current; spins++) {
            if (failure != null) {
                throw new IllegalStateException("another thread of the team has failed", failure);
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Lets all who wait fail. */
    void breakUp(Throwable cause) {
        failure = cause;
    }
}
