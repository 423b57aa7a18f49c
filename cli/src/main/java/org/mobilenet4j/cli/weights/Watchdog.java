package org.mobilenet4j.cli.weights;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream that has brought nothing for a while, so that whoever waits for it stops waiting: the JDK's client has
 * a time limit for the answer's head alone.
 */
final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile long fedNanos = System.nanoTime();

    Watchdog(InputStream watched, Duration patience) {
        thread = Thread.ofVirtual().name("watchdog").start(() -> watch(watched, patience.toNanos()));
    }

    private void watch(InputStream watched, long patienceNanos) {
        try {
            for (long left = patienceNanos; left > 0; left = patienceNanos - (System.nanoTime() - fedNanos)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            watched.close();
        } catch (InterruptedException | IOException over) {
            // Either the stream came to its end in time, or it is closed already.
            Thread.currentThread().interrupt();
        }
    }

    /** Something has arrived. */
    void feed() {
        fedNanos = System.nanoTime();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
