package org.mobilenet4j.server.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A connection's end that can tell whether the client has closed it while a request is computed, when Jetty does not read
 * from it. It reads ahead: a byte that turns out to be the next request's is kept and handed over later. It also ends
 * connections whose headers come too slowly or stop, which Jetty lets be for as long as a kept connection.
 */
final class WatchedEndPoint implements EndPoint {
    private final EndPoint wrapped;
    private final Executor executor;
    private final long headerNanos;
    private final long idleMillis;

    /** Guarded by this object: bytes that were read ahead. */
    private final ByteBuffer ahead = ByteBuffer.allocate(1).limit(0);

    private boolean isEnded;
    private volatile boolean isAtHeaders = true;
    private long headersBegun;

    WatchedEndPoint(EndPoint wrapped, Executor executor, Duration headerTime) {
        this.wrapped = wrapped;
        this.executor = executor;
        this.headerNanos = headerTime.toNanos();
        this.idleMillis = wrapped.getIdleTimeout();
    }

    /** That of a request's connection; null where it has none of these. */
    static @Nullable WatchedEndPoint of(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint() instanceof WatchedEndPoint endPoint
                ? endPoint
                : null;
    }

    /** Says that a request's headers are there. */
    void onRequest() {
        isAtHeaders = false;
        if (wrapped.getIdleTimeout() != idleMillis) {
            wrapped.setIdleTimeout(idleMillis);
        }
    }

    /** Says that a request is over, so that the next begins. */
    synchronized void onRequestEnd() {
        headersBegun = 0;
        isAtHeaders = true;
    }

    /** Whether the client has closed the connection. Only while a request is computed whose body is read. */
    synchronized boolean isClosedByPeer() {
        if (isEnded || !wrapped.isOpen()) {
            return true;
        }
        if (ahead.hasRemaining()) {
            return false;
        }
        try {
            BufferUtil.clear(ahead);
            isEnded = wrapped.fill(ahead) < 0;
        } catch (IOException e) {
            isEnded = true;
        }
        return isEnded;
    }

    @Override
    public synchronized int fill(ByteBuffer buffer) throws IOException {
        if (ahead.hasRemaining()) {
            int position = BufferUtil.flipToFill(buffer);
            buffer.put(ahead.get());
            BufferUtil.flipToFlush(buffer, position);
            return 1;
        }
        int filled = isEnded ? -1 : wrapped.fill(buffer);
        if (filled > 0 && isAtHeaders) {
            long now = System.nanoTime();
            headersBegun = headersBegun == 0 ? now : headersBegun;
            if (now - headersBegun > headerNanos) {
                throw new IOException("the headers came too slowly");
            }
        }
        return filled;
    }

    @Override
    public void fillInterested(Callback callback) {
        if (hasAhead()) {
            executor.execute(callback::succeeded);
            return;
        }
        if (isWithinHeaders()) {
            wrapped.setIdleTimeout(Math.min(idleMillis, headerNanos / 1_000_000)); // for a sender that stops altogether
        }
        wrapped.fillInterested(callback);
    }

    private synchronized boolean isWithinHeaders() {
        return isAtHeaders && headersBegun != 0;
    }

    @Override
    public boolean tryFillInterested(Callback callback) {
        if (hasAhead()) {
            executor.execute(callback::succeeded);
            return true;
        }
        return wrapped.tryFillInterested(callback);
    }

    private synchronized boolean hasAhead() {
        return ahead.hasRemaining();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return wrapped.getLocalSocketAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return wrapped.getRemoteSocketAddress();
    }

    @Override
    public boolean isOpen() {
        return wrapped.isOpen();
    }

    @Override
    public long getCreatedTimeStamp() {
        return wrapped.getCreatedTimeStamp();
    }

    @Override
    public void shutdownOutput() {
        wrapped.shutdownOutput();
    }

    @Override
    public boolean isOutputShutdown() {
        return wrapped.isOutputShutdown();
    }

    @Override
    public boolean isInputShutdown() {
        return wrapped.isInputShutdown();
    }

    @Override
    public void close(Throwable cause) {
        wrapped.close(cause);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        return wrapped.flush(buffers);
    }

    @Override
    public Object getTransport() {
        return wrapped.getTransport();
    }

    @Override
    public long getIdleTimeout() {
        return wrapped.getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long idleTimeout) {
        wrapped.setIdleTimeout(idleTimeout);
    }

    @Override
    public boolean isFillInterested() {
        return wrapped.isFillInterested();
    }

    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        wrapped.write(callback, buffers);
    }

    @Override
    public Callback cancelWrite(Throwable cause) {
        return wrapped.cancelWrite(cause);
    }

    @Override
    public Connection getConnection() {
        return wrapped.getConnection();
    }

    @Override
    public void setConnection(Connection connection) {
        wrapped.setConnection(connection);
    }

    @Override
    public void onOpen() {
        wrapped.onOpen();
    }

    @Override
    public void onClose(Throwable cause) {
        wrapped.onClose(cause);
    }

    @Override
    public void upgrade(Connection newConnection) {
        wrapped.upgrade(newConnection);
    }

    @Override
    public SslSessionData getSslSessionData() {
        return wrapped.getSslSessionData();
    }
}
