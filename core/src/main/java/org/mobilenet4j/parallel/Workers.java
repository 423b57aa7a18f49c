package org.mobilenet4j.parallel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The caller's thread and a fixed number of others, which share each piece of work. Whoever computes in parallel is given
 * one of these, so that no more threads run than its owner asked for. Callers on several threads take turns in the order in
 * which they came. With one thread, everything runs on the caller's, and callers do not wait for each other.
 *
 * <p>What belongs to a part is decided by its number alone, never by which thread is free, so that a number of parts gives
 * the same sums again.
 *
 * <p>Work often comes in hundreds of pieces, many of them shorter than it takes to wake a thread. So a thread that has
 * nothing to do looks out for a few milliseconds for what comes next before it sleeps; threads that nobody needs end after
 * a minute. There is nothing to close.
 */
public final class Workers {
    /** Only the caller's thread. */
    public static final Workers CALLER = new Workers(1);

    /** Looks before others are let on the core, and before a thread that is given nothing goes: some milliseconds. */
    private static final int SPINS = 2_000;

    private static final int PATIENCE = 10_000;

    /** How many results a thread: enough that the wait for the slowest of them costs little. */
    private static final int RESULTS_HELD = 8;

    private final Seat[] others;
    private final @Nullable ForkJoinPool pool;
    private final ReentrantLock turn = new ReentrantLock(true);

    /**
     * A set of threads.
     *
     * @param threads with the caller's
     * @throws IllegalArgumentException if there is not at least one
     */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        this.others = new Seat[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Seat(i + 1);
        }
        this.pool = threads == 1 ? null : new ForkJoinPool(threads - 1);
    }

    /** How many threads work at most, the caller's among them. */
    public int threads() {
        return others.length + 1;
    }

    /**
     * Runs {@code work} with each number below {@link #threads}, side by side, 0 on the calling thread, and waits for all.
     * What a part throws is thrown from here once all are done.
     *
     * @throws IllegalStateException if it is called from within such work
     */
    public void run(IntConsumer work) {
        if (pool == null) {
            work.accept(0);
            return;
        }
        boolean isAtWork =
                Thread.currentThread() instanceof ForkJoinWorkerThread thread && pool.equals(thread.getPool());
        if (isAtWork || turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("work that is shared out cannot share out work of its own");
        }
        turn.lock();
        try {
            for (Seat seat : others) {
                seat.give(work, pool);
            }
            try {
                work.accept(0);
            } finally {
                for (Seat seat : others) {
                    seat.await();
                }
            }
            for (Seat seat : others) {
                seat.check();
            }
        } finally {
            turn.unlock();
        }
    }

    /**
     * Runs {@code work} with each number below {@code count}, each thread taking the next as it is done with one. Ends early
     * where a piece throws.
     */
    public void forEach(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        run(part -> {
            try {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    work.accept(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(count); // what is left is in vain
                throw e;
            }
        });
    }

    /**
     * Computes something for each number below {@code count} and delivers it, in that order, on the calling thread. Few
     * results a thread are held at any time, so that memory does not grow with the count.
     *
     * @param compute called by several threads at once; what it throws ends everything and is thrown from here
     */
    public <R> void mapInOrder(int count, IntFunction<R> compute, Consumer<R> deliver) {
        int atOnce = pool == null ? 1 : RESULTS_HELD * threads();
        List<R> results = new ArrayList<>();
        for (int begin = 0; begin < count; begin += atOnce) {
            int first = begin;
            results.addAll(Collections.nCopies(Math.min(atOnce, count - begin), null));
            forEach(results.size(), i -> results.set(i, compute.apply(first + i)));
            results.forEach(deliver);
            results.clear();
        }
    }

    /** What one of the other threads does. */
    private static final class Seat {
        private final int part;
        private final AtomicBoolean isTaken = new AtomicBoolean();

        /** Null when it is done. */
        private volatile @Nullable IntConsumer work;

        private @Nullable Throwable failure;

        Seat(int part) {
            this.part = part;
        }

        void give(IntConsumer next, ForkJoinPool pool) {
            failure = null;
            work = next;
            if (isTaken.compareAndSet(false, true)) {
                pool.execute(this::serve);
            }
        }

        private void serve() {
            do {
                for (int looks = 0; looks < PATIENCE; looks++) {
                    IntConsumer given = work;
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

        private void run(IntConsumer given) {
            try {
                given.accept(part);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                work = null;
            }
        }

        void await() {
            for (long since = System.nanoTime(); work != null; ) {
                Waiting.pause(since);
            }
        }

        /** Between two pieces of work: a nap would be too long for the next. */
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
}
