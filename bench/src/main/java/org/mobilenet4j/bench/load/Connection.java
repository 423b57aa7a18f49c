package org.mobilenet4j.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint, which carries one request after the other. Non-blocking; not thread-safe. */
final class Connection {
    private final int endpoint;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final AnswerParser answer = new AnswerParser();
    private @Nullable ByteBuffer request;
    private long intendedNanos;
    private boolean isKept;

    private Connection(int endpoint, SocketChannel channel, Selector selector) throws IOException {
        this.endpoint = endpoint;
        this.channel = channel;
        this.key = channel.register(selector, 0, this);
    }

    /**
     * Begins to connect.
     *
     * @param number of the endpoint, which the owner of the connection gave it
     */
    static Connection open(Endpoint endpoint, int number, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Connection connection = new Connection(number, channel, selector);
            channel.connect(endpoint.address());
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    int endpoint() {
        return endpoint;
    }

    boolean isConnected() {
        return channel.isConnected();
    }

    /** Whether an answer is awaited. */
    boolean isBusy() {
        return request != null;
    }

    /** Whether it has carried an answer before: the server may close it just as the next request is on its way. */
    boolean isKept() {
        return isKept;
    }

    /** When the request in hand was to be sent, by {@link System#nanoTime}. */
    long intendedNanos() {
        return intendedNanos;
    }

    /** The status of the answer that came last. */
    int status() {
        return answer.status();
    }

    /** Takes a request in hand, which {@link #proceed} sends. */
    void begin(ByteBuffer next, long intended) {
        request = next;
        intendedNanos = intended;
        answer.reset();
    }

    /** Connects or sends on, as far as that goes without waiting. */
    void proceed() throws IOException {
        if (request == null) {
            return;
        }
        if (channel.isConnectionPending() && !channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_CONNECT);
            return;
        }
        while (request.hasRemaining() && channel.write(request) > 0) {
            // on
        }
        key.interestOps(SelectionKey.OP_READ | (request.hasRemaining() ? SelectionKey.OP_WRITE : 0));
    }

    /**
     * Takes what has come.
     *
     * @param scratch for the bytes
     * @return whether the answer is complete
     * @throws EOFException if the server has ended the connection before that
     */
    boolean receive(ByteBuffer scratch) throws IOException {
        while (true) {
            scratch.clear();
            int count = channel.read(scratch);
            if (count < 0) {
                if (isBusy() && answer.isCompleteAtEnd()) {
                    return true;
                }
                throw new EOFException("the connection was closed before the answer");
            }
            if (count == 0) {
                return false;
            }
            if (!isBusy()) {
                throw new IOException("the server sent what nobody asked for");
            }
            if (answer.read(scratch.flip())) {
                return true;
            }
        }
    }

    /**
     * Ends the exchange whose answer has come.
     *
     * @return whether the connection can carry another
     */
    boolean finish() {
        boolean isWholeSent = request != null && !request.hasRemaining(); // a refusal may come before the body is sent
        request = null;
        isKept = true;
        return isWholeSent && answer.isReusable();
    }

    /** Closes it. */
    void close() {
        request = null;
        try {
            channel.close();
        } catch (IOException e) {
            // There is nothing to lose in it.
        }
    }
}
