package org.mobilenet4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.report.Columns;

class ReportTest {
    private static final Columns<Row> TABLE =
            new Columns<Row>().text("name", Row::name).number("top-1 %", "%.1f", Row::top1Percent);
    private static final List<Row> ROWS = List.of(new Row("daisy", 9.5), new Row("tülip\n2", 100));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private record Row(String name, double top1Percent) {}

    @Test
    void alignsATableForPeople() {
        report(false, false).results(TABLE, ROWS);

        assertThat(lines(out)).containsExactly("name     top-1 %", "daisy        9.5", "tülip 2    100.0");
    }

    @Test
    void printsAnObjectPerRowForMachines() {
        Report report = report(true, false);

        report.results(TABLE, ROWS);
        report.text("for people");
        report.result(ROWS.getFirst(), "for people");

        assertThat(lines(out))
                .containsExactly(
                        "{\"name\":\"daisy\",\"top1_percent\":9.5}",
                        "{\"name\":\"tülip\\n2\",\"top1_percent\":100.0}",
                        "{\"name\":\"daisy\",\"top1_percent\":9.5}");
    }

    @Test
    void keepsNotesAndProgressOffStandardOutput() {
        Report report = report(true, false);

        report.note("reading");
        report.warning("a.jpg: damaged");
        try (Progress progress = report.progress("reading", "images", 2)) {
            progress.step();
            progress.step();
        }

        assertThat(out.size()).isZero();
        assertThat(lines(err)).hasSize(4).startsWith("reading", "warning: a.jpg: damaged");
    }

    @Test
    void warnsEvenWhenQuiet() {
        Report report = report(false, true);

        report.note("reading");
        report.warning("a.jpg: damaged");
        try (Progress progress = report.progress("reading", "images", 1)) {
            progress.step();
        }

        assertThat(lines(err)).containsExactly("warning: a.jpg: damaged");
    }

    @Test
    void drawsABarWhereAPersonWatches() {
        Console console = new Console(stream(out), stream(err), true, Map.of("COLUMNS", "70"));
        try (Progress progress = new Report(console, false, false).progress("reading", "images", 3)) {
            progress.advance(3);
        }

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("\r")
                .contains("reading")
                .contains("3/3 images");
    }

    private Report report(boolean isJson, boolean isQuiet) {
        return new Report(new Console(stream(out), stream(err), false, Map.of()), isJson, isQuiet);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
