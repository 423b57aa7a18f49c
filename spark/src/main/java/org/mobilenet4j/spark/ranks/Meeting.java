package org.mobilenet4j.spark.ranks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How ranks find each other: each listens on a free port and tells the others where; of two, the higher calls the lower, once
 * for each line. Who calls must know the token of the run, so that a stranger, or a task of an earlier attempt, is not taken
 * for a rank.
 */
final class Meeting implements AutoCloseable {
    private static final int GREETING_BYTES = Long.BYTES + Integer.BYTES + 1;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final byte NUMBERS = 0;
    private static final byte SIGNS = 1;
    private static final int LONGEST_GREETING_MILLIS = 10_000;

    private final int rank;
    private final long token;
    private final long deadline;
    private final ServerSocketChannel door;

    private Meeting(int rank, long token, long deadline, ServerSocketChannel door) {
        this.rank = rank;
        this.token = token;
        this.deadline = deadline;
        this.door = door;
    }

    /**
     * Meets the others.
     *
     * @param host by which the others reach this one
     * @param gather tells every rank the text of each
     * @param token known to the ranks of one attempt only
     * @return the way to each other rank, in order
     */
    static List<Peer> meet(int rank, String host, UnaryOperator<List<String>> gather, long token, Duration patience)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (ServerSocketChannel door = ServerSocketChannel.open();
                Meeting meeting = new Meeting(rank, token, deadline, door)) {
            door.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            door.bind(new InetSocketAddress(host, 0));
            int port = ((InetSocketAddress) door.getLocalAddress()).getPort();
            List<String> addresses = gather.apply(List.of(host + ":" + port));
            return meeting.lines(addresses);
        }
    }

    private List<Peer> lines(List<String> addresses) throws IOException {
        @Nullable SocketChannel[][] lines = new SocketChannel[addresses.size()][2];
        try {
            for (int lower = 0; lower < rank; lower++) {
                for (byte line : new byte[] {NUMBERS, SIGNS}) {
                    lines[lower][line] = call(lower, addresses.get(lower), line);
                }
            }
            int expected = 2 * (addresses.size() - 1 - rank);
            while (expected > 0) {
                expected -= answer(lines, addresses) ? 1 : 0;
            }
        } catch (IOException | RuntimeException e) {
            for (SocketChannel[] both : lines) {
                for (SocketChannel line : both) {
                    if (line != null) {
                        line.close();
                    }
                }
            }
            throw e;
        }
        List<Peer> peers = new ArrayList<>();
        for (int other = 0; other < lines.length; other++) {
            SocketChannel numbers = lines[other][NUMBERS];
            SocketChannel signs = lines[other][SIGNS];
            if (numbers != null && signs != null) {
                peers.add(new Peer(other, addresses.get(other), numbers, signs));
            }
        }
        return peers;
    }

    private SocketChannel call(int other, String address, byte line) throws IOException {
        int colon = address.lastIndexOf(':');
        InetSocketAddress where =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(where, millisLeft());
            ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES)
                    .putLong(token)
                    .putInt(rank)
                    .put(line)
                    .flip();
            while (greeting.hasRemaining()) {
                channel.write(greeting);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "rank " + other + " at " + address + " cannot be reached from rank " + rank + ": " + e.getMessage()
                            + "; executors must be able to reach each other on any port",
                    e);
        }
    }

    /** @return whether it was a rank that called */
    private boolean answer(@Nullable SocketChannel[][] lines, List<String> addresses) throws IOException {
        door.socket().setSoTimeout(millisLeft());
        SocketChannel channel;
        try {
            channel = door.socket().accept().getChannel();
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "rank " + missing(lines) + " at " + addresses.get(missing(lines)) + " has not called rank " + rank
                            + "; is its executor alive, and can it reach this one?",
                    e);
        }
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer greeting = greeting(channel);
        boolean isKnown = greeting.remaining() == GREETING_BYTES && greeting.getLong() == token;
        int other = isKnown ? greeting.getInt() : -1;
        byte line = isKnown ? greeting.get() : -1;
        if (other <= rank || other >= lines.length || line < 0 || line > SIGNS || lines[other][line] != null) {
            channel.close();
            return false;
        }
        lines[other][line] = channel;
        return true;
    }

    /** What the caller says; shorter where it says too little, or takes too long for it. */
    private static ByteBuffer greeting(SocketChannel channel) throws IOException {
        byte[] bytes = new byte[GREETING_BYTES];
        channel.socket().setSoTimeout(LONGEST_GREETING_MILLIS);
        try {
            int read = channel.socket().getInputStream().readNBytes(bytes, 0, bytes.length);
            return ByteBuffer.wrap(bytes, 0, read);
        } catch (SocketTimeoutException e) {
            return ByteBuffer.allocate(0);
        }
    }

    private int missing(@Nullable SocketChannel[][] lines) {
        int other = rank + 1;
        while (lines[other][NUMBERS] != null && lines[other][SIGNS] != null) {
            other++;
        }
        return other;
    }

    private int millisLeft() {
        return Math.clamp((deadline - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
