package org.mobilenet4j.parallel;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits for one that is at work and will be done in microseconds. It spins, and where that takes long it sleeps for
 * moments: then the other most likely has no core, because something else took it. A thread that spins on, or yields, uses up
 * its own share of a core that it has to divide, and has to wait for its turn when it has work again.
 */
public final class Waiting {
    private static final int SPINS = 2_000;

    private static final long NAP_NANOS = 20_000;

    private Waiting() {}

    /**
     * Waits for a moment.
     *
     * @param looks how often the caller has looked in vain
     */
    public static void pause(int looks) {
        if (looks < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
