package org.mobilenet4j.server.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** What a client still sends after its answer: read and forgotten, for a while. Then the connection is closed. */
final class Leftovers {
    private static final int SECONDS = 2;

    private final Request request;
    private final Callback callback;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private long allowed;

    Leftovers(Request request, long allowed, Callback callback) {
        this.request = request;
        this.allowed = allowed;
        this.callback = callback;
    }

    void read() {
        boolean isWatched = false;
        while (!isOver.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!isWatched) {
                    isWatched = true;
                    request.getComponents().getScheduler().schedule(this::end, SECONDS, TimeUnit.SECONDS);
                }
                request.demand(this::read);
                return;
            }
            allowed -= chunk.remaining();
            chunk.release();
            if (chunk.isLast() || allowed < 0) {
                end();
            }
        }
    }

    private void end() {
        if (isOver.compareAndSet(false, true)) {
            callback.succeeded(); // which closes the connection where something is left
        }
    }
}
