package org.mobilenet4j.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.Wording;

/** The tables and sentences of a {@link LoadResult}, on a terminal and on a page. */
final class LoadTables {
    /** The generator is then no longer small beside what it measures. */
    private static final double LATE_MILLIS = 5;

    private static final double MOST_CPU = 0.8;

    private LoadTables() {}

    static Columns<Capacity> capacities() {
        return new Columns<Capacity>()
                .text("closed loop", Capacity::who)
                .number("images/s p10", "%.1f", Capacity::p10)
                .number("p50", "%.1f", Capacity::p50)
                .number("p90", "%.1f", Capacity::p90)
                .number("first / this", "%.3f", Capacity::ratio);
    }

    /** How many were answered, and what that took. */
    static Columns<Step> goodput() {
        return new Columns<Step>()
                .text("server", Step::server)
                .figure("load", step -> load(step.load()))
                .number("offered/s", "%.1f", Step::offeredPerSecond)
                .number("in time/s", "%.1f", Step::inTimePerSecond)
                .number("of C", "%.3f", Step::ofCapacity)
                .number("refused/s", "%.1f", Step::refusedPerSecond)
                .number("late", "%d", Step::late)
                .number("errors", "%d", Step::errors)
                .figure("generator", step -> Wording.percent(step.generatorThreadCpu()))
                .figure("server: CPU ms", step -> millis(step.serverCpuMillis()))
                .figure("MB", step -> whole(step.serverMegabytes()));
    }

    /** How long answers and refusals took. */
    static Columns<Step> latencies() {
        return new Columns<Step>()
                .text("server", Step::server)
                .figure("load", step -> load(step.load()))
                .figure("p50 ms", step -> millis(step.answeredMillis().p50()))
                .figure("p90", step -> millis(step.answeredMillis().p90()))
                .figure("p99", step -> millis(step.answeredMillis().p99()))
                .figure("p99.9", step -> millis(step.answeredMillis().p999()))
                .figure("max", step -> millis(step.answeredMillis().max()))
                .figure("refusals: p50 ms", step -> millis(step.refusedMillis().p50()))
                .figure("p99", step -> millis(step.refusedMillis().p99()));
    }

    static Columns<Recovery> recoveries() {
        return new Columns<Recovery>()
                .text("server", Recovery::server)
                .figure("2 s after", recovery -> load(recovery.afterLoad()))
                .figure("p99 ms before", recovery -> millis(recovery.p99MillisBefore()))
                .figure("p99 ms after", recovery -> millis(recovery.p99Millis()))
                .number("lost", "%d", Recovery::lost)
                .text("normal again", recovery -> recovery.isNormal() ? "yes" : "no");
    }

    static String sentence(OneAtATime one) {
        return String.format(
                Locale.ROOT,
                "one at a time: median %.2f ms, %.2f in process: HTTP adds %.2f",
                one.serverMillis(),
                one.inProcessMillis(),
                one.serverMillis() - one.inProcessMillis());
    }

    static String sentence(Step step) {
        return String.format(
                Locale.ROOT,
                "%s, %s: %.1f of %.1f images/s in time, p99 %s ms",
                step.server(),
                load(step.load()),
                step.inTimePerSecond(),
                step.offeredPerSecond(),
                millis(step.answeredMillis().p99()));
    }

    static String sentence(Recovery recovery) {
        return String.format(
                Locale.ROOT,
                "%s, 2 s after %s: p99 %s ms, %s before",
                recovery.server(),
                load(recovery.afterLoad()),
                millis(recovery.p99Millis()),
                millis(recovery.p99MillisBefore()));
    }

    static String sentence(SlowSendersStep step) {
        return String.format(
                Locale.ROOT,
                "%s, %,d slow senders (%,d closed by the server): p99 of others %s ms, %s without; %d lost",
                step.server(),
                step.senders(),
                step.closedByServer(),
                millis(step.withMillis().p99()),
                millis(step.beforeMillis().p99()),
                step.lost());
    }

    static String sentence(ReloadsStep step) {
        return String.format(
                Locale.ROOT,
                "%s, %,d reloads, %,d failed%s: of %,d images %,d late, %,d refused, %,d errors%s; p99 at worst %s ms;"
                        + " resident %s MB, then %s",
                step.server(),
                step.reloads(),
                step.failedReloads(),
                step.firstFailure().isEmpty() ? "" : " (" + step.firstFailure() + ")",
                step.offered(),
                step.late(),
                step.refused(),
                step.errors(),
                inBrackets(step.causes()),
                millis(step.worstP99Millis()),
                whole(step.megabytesBefore()),
                whole(step.megabytesAfter()));
    }

    static String sentence(TerminationStep step) {
        return String.format(
                Locale.ROOT,
                "%s, told to end: of %,d images %,d answered, %,d refused, %,d unanswered, %,d when nobody listened%s;"
                        + " exit status %d after %.1f s",
                step.server(),
                step.offered(),
                step.inTime(),
                step.refused(),
                step.unanswered(),
                step.unreachable(),
                inBrackets(step.causes()),
                step.exitStatus(),
                step.seconds());
    }

    private static String inBrackets(Map<String, Long> causes) {
        return causes.isEmpty() ? "" : " (" + counted(causes) + ")";
    }

    private static String counted(Map<String, Long> causes) {
        return causes.entrySet().stream()
                .map(cause -> String.format(Locale.ROOT, "%,d %s", cause.getValue(), cause.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** Images a second of all in a round. */
    static String rates(double[][] perSecond, int round) {
        return Arrays.stream(perSecond)
                        .map(of -> String.format(Locale.ROOT, "%.1f", of[round]))
                        .collect(Collectors.joining(", "))
                + " images/s";
    }

    /** What became of requests that were not answered in time. */
    static String fates(Tally tally) {
        List<String> fates = new ArrayList<>();
        count(fates, tally.lateCount(), "late");
        count(fates, tally.refusedCount(), "refused");
        count(fates, tally.timedOutCount(), "without an answer");
        for (Map.Entry<String, Long> cause : tally.causes().entrySet()) {
            count(fates, cause.getValue(), cause.getKey());
        }
        return fates.isEmpty() ? "nothing" : String.join(", ", fates);
    }

    private static void count(List<String> fates, long count, String fate) {
        if (count > 0) {
            fates.add(String.format(Locale.ROOT, "%,d %s", count, fate));
        }
    }

    /** Why figures may be the generator's rather than the server's, and what the errors were. */
    static List<String> doubts(Step step) {
        List<String> doubts = new ArrayList<>();
        String where = step.server() + ", " + load(step.load()) + ": ";
        if (!step.causes().isEmpty()) {
            doubts.add(where + counted(step.causes()));
        }
        if (step.sentLateMillis().p99() > LATE_MILLIS) {
            doubts.add(where + "the generator itself was late by "
                    + millis(step.sentLateMillis().p99()) + " ms in p99, which is in the latencies");
        }
        if (step.generatorThreadCpu() > MOST_CPU) {
            doubts.add(where + "the generator's thread used " + Wording.percent(step.generatorThreadCpu())
                    + " of a core, so it may have sent less than was due");
        }
        return doubts;
    }

    static String load(double load) {
        return String.format(Locale.ROOT, load == Math.rint(load) ? "%.0f C" : "%s C", load);
    }

    private static String whole(double figure) {
        return Double.isNaN(figure) ? "-" : String.format(Locale.ROOT, "%.0f", figure);
    }

    /** A dash where nothing was measured. */
    static String millis(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.1f", millis);
    }
}
