package org.mobilenet4j.spark.ranks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * The way to another rank: a line for numbers, and one for signs of life.
 *
 * @param rank of the other
 * @param address as {@code host:port}, for messages
 */
record Peer(int rank, String address, SocketChannel numbers, SocketChannel signs, ByteBuffer out, ByteBuffer in) {
    private static final int BUFFER_BYTES = 1 << 16;

    Peer(int rank, String address, SocketChannel numbers, SocketChannel signs) {
        this(rank, address, numbers, signs, buffer(), buffer());
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    String name() {
        return "rank " + rank + " at " + address;
    }

    /** Whether so many values fit the lines' buffers, so that sending them never waits for the other to read. */
    static boolean isShort(int doubles) {
        return Integer.BYTES + Double.BYTES * (long) doubles <= BUFFER_BYTES / 2;
    }

    void send(double[] values) throws IOException {
        out.clear();
        out.putInt(values.length);
        int sent = 0;
        do {
            int count = Math.min(values.length - sent, out.remaining() / Double.BYTES);
            out.asDoubleBuffer().put(values, sent, count);
            out.position(out.position() + count * Double.BYTES);
            sent += count;
            writeOut();
        } while (sent < values.length);
    }

    double[] receive() throws IOException {
        readIn(Integer.BYTES);
        double[] values = new double[in.getInt()];
        int received = 0;
        while (received < values.length) {
            int count = Math.min(values.length - received, in.capacity() / Double.BYTES);
            readIn(count * Double.BYTES);
            in.asDoubleBuffer().get(values, received, count);
            received += count;
        }
        return values;
    }

    void send(float[] values, int from, int end) throws IOException {
        int sent = from;
        while (sent < end) {
            out.clear();
            int count = Math.min(end - sent, out.capacity() / Float.BYTES);
            out.asFloatBuffer().put(values, sent, count);
            out.position(count * Float.BYTES);
            sent += count;
            writeOut();
        }
    }

    void receive(float[] values, int from, int end) throws IOException {
        int received = from;
        while (received < end) {
            int count = Math.min(end - received, in.capacity() / Float.BYTES);
            readIn(count * Float.BYTES);
            in.asFloatBuffer().get(values, received, count);
            received += count;
        }
    }

    private void writeOut() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            numbers.write(out);
        }
        out.clear();
    }

    private void readIn(int bytes) throws IOException {
        in.clear().limit(bytes);
        while (in.hasRemaining()) {
            if (numbers.read(in) < 0) {
                throw new EOFException("it ended");
            }
        }
        in.flip();
    }

    /** Ends both lines; whoever waits on one is woken. */
    void close() {
        close(numbers);
        close(signs);
    }

    private static void close(SocketChannel line) {
        try {
            line.close();
        } catch (IOException gone) {
            // Then it is closed.
        }
    }
}
