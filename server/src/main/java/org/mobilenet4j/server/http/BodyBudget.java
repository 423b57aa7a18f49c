package org.mobilenet4j.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all requests that are in hand: those being read, those that wait and those that are computed. So a thousand
 * clients that each begin a large body cannot fill the memory.
 */
final class BodyBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes bytes if they are there to be taken. */
    boolean take(long bytes) {
        long now = used.addAndGet(bytes);
        if (now > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
