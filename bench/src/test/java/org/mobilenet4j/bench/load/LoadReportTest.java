package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final Latency NONE = new Latency(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    private static final Step CALM = step(0.8, 160, 159.9, 0, Map.of(), new Latency(9.1, 12.4, 31.5, 40.0, 44.2), NONE);
    private static final Step OVERLOAD = step(
            3,
            600,
            197,
            403,
            Map.of("status 500", 2L),
            new Latency(210, 230, 251.3, 260, 270.9),
            CALM.answeredMillis());

    @Test
    void theTablesTellGoodputLatencyAndWhatTheGeneratorUsed() {
        assertThat(String.join("\n", LoadTables.goodput().lines(List.of(CALM, OVERLOAD))))
                .isEqualTo("""
                        server   load  offered/s  in time/s   of C  refused/s  late  errors  generator  server: CPU ms   MB
                        ours    0.8 C      160.0      159.9  0.800        0.0     0       0      4.0 %             9.5  251
                        ours      3 C      600.0      197.0  0.985      403.0     0       2      4.0 %             9.5  251""");
        assertThat(String.join("\n", LoadTables.latencies().lines(List.of(CALM, OVERLOAD))))
                .isEqualTo("""
                        server   load  p50 ms    p90    p99  p99.9    max  refusals: p50 ms   p99
                        ours    0.8 C     9.1   12.4   31.5   40.0   44.2                 -     -
                        ours      3 C   210.0  230.0  251.3  260.0  270.9               9.1  31.5""");
    }

    @Test
    void sayWhatTheErrorsWere() {
        assertThat(LoadTables.doubts(CALM)).isEmpty();
        assertThat(LoadTables.doubts(OVERLOAD)).containsExactly("ours, 3 C: 2 status 500");
    }

    @Test
    void theCsvHasAnEmptyFieldWhereNothingWasMeasured() {
        List<String> lines = LoadCsv.lines(List.of(CALM));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("server,load,seconds,offered_per_second,in_time_per_second");
        assertThat(lines.getLast())
                .startsWith("ours,0.800000,60.0000,160.000,159.900,")
                .contains(",,,,,");
        assertThat(lines.getLast().split(",", -1))
                .hasSameSizeAs(lines.getFirst().split(",", -1));
    }

    @Test
    void thePageDrawsTheCurve() {
        LoadSettings settings = new LoadSettings(
                new LoadSettings.ClosedLoop(16, 5, 2, 5),
                new LoadSettings.OpenLoop(List.of(0.8, 3.0), 60, 1),
                512,
                2000,
                new LoadSettings.Trials(0, 0, false));
        LoadResult result = new LoadResult(
                List.of(new Capacity("ours", 195, 200, 203, 1), new Capacity("in process", 210, 215, 220, 0.93)),
                List.of(new OneAtATime("ours", 8.5, 7.9)),
                List.of(CALM, OVERLOAD),
                List.of(new Recovery("ours", 3, 11, 12, 0, true)),
                List.of(),
                List.of(new ReloadsStep("ours", 1000, 0, "", 60_000, 1, 2, 0, Map.of(), 40, 240, 251)),
                List.of(TerminationStep.of("ours", answered(10, 11), 0, 1.5)));

        String html = new LoadPage("a test", settings, result).page().html();

        assertThat(html)
                .contains("perfect, up to C of ours")
                .contains("turns of 2 s")
                .contains("One at a time: median 8.50 ms, 7.90 in process: HTTP adds 0.60.")
                .contains("normal again")
                .contains(
                        "Ours, 1,000 reloads, 0 failed: of 60,000 images 1 late, 2 refused, 0 errors; p99 at worst 40.0 ms; resident 240 MB, then 251.")
                .contains(
                        "Ours, told to end: of 2 images 2 answered, 0 refused, 0 unanswered, 0 when nobody listened; exit status 0 after 1.5 s.");
    }

    @Test
    void aServerIsNormalAgainIfNothingIsLostAndThePercentileIsAsBefore() {
        assertThat(Recovery.of("ours", 3, answered(10, 10), answered(10, 18)).isNormal())
                .isTrue();
        assertThat(Recovery.of("ours", 3, answered(10, 40), answered(10, 81)).isNormal())
                .isFalse();
        Tally refused = answered(10, 10);
        refused.offered(0, 0);
        refused.answered(503, 0, 1);
        assertThat(Recovery.of("ours", 3, answered(10, 10), refused).isNormal()).isFalse();
    }

    private static Tally answered(int... millis) {
        Tally tally = new Tally(2_000_000_000L, Long.MAX_VALUE);
        for (int one : millis) {
            tally.offered(0, 0);
            tally.answered(200, 0, one * 1_000_000L);
        }
        return tally;
    }

    private static Step step(
            double load,
            double offered,
            double inTime,
            double refused,
            Map<String, Long> causes,
            Latency answered,
            Latency refusals) {
        long failed = causes.values().stream().mapToLong(Long::longValue).sum();
        return new Step(
                "ours",
                load,
                60,
                offered,
                inTime,
                inTime / 200,
                refused,
                Math.round(60 * offered),
                Math.round(60 * inTime),
                0,
                Math.round(60 * refused),
                failed,
                0,
                0,
                causes,
                answered,
                refusals,
                new Latency(0.1, 0.2, 0.3, 0.4, 0.5),
                0.04,
                0.05,
                9.5,
                251);
    }
}
