package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PartsTest {
    /** Tiny pieces, so that a thread is often late in ending one while the next is handed out. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void neverLosesAPieceOfWorkNorWhoWaitsForIt() {
        Parts parts = new Parts(3);
        AtomicIntegerArray runs = new AtomicIntegerArray(3);

        for (int piece = 0; piece < 100_000; piece++) {
            parts.run(runs::getAndIncrement);
        }

        assertThat(runs.toString()).isEqualTo("[100000, 100000, 100000]");
    }

    @Test
    void throwsWhatAPartThrewAndGoesOn() {
        Parts parts = new Parts(2);

        assertThatThrownBy(() -> parts.run(part -> {
                    if (part == 1) {
                        throw new IllegalArgumentException("no such thing");
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such thing");

        AtomicIntegerArray runs = new AtomicIntegerArray(2);
        parts.run(runs::getAndIncrement);
        assertThat(runs.toString()).isEqualTo("[1, 1]");
    }
}
