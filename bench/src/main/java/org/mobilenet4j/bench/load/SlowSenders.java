package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Connections that send a byte every two seconds, every second one of them its header, the others their body: what is meant
 * to hold a server's threads and connections. One that the server closes is opened anew. A thread of its own visits one
 * after the other.
 */
final class SlowSenders implements AutoCloseable {
    private static final long BETWEEN_BYTES_NANOS = 2_000_000_000;

    /** All are there after a second. */
    private static final long OPENING_NANOS = 1_000_000_000;

    private static final int BODY_BYTES = 20_000;

    private final Endpoint endpoint;
    private final Sender[] senders;
    private final AtomicInteger closedByServer = new AtomicInteger();
    private final Thread thread;
    private volatile boolean isOver;

    /** A connection, and what it still has to send. */
    private record Sender(SocketChannel channel, ByteBuffer request) {}

    private SlowSenders(Endpoint endpoint, int count) {
        this.endpoint = endpoint;
        this.senders = new Sender[count];
        this.thread = Thread.ofPlatform().daemon().name("slow senders").unstarted(this::run);
    }

    /** Starts them; returns when each has begun. */
    static SlowSenders start(Endpoint endpoint, int count) {
        SlowSenders slow = new SlowSenders(endpoint, count);
        slow.thread.start();
        LockSupport.parkNanos(2 * OPENING_NANOS);
        return slow;
    }

    /** How often the server has closed one. */
    int closedByServer() {
        return closedByServer.get();
    }

    private void run() {
        ByteBuffer scratch = ByteBuffer.allocate(1 << 12);
        long due = System.nanoTime();
        for (long visit = 0; !isOver; visit++) {
            due += (visit < senders.length ? OPENING_NANOS : BETWEEN_BYTES_NANOS) / senders.length;
            int i = (int) (visit % senders.length);
            senders[i] = visited(senders[i], i, scratch);
            for (long wait = due - System.nanoTime(); wait > 0 && !isOver; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private @Nullable Sender visited(@Nullable Sender sender, int i, ByteBuffer scratch) {
        if (sender == null) {
            return opened(i);
        }
        try {
            if (sender.channel.isConnectionPending() && !sender.channel.finishConnect()) {
                return sender;
            }
            if (sender.channel.read(scratch.clear()) < 0 || !sender.request.hasRemaining()) {
                throw new IOException("closed");
            }
            ByteBuffer byteToSend = sender.request.slice(sender.request.position(), 1);
            sender.request.position(sender.request.position() + sender.channel.write(byteToSend));
            return sender;
        } catch (IOException e) {
            closedByServer.incrementAndGet();
            close(sender);
            return opened(i);
        }
    }

    private @Nullable Sender opened(int i) {
        byte[] head = Requests.head(endpoint, BODY_BYTES);
        ByteBuffer request =
                ByteBuffer.allocate(head.length + BODY_BYTES).put(head).rewind();
        try {
            Sender sender = new Sender(SocketChannel.open(endpoint.address()), request);
            if (i % 2 == 1) {
                sender.channel.write(request.limit(head.length));
                request.limit(request.capacity());
            }
            sender.channel.configureBlocking(false);
            return sender;
        } catch (IOException e) {
            return null; // the server takes no more of them; the next visit tries again
        }
    }

    private static void close(Sender sender) {
        try {
            sender.channel.close();
        } catch (IOException e) {
            // There is nothing to lose in it.
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        isOver = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Sender sender : senders) {
            if (sender != null) {
                close(sender);
            }
        }
    }
}
