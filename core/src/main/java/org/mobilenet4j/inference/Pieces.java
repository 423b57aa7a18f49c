package org.mobilenet4j.inference;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.parallel.Waiting;

/**
 * The pieces of step after step, which a team of threads takes as each of them is free, some sixty times in a few
 * milliseconds. A step is over once its pieces are done, whoever did them: nobody waits for a thread that has no core
 * and holds no piece.
 *
 * <p>A thread begins with the piece of its own number, which is near what it wrote in the step before.
 */
final class Pieces {
    /** A step has no more: a bit each, under the number of the step. */
    static final int MOST = 48;

    /** The current step, and a bit for each of its pieces that is taken. */
    private final AtomicLong state;

    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Pieces(int firstStep) {
        state = new AtomicLong((long) firstStep << MOST);
    }

    /** A piece of {@code step} that nobody has, {@code home} or one behind it; negative where there is none. */
    int take(int step, int count, int home) {
        while (true) {
            long now = state.get();
            if (now >>> MOST != step) {
                return -1;
            }
            int piece = home;
            while ((now >>> piece & 1) != 0) {
                piece = piece + 1 == count ? 0 : piece + 1;
                if (piece == home) {
                    return -1;
                }
            }
            if (state.compareAndSet(now, now | 1L << piece)) {
                return piece;
            }
        }
    }

    /** A piece of {@code step} is done; the last one opens the next step. */
    void finish(int step, int count) {
        if (done.incrementAndGet() == count) {
            done.set(0);
            state.set((step + 1L) << MOST);
        }
    }

    /**
     * Waits for the end of {@code step}.
     *
     * @throws IllegalStateException if another thread has failed and will not finish its piece
     */
    void await(int step) {
        for (long since = System.nanoTime(); state.get() >>> MOST <= step; ) {
            if (failure != null) {
                throw new IllegalStateException("another thread of the team has failed", failure);
            }
            Waiting.pause(since);
        }
    }

    /** Lets all who wait fail. */
    void breakUp(Throwable cause) {
        failure = cause;
    }
}
