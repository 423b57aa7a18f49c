package org.mobilenet4j.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mobilenet4j.io.InvalidInputException;

class WorkersTest {
    @Test
    void everyPartRunsOnceHoweverOftenAndHoweverShort() {
        for (int threads : new int[] {1, 2, 4}) {
            Workers workers = new Workers(threads);
            int[] runs = new int[16 * threads];
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
                for (int round = 0; round < 10_000; round++) {
                    workers.run(part -> runs[16 * part]++);
                }
            });
            for (int part = 0; part < threads; part++) {
                assertThat(runs[16 * part]).isEqualTo(10_000);
            }
        }
    }

    @Test
    void piecesAreTakenOneByOne() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        new Workers(2).forEach(1000, i -> {
            done.add(i);
            threads.add(Thread.currentThread());
        });

        assertThat(done).hasSize(1000);
        assertThat(threads).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void oneThreadIsTheCallers() {
        Workers.CALLER.forEach(
                3, i -> assertThat(Thread.currentThread().getName()).isEqualTo(mine()));
        new Workers(1).run(part -> assertThat(Thread.currentThread().getName()).isEqualTo(mine()));
    }

    private static String mine() {
        return Thread.currentThread().getName();
    }

    @Test
    void callersTakeTurns() {
        Workers workers = new Workers(2);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        IntStream.range(0, 20)
                .parallel()
                .forEach(call -> workers.run(part -> {
                    most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                    atWork.decrementAndGet();
                }));

        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatAPartThrowsIsThrownToTheCaller() {
        Workers workers = new Workers(2);
        for (int failing : new int[] {0, 1}) {
            assertThatThrownBy(() -> workers.run(part -> {
                        if (part == failing) {
                            throw new UnsupportedOperationException("part " + part);
                        }
                    }))
                    .hasMessage("part " + failing);
        }
        AtomicInteger ran = new AtomicInteger();
        workers.run(part -> ran.incrementAndGet());
        assertThat(ran.get()).isEqualTo(2);
    }

    @Test
    void sharedWorkSharesOutNoneOfItsOwn() {
        Workers workers = new Workers(2);
        for (int inside : new int[] {0, 1}) {
            assertThatThrownBy(() -> workers.run(part -> {
                        if (part == inside) {
                            workers.run(other -> {});
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot share out work of its own");
        }
    }

    @Test
    void thereIsAtLeastOneThread() {
        assertThatThrownBy(() -> new Workers(0)).hasMessage("threads is 0, expected at least 1");
    }

    @Test
    @Timeout(30)
    void resultsAreDeliveredInOrderWhateverTheTiming() {
        List<Integer> delivered = new ArrayList<>();
        CountDownLatch second = new CountDownLatch(1);

        new Workers(2)
                .mapInOrder(
                        50,
                        i -> {
                            if (i == 1) {
                                second.countDown();
                            } else if (i == 0) {
                                await(second); // the first is done after the second
                            }
                            return i;
                        },
                        delivered::add);

        assertThat(delivered).isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void fewResultsAreHeld() {
        for (int threads : new int[] {1, 3}) {
            AtomicInteger inHand = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();

            new Workers(threads)
                    .mapInOrder(
                            200,
                            i -> most.accumulateAndGet(inHand.incrementAndGet(), Math::max),
                            result -> inHand.decrementAndGet());

            assertThat(most.get()).isBetween(1, threads == 1 ? 1 : 8 * threads);
            assertThat(inHand.get()).isZero();
        }
    }

    @Test
    void whatAComputationThrowsEndsTheRest() {
        List<Integer> delivered = new ArrayList<>();
        assertThatThrownBy(() -> Workers.CALLER.mapInOrder(
                        10,
                        i -> {
                            if (i == 2) {
                                throw new InvalidInputException("no " + i);
                            }
                            return i;
                        },
                        delivered::add))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no 2");
        assertThat(delivered).containsExactly(0, 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
