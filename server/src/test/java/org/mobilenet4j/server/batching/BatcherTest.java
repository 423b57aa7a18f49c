package org.mobilenet4j.server.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // of the requests that only fill the queue
class BatcherTest {
    private static final BatchOptions ONE_THREAD = new BatchOptions(1, 8, 1000, 4, Duration.ZERO);

    /** Holds the thread until it is let go on. */
    private final Semaphore gate = new Semaphore(0);

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private Batcher<Integer, Integer> batcher = batcher(ONE_THREAD);

    private Batcher<Integer, Integer> batcher(BatchOptions options) {
        return new Batcher<>("test", options, (batch, results) -> {
            begun.countDown();
            gate.acquireUninterruptibly();
            batches.add(batch);
            for (int i = 0; i < batch.size(); i++) {
                if (results.isWanted(i)) {
                    if (batch.get(i) < 0) {
                        results.fail(i, new IllegalStateException("negative"));
                    } else {
                        results.complete(i, 10 * batch.get(i));
                    }
                }
            }
        });
    }

    @AfterEach
    void close() {
        gate.release(1000);
        batcher.close();
    }

    /** Occupies the one thread. */
    private CompletableFuture<Integer> block() throws InterruptedException {
        CompletableFuture<Integer> first = batcher.submit(0);
        begun.await();
        return first;
    }

    private CompletableFuture<List<Integer>> submit(List<Integer> items, Duration timeout) {
        return batcher.submit(items, Demand.PLAIN.withTimeout(timeout));
    }

