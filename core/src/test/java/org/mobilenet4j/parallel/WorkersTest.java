package org.mobilenet4j.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
}
