package org.mobilenet4j.parallel;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits for one that is at work and will be done in microseconds. It spins, and where that takes long it sleeps for
 * moments: then the other most likely has no core, because something else took it. A thread that spins on, or yields, uses up
 * its own share of a core that it has to divide, and has to wait for its turn when it has work again.
 */
public final class Waiting {
    /**
     * Longer than one of two threads usually is done before the other: a nap then ends when the other has long been waiting. Shorter
     * than the time slice for which something else takes a core. Time, not looks: what a look takes differs tenfold among processors.
     */
    private static final long SPIN_NANOS = 100_000;

    private static final long NAP_NANOS = 20_000;

    private Waiting() {}

    /**
     * Waits for a moment.
     *
     * @param since when the caller began to wait, by {@link System#nanoTime}
     */
    public static void pause(long since) {
        if (System.nanoTime() - since < SPIN_NANOS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
