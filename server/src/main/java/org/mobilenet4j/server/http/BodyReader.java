package org.mobilenet4j.server.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body without holding a thread while it comes. Each byte is counted where it is held, so that what a
 * client announces costs nothing.
 */
final class BodyReader {
    private static final int FIRST_BYTES = 32 << 10;

    private final Request request;
    private final Limits limits;
    private final BodyBudget budget;
    private final Consumer<byte[]> then;
    private final Consumer<HttpProblem> otherwise;
    private final AtomicBoolean isOver = new AtomicBoolean();

    /** It never blocks, so that Jetty need not hand it to another thread. */
    private final Runnable more = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::read);

    private final long begunNanos = System.nanoTime();
    private volatile long lastNanos = begunNanos;
    private volatile Scheduler.@Nullable Task watch;
    private volatile boolean isWaiting;

    private byte[] bytes = new byte[0];
    private int length;
    private long taken;

    BodyReader(
            Request request, Limits limits, BodyBudget budget, Consumer<byte[]> then, Consumer<HttpProblem> otherwise) {
        this.request = request;
        this.limits = limits;
        this.budget = budget;
        this.then = then;
        this.otherwise = otherwise;
    }

    /** Checks what the client announces, before anything is read. */
    static void requireAnnouncedFits(Request request, Limits limits) {
        long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        if (announced > limits.bodyBytes()) {
            throw tooLarge(limits);
        }
    }

    private static HttpProblem tooLarge(Limits limits) {
        return HttpProblem.of(413, "the body is larger than " + limits.bodyBytes() + " bytes; see --max-body");
    }

    /** Reads what is there, and goes on when there is more. */
    void read() {
        isWaiting = false;
        while (!isOver.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                watch();
                isWaiting = true;
                request.demand(more);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                end(problem(chunk.getFailure()));
                return;
            }
            lastNanos = System.nanoTime();
            boolean isLast = chunk.isLast();
            try {
                if (!add(chunk.getByteBuffer())) {
                    return;
                }
            } finally {
                chunk.release();
            }
            if (isLast) {
                if (finish()) {
                    then.accept(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
                }
                return;
            }
        }
    }

    /** Whether it waits for more, so that nobody else can: it was ended by the clock. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** The bytes that it holds of the budget. */
    long held() {
        return taken;
    }

    private boolean add(ByteBuffer more) {
        int count = more.remaining();
        if (count > limits.bodyBytes() - length) {
            end(tooLarge(limits));
            return false;
        }
        if (length + count > bytes.length) {
            long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
            // Half as much again and no more than was announced: a slow sender holds no more than it has sent, or so.
            long room = Math.max(length + (long) count, Math.max(FIRST_BYTES, length + length / 2L));
            room = announced > 0 ? Math.min(room, Math.max(announced, length + (long) count)) : room;
            if (!budget.take(room - bytes.length)) {
                end(HttpProblem.unavailable("the requests in hand hold all the bytes that they may; try again later"));
                return false;
            }
            taken += room - bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(room, limits.bodyBytes()));
        }
        more.get(bytes, length, count);
        length += count;
        return true;
    }

    private static HttpProblem problem(Throwable failure) {
        if (failure instanceof HttpException http) {
            return HttpProblem.of(http.getCode(), "the body is malformed: " + http.getReason());
        }
        return HttpProblem.badRequest("the body ended before it was whole");
    }

    private boolean finish() {
        Scheduler.Task pending = watch;
        if (pending != null) {
            pending.cancel();
        }
        return isOver.compareAndSet(false, true);
    }

    private void end(HttpProblem problem) {
        if (finish()) {
            otherwise.accept(problem);
        }
    }

    /** Begins to watch the clock: most bodies are there at once and need no watch. */
    private void watch() {
        if (watch == null) {
            schedule(limits.patience().silence().toNanos());
        }
    }

    private void schedule(long nanos) {
        watch = request.getComponents().getScheduler().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        long left = Math.min(
                lastNanos + limits.patience().silence().toNanos() - now,
                begunNanos + limits.patience().body().toNanos() - now);
        if (left > 0) {
            if (!isOver.get()) {
                schedule(left);
            }
        } else {
            end(HttpProblem.of(
                    408,
                    "the body came too slowly: " + length + " bytes in "
                            + TimeUnit.NANOSECONDS.toMillis(now - begunNanos) + " ms"));
        }
    }
}
