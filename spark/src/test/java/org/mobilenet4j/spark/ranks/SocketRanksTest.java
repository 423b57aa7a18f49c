package org.mobilenet4j.spark.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks on threads of this JVM, which is all the same to their sockets. */
class SocketRanksTest {
    private static final Patience SHORT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(3));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void gathersWhatEachGivesInTheirOrder(int count) throws Exception {
        List<double[][]> gathered = run(count, ranks -> {
            ranks.gather(new double[] {-1});
            double[] own = new double[ranks.rank() * 30_000]; // none, few buffers full, more than the lines hold
            Arrays.fill(own, ranks.rank() + 0.5);
            double[][] all = ranks.gather(own);
            assertThat(ranks.sum(ranks.rank())).isEqualTo(count * (count - 1) / 2.0);
            ranks.leave();
            return all;
        });

        for (double[][] all : gathered) {
            assertThat(all.length).isEqualTo(count);
            for (int rank = 0; rank < count; rank++) {
                assertThat(all[rank]).hasSize(rank * 30_000).containsOnly(expected(rank));
            }
        }
    }

    private static double[] expected(int rank) {
        return rank == 0 ? new double[0] : new double[] {rank + 0.5};
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void sumsInTheOrderOfTheRanks(int count) throws Exception {
        int[] lengths = {1, 700_001, 2, 0, 40_000};
        List<List<float[]>> given = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            given.add(drawn(lengths, rank));
        }

        List<List<float[]>> sums = run(count, ranks -> {
            List<float[]> own = drawn(lengths, ranks.rank());
            ranks.sum(own);
            List<float[]> again = drawn(lengths, ranks.rank());
            ranks.sum(again); // its memory is used again
            ranks.leave();
            assertThat(again.get(1)).isEqualTo(own.get(1));
            return own;
        });

        for (int array = 0; array < lengths.length; array++) {
            float[] expected = given.getFirst().get(array).clone();
            for (List<float[]> other : given.subList(1, count)) {
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += other.get(array)[i];
                }
            }
            for (List<float[]> sum : sums) {
                assertThat(sum.get(array)).isEqualTo(expected);
            }
        }
    }

    private static List<float[]> drawn(int[] lengths, int seed) {
        Random random = new Random(seed);
        List<float[]> arrays = new ArrayList<>();
        for (int length : lengths) {
            float[] array = new float[length];
            for (int i = 0; i < length; i++) {
                array[i] = (float) random.nextGaussian() * (i % 7 == 0 ? 1e6f : 1);
            }
            arrays.add(array);
        }
        return arrays;
    }

    @Test
    void namesTheRankThatEnds() {
        assertThatThrownBy(() -> run(3, ranks -> {
                    if (ranks.rank() == 1) {
                        ranks.close();
                        throw new IllegalStateException("its own fault");
                    }
                    return ranks.gather(new double[1]);
                }))
                .cause()
                .isInstanceOf(RankLostException.class)
                .hasMessageMatching("rank 1 at 127.0.0.1:[0-9]+ is lost: .* \\(said by rank 0\\)");
    }

    @Test
    void namesTheRankThatSaysNothing() {
        CountDownLatch isDone = new CountDownLatch(1);

        assertThatThrownBy(() -> run(2, ranks -> {
                    if (ranks.rank() == 0) {
                        try {
                            return ranks.gather(new double[1]);
                        } finally {
                            isDone.countDown();
                        }
                    }
                    ranks.fallSilent();
                    isDone.await();
                    return new double[0][];
                }))
                .cause()
                .isInstanceOf(RankLostException.class)
                .hasMessageMatching(
                        "rank 1 at 127.0.0.1:[0-9]+ has given no sign of life for 3 s \\(said by rank 0\\)");
    }

    @Test
    void aKilledTaskDoesNotWaitOn() {
        assertThatThrownBy(() -> run(2, rank -> rank == 0, ranks -> {
                    if (ranks.rank() == 0) {
                        return ranks.gather(new double[1]);
                    }
                    Thread.sleep(2500);
                    return new double[0][];
                }))
                .cause()
                .hasMessage("the task was killed (said by rank 0)");
    }

    @Test
    void strangersAreNotTakenForRanks() throws Exception {
        List<double[][]> gathered = run(2, (address, rank) -> {
            if (rank == 1) { // before the rank that it would be taken for calls
                int colon = address.indexOf(':');
                try (Socket stranger =
                        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
                    stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        });

        assertThat(gathered.getFirst()[1]).containsExactly(1);
    }

    @Test
    void saysWhoDidNotCome() {
        assertThatThrownBy(() -> SocketRanks.meet(
                        0,
                        "127.0.0.1",
                        own -> List.of(own.getFirst(), "127.0.0.1:1"),
                        1,
                        new Patience(Duration.ofMillis(200), Duration.ofSeconds(3)),
                        () -> false))
                .isInstanceOf(IOException.class)
                .hasMessage("rank 1 at 127.0.0.1:1 has not called rank 0; is its executor alive, and can it reach this"
                        + " one?");
        assertThatThrownBy(() -> SocketRanks.meet(
                        1, "127.0.0.1", own -> List.of("127.0.0.1:1", own.getFirst()), 1, SHORT, () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rank 0 at 127.0.0.1:1 cannot be reached from rank 1: ");
    }

    private interface Work<R> {
        R of(SocketRanks ranks) throws Exception;
    }

    private interface Call {
        void to(String firstRank, int rank) throws Exception;
    }

    private static List<double[][]> run(int count, Call call) throws Exception {
        return run(count, rank -> false, call, ranks -> {
            double[][] all = ranks.gather(new double[] {ranks.rank()});
            ranks.leave();
            return all;
        });
    }

    private static <R> List<R> run(int count, Work<R> work) throws Exception {
        return run(count, rank -> false, work);
    }

    private static <R> List<R> run(int count, IntPredicate isKilled, Work<R> work) throws Exception {
        return run(count, isKilled, (address, rank) -> {}, work);
    }

    private static <R> List<R> run(int count, IntPredicate isKilled, Call call, Work<R> work) throws Exception {
        String[] addresses = new String[count];
        Phaser met = new Phaser(count);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<R>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int rank = i;
                UnaryOperator<List<String>> gather = own -> {
                    addresses[rank] = own.getFirst();
                    met.arriveAndAwaitAdvance();
                    try {
                        call.to(addresses[0], rank);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return List.of(addresses);
                };
                tasks.add(() -> {
                    try (SocketRanks ranks =
                            SocketRanks.meet(rank, "127.0.0.1", gather, 42, SHORT, () -> isKilled.test(rank))) {
                        return work.of(ranks);
                    }
                });
            }
            List<R> results = new ArrayList<>();
            for (Future<R> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
