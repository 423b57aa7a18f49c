package org.mobilenet4j.spark.ranks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.parallel.Ranks;

/**
 * Ranks in processes that are joined by sockets, each with each. Of what is summed, every rank owns a slice: it gets the
 * others' values of it, adds them in the order of the ranks, and sends the sums back. So each rank sends and gets the length
 * of the whole twice, less its own part, however many ranks there are; and the sums have the same bits everywhere.
 *
 * <p>Spark tells a task that another one is lost only when the stage is ended, and a task that hangs not at all: ranks give
 * each other signs of life on lines of their own, and a rank that is silent ends the lines to it and whoever waits on them.
 */
public final class SocketRanks implements Ranks, AutoCloseable {
    private static final Duration SIGN_INTERVAL = Duration.ofSeconds(1);
    private static final int ALIVE = 1;

    private final int rank;
    private final List<Peer> peers;
    private final Patience patience;
    private final BooleanSupplier isKilled;
    private final ExecutorService writers;
    private final ExecutorService listeners;
    private final AtomicReference<String> problem = new AtomicReference<>("");
    private volatile boolean isLeaving;
    private volatile boolean isClosed;
    private volatile boolean isSilent;
    private float[] joined = {};
    private float[] received = {};

    private SocketRanks(int rank, List<Peer> peers, Patience patience, BooleanSupplier isKilled) {
        this.rank = rank;
        this.peers = List.copyOf(peers);
        this.patience = patience;
        this.isKilled = isKilled;
        this.writers = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("rank-writer-", 0).factory());
        this.listeners = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("rank-signs-", 0).factory());
    }

    /**
     * Meets the other ranks.
     *
     * @param host by which the others reach this one
     * @param gather tells every rank the texts of each, in the order of the ranks
     * @param token known to the ranks of one attempt only
     * @param isKilled whether the task is to end: Spark does not wake one that waits
     * @throws IOException if they cannot be met in time; the message says which
     */
    public static SocketRanks meet(
            int rank,
            String host,
            UnaryOperator<List<String>> gather,
            long token,
            Patience patience,
            BooleanSupplier isKilled)
            throws IOException {
        List<Peer> peers = Meeting.meet(rank, host, gather, token, patience.meeting());
        SocketRanks ranks = new SocketRanks(rank, peers, patience, isKilled);
        ranks.listeners.execute(ranks::giveSigns);
        ranks.peers.forEach(peer -> ranks.listeners.execute(() -> ranks.listen(peer)));
        return ranks;
    }

    private void giveSigns() {
        try {
            while (!isClosed && !isSilent) {
                if (isKilled.getAsBoolean()) {
                    lose("the task was killed");
                }
                for (Peer peer : peers) {
                    sign(peer);
                }
                Thread.sleep(SIGN_INTERVAL);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sign(Peer peer) {
        try {
            OutputStream out = peer.signs().socket().getOutputStream();
            out.write(ALIVE);
            out.flush();
        } catch (IOException gone) {
            // Whoever listens to it finds that out too, and says so.
        }
    }

    private void listen(Peer peer) {
        try {
            peer.signs().socket().setSoTimeout((int) patience.silence().toMillis());
            InputStream in = peer.signs().socket().getInputStream();
            int sign = in.read();
            while (sign == ALIVE) {
                sign = in.read();
            }
            ended(peer, "it ended");
        } catch (SocketTimeoutException silent) {
            lose(peer.name() + " has given no sign of life for "
                    + patience.silence().toSeconds() + " s");
        } catch (IOException e) {
            ended(peer, e.getMessage());
        }
    }

    /** Of a rank that leaves with the others, the line of numbers tells what went wrong, if anything did. */
    private void ended(Peer peer, @Nullable String how) {
        if (!isLeaving) {
            lose(peer.name() + " is lost: " + how);
        }
    }

    /** Ends all lines, for a reason of which the first counts. */
    private void lose(String reason) {
        if (!isClosed) {
            problem.compareAndSet("", reason);
            peers.forEach(Peer::close);
        }
    }

    private RankLostException lost(Peer peer, Exception cause) {
        lose(peer.name() + " is lost: " + cause.getMessage());
        return new RankLostException(problem.get() + " (said by rank " + rank + ")", cause);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int count() {
        return peers.size() + 1;
    }

    @Override
    public double[][] gather(double[] own) {
        List<Future<?>> sending = new ArrayList<>();
        for (Peer peer : peers) {
            Sending send = () -> peer.send(own);
            if (Peer.isShort(own.length)) {
                attempt(peer, send);
            } else {
                sending.add(begin(peer, send));
            }
        }
        double[][] all = new double[count()][];
        all[rank] = own;
        for (Peer peer : peers) {
            attempt(peer, () -> all[peer.rank()] = peer.receive());
        }
        sending.forEach(SocketRanks::await);
        return all;
    }

    @Override
    public void sum(List<float[]> arrays) {
        int length = arrays.stream().mapToInt(array -> array.length).sum();
        if (joined.length != length) {
            joined = new float[length];
            received = new float[length];
        }
        int at = 0;
        for (float[] array : arrays) {
            System.arraycopy(array, 0, joined, at, array.length);
            at += array.length;
        }
        exchange(peer -> peer.send(joined, slice(peer.rank()), slice(peer.rank() + 1)), this::receiveTerms);
        addTerms();
        exchange(
                peer -> peer.send(joined, slice(rank), slice(rank + 1)),
                peer -> peer.receive(joined, slice(peer.rank()), slice(peer.rank() + 1)));
        at = 0;
        for (float[] array : arrays) {
            System.arraycopy(joined, at, array, 0, array.length);
            at += array.length;
        }
    }

    /** Where a rank's slice of the sums begins. */
    private int slice(int owner) {
        return (int) ((long) joined.length * owner / count());
    }

    /** Of this rank's slice; the terms of the ranks follow each other. */
    private void receiveTerms(Peer peer) throws IOException {
        int terms = slice(rank + 1) - slice(rank);
        if (received.length < terms * count()) {
            received = new float[terms * count()];
        }
        peer.receive(received, terms * peer.rank(), terms * (peer.rank() + 1));
    }

    /** In the order of the ranks: floats add up to other bits in another. */
    private void addTerms() {
        int first = slice(rank);
        int terms = slice(rank + 1) - first;
        System.arraycopy(joined, first, received, terms * rank, terms);
        System.arraycopy(received, 0, joined, first, terms);
        for (int other = 1; other < count(); other++) {
            for (int i = 0; i < terms; i++) {
                joined[first + i] += received[terms * other + i];
            }
        }
    }

    private interface Sending {
        void run() throws IOException;
    }

    private interface Line {
        void pass(Peer peer) throws IOException;
    }

    /** Sends to all on threads of their own while it receives from each: two that only send would wait for each other. */
    private void exchange(Line send, Line receive) {
        List<Future<?>> sending = new ArrayList<>();
        for (Peer peer : peers) {
            sending.add(begin(peer, () -> send.pass(peer)));
        }
        for (Peer peer : peers) {
            attempt(peer, () -> receive.pass(peer));
        }
        sending.forEach(SocketRanks::await);
    }

    private Future<?> begin(Peer peer, Sending send) {
        return writers.submit(() -> attempt(peer, send));
    }

    private void attempt(Peer peer, Sending passing) {
        try {
            passing.run();
        } catch (IOException e) {
            throw lost(peer, e);
        }
    }

    private static void await(Future<?> sending) {
        try {
            sending.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RankLostException lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Gives no more signs of life, as if the process were stopped: for tests. */
    void fallSilent() {
        isSilent = true;
    }

    /** Waits until all have come to the end; who ends after it is not missed by the others. */
    public void leave() {
        isLeaving = true;
        gather(new double[0]);
    }

    /** The same some time later, for a rank that has failed by itself: who waits for it is to hear why before that it is lost. */
    public void closeIn(Duration headStart) {
        Thread.ofPlatform().daemon().name("rank-end").start(() -> {
            try {
                Thread.sleep(headStart);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
        });
    }

    /** Ends the lines to the others, for whom this rank is lost unless all have left. */
    @Override
    public void close() {
        isClosed = true;
        writers.shutdownNow();
        listeners.shutdownNow();
        peers.forEach(Peer::close);
    }
}
