package org.mobilenet4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void printsALineForEachTenthWithRateAndTimeLeft() {
        ProgressLines progress = progress("images", 400);
        for (int i = 0; i < 400; i++) {
            nanos.addAndGet(500_000_000);
            progress.step();
        }

        assertThat(err().lines())
                .hasSize(10)
                .startsWith("reading: 40 of 400 images, 2.0/s, 3:00 left")
                .endsWith("reading: 400 of 400 images, 2.0/s, took 200.0 s");
    }

    @Test
    void countsBytesInMegabytes() {
        ProgressLines progress = progress("bytes", 13_600_000);
        nanos.addAndGet(1_000_000_000);
        progress.advance(6_800_000);

        assertThat(err().strip()).isEqualTo("reading: 6.8 of 13.6 MB, 6.8/s, 0:01 left");
    }

    @Test
    void isSilentWhereTheTotalIsNotKnown() {
        progress("bytes", -1).advance(100);

        assertThat(err()).isEmpty();
    }

    private ProgressLines progress(String unit, long total) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new ProgressLines(stream, "reading", unit, total, nanos::get);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
