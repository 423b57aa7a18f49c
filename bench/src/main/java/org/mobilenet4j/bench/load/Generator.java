package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends images to a server and counts what becomes of them. It shares the machine with the server, so it is cheap: the
 * calling thread alone, non-blocking sockets, requests made beforehand, connections that are kept.
 *
 * <p>Latency runs from the time at which a request was to be sent, whether or not a connection was free then: what a server
 * that stalls does to those who come meanwhile is counted. Not thread-safe.
 */
final class Generator implements AutoCloseable {
    private static final int SCRATCH_BYTES = 1 << 16;
    private static final long MILLI = 1_000_000;

    /** How often requests without an answer are looked for. */
    private static final long LOOK_NANOS = 100 * MILLI;

    /** The selector waits for whole milliseconds; the rest is slept in pieces of this, with a look between. */
    private static final long NAP_NANOS = 200_000;

    /** Nobody waits longer than so many deadlines. */
    private static final int PATIENCE = 5;

    /** How long answers are awaited when the load has ended, and then nothing of it is left. */
    static final long SETTLING_NANOS = 2_000 * MILLI;

    private final Service service;
    private final Requests requests;
    private final int mostConnections;
    private final long deadlineNanos;
    private final Selector selector;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    /** Free connections by endpoint; the one that was used last is used next. */
    private final List<Deque<Connection>> free = new ArrayList<>();

    /** By endpoint: when requests that no connection is free for were to be sent. */
    private final List<Deque<Long>> waiting = new ArrayList<>();

    /** In a closed loop: the endpoints of answered requests, each of which is to get another. */
    private final Deque<Integer> owed = new ArrayDeque<>();

    private boolean isClosedLoop;
    private Tally tally = new Tally(0, 0);
    private long number;
    private int connections;
    private long lookAt;

    /**
     * Makes ready; connections are opened as they are needed.
     *
     * @param mostConnections to all endpoints together
     * @param deadlineNanos after which an answer is of no use
     */
    Generator(Service service, List<byte[]> images, int mostConnections, long deadlineNanos) throws IOException {
        this.service = service;
        this.requests = new Requests(service.endpoints(), images);
        this.mostConnections = mostConnections;
        this.deadlineNanos = deadlineNanos;
        this.selector = Selector.open();
        for (int i = 0; i < service.endpoints().size(); i++) {
            free.add(new ArrayDeque<>());
            waiting.add(new ArrayDeque<>());
        }
    }

    /** Who is measured. */
    Service service() {
        return service;
    }

    /**
     * Lets each of some connections send its next request as it has the answer to the one before.
     *
     * @return what came of it, complete
     */
    Load closedLoop(int atOnce, long nanos) throws IOException {
        long begin = begin(true, nanos);
        UsageMeter meter = UsageMeter.start(service.processes());
        for (int i = 0; i < atOnce; i++) {
            owed.add(i % free.size());
        }
        while (System.nanoTime() - begin < nanos) {
            for (int due = owed.size(); due > 0; due--) {
                submit(owed.remove(), System.nanoTime());
            }
            turn(owed.isEmpty() ? begin + nanos : System.nanoTime());
        }
        return end(nanos, meter);
    }

    /**
     * Sends requests when they are due, whatever becomes of those before.
     *
     * @return what came of it, complete
     */
    Load openLoop(PoissonArrivals arrivals, long nanos) throws IOException {
        long begin = begin(false, nanos);
        UsageMeter meter = UsageMeter.start(service.processes());
        long due = arrivals.next();
        int endpoint = 0;
        while (due < nanos) {
            turn(begin + due);
            for (long now = System.nanoTime() - begin; due <= now && due < nanos; due = arrivals.next()) {
                submit(endpoint, begin + due);
                endpoint = (endpoint + 1) % free.size();
            }
        }
        while (System.nanoTime() - begin < nanos) {
            turn(begin + nanos);
        }
        return end(nanos, meter);
    }

    private long begin(boolean closed, long nanos) throws IOException {
        isClosedLoop = closed;
        owed.clear();
        selector.selectNow(this::ready); // lets go of connections that the server has closed since
        long begin = System.nanoTime();
        tally = new Tally(deadlineNanos, begin + nanos);
        lookAt = begin + LOOK_NANOS;
        return begin;
    }

    private Load end(long nanos, UsageMeter meter) throws IOException {
        Usage usage = meter.stop();
        long ended = System.nanoTime();
        settle(ended + Math.max(SETTLING_NANOS, deadlineNanos));
        return new Load(tally, nanos * 1e-9, ended, usage);
    }

