package org.mobilenet4j.training.network;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share each piece of work. What belongs to a part is decided by its number alone, never
 * by which thread is free, so that a number of parts gives the same sums again.
 *
 * <p>A step is some hundreds of pieces of work, many of them shorter than it takes to wake a thread. So who has nothing to
 * do looks out for a while for what comes next before it goes; threads that nobody needs end after a minute.
 */
final class Parts {
    /** Work that is cut into parts. */
    @FunctionalInterface
    interface Work {
        void run(int part);
    }

    /** Looks before others are let on the core, and before a thread that is given nothing goes: some milliseconds. */
    private static final int SPINS = 2_000;

    private static final int PATIENCE = 10_000;

    /** What one of the other threads does. */
    private static final class Seat {
        private final int part;
        private final AtomicBoolean isTaken = new AtomicBoolean();
        /** Null when it is done. */
        private volatile @Nullable Work work;

        private @Nullable Throwable failure;

        Seat(int part) {
            this.part = part;
        }

        void give(Work next, ForkJoinPool pool) {
            failure = null;
            work = next;
            if (isTaken.compareAndSet(false, true)) {
                pool.execute(this::serve);
            }
        }

        private void serve() {
            do {
                for (int looks = 0; looks < PATIENCE; looks++) {
                    Work given = work;
                    if (given != null) {
                        run(given);
                        looks = 0;
                    }
                    pause(looks);
                }
                isTaken.set(false);
                // Work that was given before that line found the seat taken; it is taken up here.
            } while (work != null && isTaken.compareAndSet(false, true));
        }

        private void run(Work given) {
            try {
                given.run(part);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                work = null;
            }
        }

        void await() {
            for (int looks = 0; work != null; looks++) {
                pause(looks);
            }
        }

        @SuppressWarnings(
                "ThreadPriorityCheck") // the yield only lets a thread run that has no core; nothing relies on it
        private static void pause(int looks) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }

        /** Throws what the part threw. */
        void check() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }

    private final int count;
    private final Seat[] others;
    private final @Nullable ForkJoinPool pool;

    Parts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", expected at least 1");
        }
        this.count = count;
        this.others = new Seat[count - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Seat(i + 1);
        }
        this.pool = count == 1 ? null : new ForkJoinPool(count - 1);
    }

    int count() {
        return count;
    }

    /** Runs all parts, the first on the calling thread, and waits for them. */
    void run(Work work) {
        if (pool == null) {
            work.run(0);
            return;
        }
        for (Seat seat : others) {
            seat.give(work, pool);
        }
        try {
            work.run(0);
        } finally {
            for (Seat seat : others) {
                seat.await();
            }
        }
        for (Seat seat : others) {
            seat.check();
        }
    }
}
