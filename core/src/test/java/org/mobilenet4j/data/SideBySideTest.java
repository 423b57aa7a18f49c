package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mobilenet4j.io.InvalidInputException;

@Timeout(30)
class SideBySideTest {
    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void deliversInOrderWhateverTheTiming() {
        List<Integer> delivered = new ArrayList<>();
        CountDownLatch second = new CountDownLatch(1);

        SideBySide.forEach(
                upTo(50),
                2,
                item -> {
                    if (item == 1) {
                        second.countDown();
                    } else if (item == 0) {
                        await(second); // the first is done after the second
                    }
                    return item;
                },
                delivered::add);

        assertThat(delivered).isEqualTo(upTo(50));
    }

    @Test
    void holdsNoMoreThanTwoResultsAThread() {
        AtomicInteger inHand = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        SideBySide.forEach(
                upTo(200),
                3,
                item -> {
                    most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
                    return item;
                },
                item -> inHand.decrementAndGet());

        assertThat(most.get()).isBetween(1, 6 + 1); // one is being delivered
        assertThat(inHand.get()).isZero();
    }

    @Test
    void endsWithWhatAComputationThrows() {
        assertThatThrownBy(() -> SideBySide.forEach(
                        upTo(10),
                        2,
                        item -> {
                            throw new InvalidInputException("no " + item);
                        },
                        item -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no 0");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