    /** Waits for what is on its way; what does not come is given up. */
    private void settle(long until) throws IOException {
        while (isAwaiting() && System.nanoTime() - until < 0) {
            turn(until);
        }
        for (Deque<Long> queue : waiting) {
            queue.forEach(intended -> tally.timedOut());
            queue.clear();
        }
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (connection(key).isBusy()) {
                tally.timedOut();
                discard(connection(key));
            }
        }
        selector.selectNow(this::ready); // lets go of the closed ones' keys
    }

    private boolean isAwaiting() {
        return waiting.stream().anyMatch(queue -> !queue.isEmpty())
                || selector.keys().stream().anyMatch(key -> connection(key).isBusy());
    }

    private void submit(int endpoint, long intended) {
        tally.offered(intended, System.nanoTime());
        waiting.get(endpoint).add(intended);
        sendWaiting(endpoint);
    }

    /** Sends on free connections, or new ones, as far as there may be any. */
    private void sendWaiting(int endpoint) {
        Deque<Long> queue = waiting.get(endpoint);
        while (!queue.isEmpty()) {
            Connection connection = free.get(endpoint).pollLast();
            if (connection == null && connections == mostConnections) {
                return;
            }
            if (connection == null) {
                connection = opened(endpoint);
            }
            long intended = queue.remove();
            if (connection == null) {
                owe(endpoint);
            } else {
                send(connection, intended);
            }
        }
    }

    private void owe(int endpoint) {
        if (isClosedLoop) {
            owed.add(endpoint);
        }
    }

    private @Nullable Connection opened(int endpoint) {
        try {
            Connection connection = Connection.open(service.endpoints().get(endpoint), endpoint, selector);
            connections++;
            return connection;
        } catch (IOException e) {
            tally.broken(reason(e));
            return null;
        }
    }

    private void send(Connection connection, long intended) {
        connection.begin(requests.get(connection.endpoint(), number++), intended);
        try {
            proceed(connection);
        } catch (IOException e) {
            broken(connection, e);
        }
    }

    /** Waits until something has come or a time is reached, and takes what has come. */
    private void turn(long until) throws IOException {
        long nanos = Math.min(until, lookAt) - System.nanoTime();
        if (nanos >= MILLI) {
            selector.select(this::ready, nanos / MILLI);
        } else if (selector.selectNow(this::ready) == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
            selector.selectNow(this::ready);
        }
        long now = System.nanoTime();
        if (now - lookAt >= 0) {
            lookAt = now + LOOK_NANOS;
            giveUp(now - PATIENCE * deadlineNanos);
        }
        for (int endpoint = 0; endpoint < waiting.size(); endpoint++) {
            sendWaiting(endpoint);
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = connection(key);
        try {
            if (key.isConnectable() || key.isWritable()) {
                proceed(connection);
            }
            if (key.isValid() && key.isReadable()) {
                receive(connection);
            }
        } catch (IOException e) {
            broken(connection, e);
        }
    }

    private void proceed(Connection connection) throws IOException {
        try {
            connection.proceed();
        } catch (IOException e) {
            // The server may have answered and closed before it had the whole body.
            if (!connection.isConnected() || !hasReceived(connection)) {
                throw e;
            }
        }
    }

    private boolean hasReceived(Connection connection) {
        try {
            return receive(connection);
        } catch (IOException e) {
            return false; // the first failure says more
        }
    }

    private boolean receive(Connection connection) throws IOException {
        if (!connection.receive(scratch)) {
            return false;
        }
        tally.answered(connection.status(), connection.intendedNanos(), System.nanoTime());
        owe(connection.endpoint());
        if (scratch.hasRemaining() || !connection.finish()) {
            discard(connection);
        } else {
            free.get(connection.endpoint()).add(connection);
        }
        return true;
    }

    private void broken(Connection connection, IOException why) {
        if (connection.isBusy()) {
            tally.broken(connection.isKept() ? "kept connection: " + reason(why) : reason(why));
            owe(connection.endpoint());
        }
        discard(connection);
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private void discard(Connection connection) {
        connection.close();
        free.get(connection.endpoint()).remove(connection);
        connections--;
    }

    /** Gives up requests that were to be sent before a time. */
    private void giveUp(long before) {
        for (Deque<Long> queue : waiting) {
            for (Long first = queue.peek(); first != null && first - before < 0; first = queue.peek()) {
                queue.remove();
                tally.timedOut();
            }
        }
        for (SelectionKey key : List.copyOf(selector.keys())) {
            Connection connection = connection(key);
            if (key.isValid() && connection.isBusy() && connection.intendedNanos() - before < 0) {
                tally.timedOut();
                owe(connection.endpoint());
                discard(connection);
            }
        }
    }

    private static Connection connection(SelectionKey key) {
        return (Connection) key.attachment();
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        selector.keys().forEach(key -> connection(key).close());
        selector.close();
    }
}
