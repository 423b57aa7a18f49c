package org.mobilenet4j.server.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * What a client still sends after its answer: read and forgotten, for a while. Then the connection is closed. Bounded by time
 * alone: a client that sends fast is done soon, and one that is cut off while it sends does not see its answer.
 */
final class Leftovers {
    private static final int SECONDS = 2;

    private final Request request;
    private final Callback callback;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Leftovers(Request request, Callback callback) {
        this.request = request;
        this.callback = callback;
    }

    void begin() {
        request.getComponents().getScheduler().schedule(this::end, SECONDS, TimeUnit.SECONDS);
        read();
    }

    private void read() {
        while (!isOver.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read));
                return;
            }
            chunk.release();
            if (chunk.isLast()) {
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