    @Test
    void whatWaitsIsTakenTogetherAndWhatDoesNotWaitIsTakenAlone() throws InterruptedException {
        CompletableFuture<Integer> first = block();
        List<CompletableFuture<Integer>> others =
                IntStream.range(1, 6).mapToObj(batcher::submit).toList();
        gate.release(1000);
        assertThat(first.join()).isZero();
        assertThat(others.stream().map(CompletableFuture::join)).containsExactly(10, 20, 30, 40, 50);
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5));
    }

    @Test
    void aLargeRequestIsDividedAndAnsweredWhole() throws InterruptedException {
        CompletableFuture<Integer> first = block();
        CompletableFuture<List<Integer>> large =
                batcher.submit(IntStream.range(1, 8).boxed().toList(), Demand.PLAIN);
        gate.release(1000);
        assertThat(large.join()).containsExactly(10, 20, 30, 40, 50, 60, 70);
        assertThat(first.join()).isZero();
        assertThat(batches).hasSize(3);
    }

    @Test
    void aThreadTakesItsShareAndLeavesTheRestToTheOthers() throws Exception {
        batcher.close();
        batcher = batcher(new BatchOptions(2, 100, 1000, 8, Duration.ZERO));
        List<CompletableFuture<Integer>> all = new ArrayList<>(List.of(batcher.submit(1), batcher.submit(2)));
        while (batcher.waitingItems() > 0) {
            Thread.sleep(1);
        }
        IntStream.range(3, 7).forEach(i -> all.add(batcher.submit(i)));
        gate.release(1);
        while (batches.size() < 1 || batcher.waitingItems() == 4) {
            Thread.sleep(1);
        }
        gate.release(1000);
        all.forEach(CompletableFuture::join);
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void theQueueIsBoundedInItems() throws InterruptedException {
        block();
        submit(IntStream.range(0, 8).boxed().toList(), Duration.ofMinutes(1));
        assertThatThrownBy(() -> batcher.submit(9))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.QUEUE_FULL));
        assertThatThrownBy(() -> batcher.requireRoom(1, 0)).isInstanceOf(RefusedException.class);
        assertThat(batcher.waitingItems()).isEqualTo(8);
    }

    @Test
    void theQueueIsBoundedInBytes() throws InterruptedException {
        block();
        batcher.submit(List.of(1), new Demand(900, null, () -> false));
        assertThatThrownBy(() -> batcher.submit(List.of(2), new Demand(101, null, () -> false)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.QUEUE_BYTES));
        batcher.submit(List.of(2), new Demand(100, null, () -> false));
        assertThat(batcher.waitingBytes()).isEqualTo(1000);
    }

    @Test
    void aRequestThatCouldNeverFitIsToldSo() {
        assertThatThrownBy(() -> submit(IntStream.range(0, 9).boxed().toList(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9 items, expected at most 8");
    }

    @Test
    void aDeadlineActsWhileTheThreadIsBusyAndMakesRoom() throws InterruptedException {
        block();
        CompletableFuture<List<Integer>> late =
                submit(IntStream.range(0, 8).boxed().toList(), Duration.ofMillis(20));
        assertThatThrownBy(late::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.DEADLINE));
        assertThat(batcher.waitingItems()).isZero();
        gate.release(1000);
        assertThat(batcher.submit(4).join()).isEqualTo(40);
        assertThat(batches).containsExactly(List.of(0), List.of(4));
    }

    @Test
    void nothingIsComputedForAClientThatHasGone() throws InterruptedException {
        block();
        AtomicBoolean isGone = new AtomicBoolean();
        CompletableFuture<List<Integer>> abandoned = batcher.submit(List.of(1, 2), new Demand(0, null, isGone::get));
        isGone.set(true);
        gate.release(1000);
        assertThatThrownBy(abandoned::join)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CLIENT_GONE));
    }

    @Test
    void oneFailureOfAnItemFailsItsRequestAlone() throws InterruptedException {
        block();
        CompletableFuture<List<Integer>> bad = batcher.submit(List.of(1, -1), Demand.PLAIN);
        CompletableFuture<Integer> good = batcher.submit(2);
        gate.release(1000);
        assertThatThrownBy(bad::join).cause().hasMessage("negative");
        assertThat(good.join()).isEqualTo(20);
    }

    @Test
    void aFunctionThatThrowsOrForgetsFailsTheBatchAndTheThreadGoesOn() {
        try (Batcher<Integer, Integer> broken = new Batcher<>("broken", ONE_THREAD, (batch, results) -> {
            if (batch.getFirst() == 1) {
                throw new IllegalStateException("broken");
            }
        })) {
            assertThatThrownBy(() -> broken.submit(1).join()).cause().hasMessage("broken");
            assertThatThrownBy(() -> broken.submit(2).join()).cause().hasMessageContaining("gave it no result");
        }
    }

    @Test
    void drainingAnswersWhatWasTakenAndTakesNothingMore() throws Exception {
        block();
        CompletableFuture<Integer> waiting = batcher.submit(1);
        assertThat(batcher.drain(Duration.ofMillis(10))).isFalse();
        assertThatThrownBy(() -> batcher.submit(2))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CLOSED));
        gate.release(1000);
        assertThat(batcher.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(waiting.join()).isEqualTo(10);
    }

    @Test
    void closingRefusesWhatWaits() throws InterruptedException {
        block();
        CompletableFuture<Integer> waiting = batcher.submit(1);
        batcher.close();
        assertThatThrownBy(waiting::join).cause().isInstanceOf(RefusedException.class);
    }

    @Test
    void aDelayIsWaitedForUntilTheBatchIsFull() {
        batcher.close();
        batcher = batcher(new BatchOptions(1, 8, 1000, 3, Duration.ofMinutes(1)));
        gate.release(1000);
        List<CompletableFuture<Integer>> three =
                IntStream.range(0, 3).mapToObj(batcher::submit).toList();
        three.forEach(CompletableFuture::join); // none waits for the minute
        assertThat(batches).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void aFunctionOfWholeListsIsABatchFunction() {
        try (Batcher<Integer, String> texts = new Batcher<>(
                "texts",
                ONE_THREAD,
                BatchFunction.of(batch -> batch.stream().map(String::valueOf).toList()))) {
            assertThat(texts.submit(List.of(1, 2, 3), Demand.PLAIN).join()).containsExactly("1", "2", "3");
        }
    }
}
