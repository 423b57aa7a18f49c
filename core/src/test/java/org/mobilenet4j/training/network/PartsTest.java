package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyPartRunsOnceHoweverOftenAndHoweverShort(int count) {
        Parts parts = new Parts(count);
        int[] runs = new int[16 * count];
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < 30_000; i++) {
                parts.run(part -> runs[16 * part]++);
            }
        });
        for (int part = 0; part < count; part++) {
            assertThat(runs[16 * part]).isEqualTo(30_000);
        }
    }

    @Test
    void aPartsFailureReachesTheCallerWhenAllPartsAreDone() {
        Parts parts = new Parts(2);
        boolean[] isDone = new boolean[1];
        assertThatThrownBy(() -> parts.run(part -> {
                    if (part == 1) {
                        throw new IllegalStateException("part 1");
                    }
                    isDone[0] = true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(isDone[0]).isTrue();
    }
}
