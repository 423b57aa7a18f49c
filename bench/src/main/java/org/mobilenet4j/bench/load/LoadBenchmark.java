package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Report;

/**
 * Measures servers: how many images a second they make at most, in a closed loop and by turns; then, in an open loop, what
 * becomes of those who come when less and when more come than that, and whether all is well afterwards.
 */
public final class LoadBenchmark {
    private static final String IN_PROCESS = "in process";

    /** Of the capacity: what a server that is well bears without a queue. */
    private static final double HALF = 0.5;

    /** Of the capacity: there is a request in hand at most times. */
    private static final double WELL_LOADED = 0.8;

    /** How long images come to a server that is told to end in the middle of it. */
    private static final long TERMINATION_NANOS = 6_000_000_000L;

    private static final double LONGEST_RECOVERY_SECONDS = 5;

    /** So often a server that is not yet as before gets the time of another check before the next load. */
    private static final int RECOVERY_CHECKS = 6;

    /** So much faster than a warm-up before means that another is needed; but not for ever. */
    private static final double STILL_WARMING = 1.05;

    private static final int MOST_WARM_UPS = 10;

    /** Longer than idle threads of the one before spin. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final LoadSettings settings;
    private final @Nullable OwnServer own;
    private final @Nullable InProcess inProcess;
    private final List<byte[]> images;
    private final Report report;

    private LoadBenchmark(
            LoadSettings settings,
            @Nullable OwnServer own,
            @Nullable InProcess inProcess,
            List<byte[]> images,
            Report report) {
        this.settings = settings;
        this.own = own;
        this.inProcess = inProcess;
        this.images = images;
        this.report = report;
    }

    /** Someone whose images a second are measured by turns with others'. */
    private record Contestant(String name, Turn turn) {}

    /** Works for so long; images a second. */
    @FunctionalInterface
    private interface Turn {
        double perSecond(long nanos) throws IOException;
    }

    /** What is measured beside a server. */
    public record Rivals(
            @Nullable String peerUrls, @Nullable InProcess inProcess) {}

    /** Measures a server that this process has started. */
    public static LoadResult run(
            LoadSettings settings, OwnServer server, Rivals rivals, List<byte[]> images, Report report)
            throws IOException {
        return new LoadBenchmark(settings, server, rivals.inProcess(), images, report)
                .measure(services(server.service(), rivals));
    }

    /** Measures a server that runs, at URLs that {@code --url} gave. */
    public static LoadResult run(LoadSettings settings, String urls, Rivals rivals, List<byte[]> images, Report report)
            throws IOException {
        return new LoadBenchmark(settings, null, rivals.inProcess(), images, report)
                .measure(services(Service.at("server", "--url", urls), rivals));
    }

    private static List<Service> services(Service first, Rivals rivals) {
        return rivals.peerUrls() == null
                ? List.of(first)
                : List.of(first, Service.at("peer", "--peer", rivals.peerUrls()));
    }

    private LoadResult measure(List<Service> services) throws IOException {
        services.forEach(service -> service.check(images.getFirst()));
        List<Generator> generators = new ArrayList<>();
        try {
            for (Service service : services) {
                generators.add(new Generator(service, images, settings.mostConnections(), settings.deadlineNanos()));
            }
            return measured(generators);
        } finally {
            for (Generator generator : generators) {
                generator.close();
            }
        }
    }

    private LoadResult measured(List<Generator> generators) throws IOException {
        warmUp(generators);
        List<Capacity> capacities = capacities(generators);
        report.results(LoadTables.capacities(), capacities);
        report.text("");
        List<OneAtATime> single = inProcess == null ? List.of() : List.of(oneAtATime(generators.getFirst(), inProcess));
        single.forEach(one -> report.result(one, LoadTables.sentence(one)));

        List<Step> steps = new ArrayList<>();
        List<Recovery> recoveries = new ArrayList<>();
        List<SlowSendersStep> slow = new ArrayList<>();
        for (int i = 0; i < generators.size(); i++) {
            double capacity = capacities.get(i).p50();
            sweep(generators.get(i), capacity, steps, recoveries);
            if (settings.trials().slowSenders() > 0) {
                slow.add(slowSenders(generators.get(i), capacity));
            }
        }
        report.results(LoadTables.goodput(), steps);
        report.text("");
        LoadTables.latencies().lines(steps).forEach(report::text);
        report.text("");
        if (!recoveries.isEmpty()) {
            report.results(LoadTables.recoveries(), recoveries);
            report.text("");
        }
        slow.forEach(step -> report.result(step, LoadTables.sentence(step)));
        List<ReloadsStep> reloads = new ArrayList<>();
        List<TerminationStep> terminations = new ArrayList<>();
        double capacity = capacities.getFirst().p50();
        if (own != null && settings.trials().reloads() > 0) {
            reloads.add(reloads(generators.getFirst(), own, capacity));
        }
        if (own != null && settings.trials().isTerminated()) {
            terminations.add(termination(generators.getFirst(), own, capacity));
        }
        reloads.forEach(step -> report.result(step, LoadTables.sentence(step)));
        terminations.forEach(step -> report.result(step, LoadTables.sentence(step)));
        return new LoadResult(capacities, single, steps, recoveries, slow, reloads, terminations);
    }

    private void warmUp(List<Generator> generators) throws IOException {
        for (Generator generator : generators) {
            report.note("warming up: " + generator.service().name());
            warmUp(nanos -> warmUp(generator, nanos));
        }
        if (inProcess != null) {
            report.note("warming up: " + IN_PROCESS);
            warmUp(inProcess::perSecond);
        }
    }

    /** Has somebody work until that is no longer faster than before: a JVM that is new takes its time. */
    private void warmUp(Turn turn) throws IOException {
        double before = 0;
        for (int part = 0; part < MOST_WARM_UPS; part++) {
            double now = turn.perSecond(nanos(settings.closed().warmUpSeconds()));
            if (now < STILL_WARMING * before) {
                return;
            }
            before = now;
        }
    }

    private double warmUp(Generator generator, long nanos) throws IOException {
        Load load = generator.closedLoop(settings.closed().connections(), nanos);
        Tally tally = load.tally();
        if (tally.inTimeCount() + tally.lateCount() == 0) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: none of %d images was answered, %s",
                    generator.service().endpoints().getFirst().url(),
                    tally.offeredCount(),
                    LoadTables.fates(tally)));
        }
        return load.inTimePerSecond();
    }

    /** Images a second of each, by turns: whatever else the machine does then meets all alike. */
    private List<Capacity> capacities(List<Generator> generators) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        for (Generator generator : generators) {
            contestants.add(new Contestant(generator.service().name(), nanos -> closedLoop(generator, nanos)));
        }
        if (inProcess != null) {
            contestants.add(new Contestant(IN_PROCESS, inProcess::perSecond));
        }
        int rounds = settings.closed().rounds();
        double[][] perSecond = new double[contestants.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < contestants.size(); turn++) {
                int who = (round + turn) % contestants.size();
                LockSupport.parkNanos(PAUSE_NANOS);
                perSecond[who][round] = contestants
                        .get(who)
                        .turn()
                        .perSecond(nanos(settings.closed().turnSeconds()));
            }
            report.note(String.format(
                    Locale.ROOT, "round %d of %d: %s", round + 1, rounds, LoadTables.rates(perSecond, round)));
        }
        return IntStream.range(0, contestants.size())
                .mapToObj(who -> capacity(contestants.get(who).name(), perSecond[who], perSecond[0]))
                .toList();
    }

    private double closedLoop(Generator generator, long nanos) throws IOException {
        Load load = generator.closedLoop(settings.closed().connections(), nanos);
        Tally tally = load.tally();
        if (tally.inTimeCount() < tally.offeredCount()) {
            report.warning(generator.service().name() + ", closed loop: " + LoadTables.fates(tally));
        }
        return load.inTimePerSecond();
    }

    private static Capacity capacity(String who, double[] perSecond, double[] first) {
        double[] ratios = IntStream.range(0, first.length)
                .mapToDouble(round -> first[round] / perSecond[round])
                .toArray();
        return new Capacity(
                who,
                Ranks.of(perSecond, 0.1),
                Ranks.of(perSecond, 0.5),
                Ranks.of(perSecond, 0.9),
                Ranks.of(ratios, 0.5));
    }

    private OneAtATime oneAtATime(Generator generator, InProcess plain) throws IOException {
        int rounds = settings.closed().rounds();
        long nanos = nanos(settings.closed().turnSeconds()) / 2;
        double[] served = new double[rounds];
        double[] called = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            served[round] = generator.closedLoop(1, nanos).tally().answered().p50();
            LockSupport.parkNanos(PAUSE_NANOS);
            called[round] = plain.oneAtATime(nanos).p50();
        }
        return new OneAtATime(generator.service().name(), Ranks.of(served, 0.5), Ranks.of(called, 0.5));
    }

    private void sweep(Generator generator, double capacity, List<Step> steps, List<Recovery> recoveries)
            throws IOException {
        long recoveryNanos =
                nanos(Math.min(LONGEST_RECOVERY_SECONDS, settings.open().seconds()));
        Tally before = openLoop(generator, HALF * capacity, recoveryNanos).tally();
        for (double load : settings.open().loads()) {
            Load measured =
                    openLoop(generator, load * capacity, nanos(settings.open().seconds()));
            Step step = Step.of(generator.service().name(), load, capacity, measured);
            steps.add(step);
            report.note(LoadTables.sentence(step));
            LoadTables.doubts(step).forEach(report::warning);
            if (load > 1) {
                LockSupport.parkNanos(measured.endedNanos() + Generator.SETTLING_NANOS - System.nanoTime());
                recoveries.add(recovery(generator, load, capacity, before));
            }
        }
    }

    private Recovery recovery(Generator generator, double load, double capacity, Tally before) throws IOException {
        Recovery first = recoveryNow(generator, load, capacity, before);
        report.note(LoadTables.sentence(first));
        Recovery last = first;
        for (int check = 1; check < RECOVERY_CHECKS && !last.isNormal(); check++) {
            last = recoveryNow(generator, load, capacity, before);
        }
        return first;
    }

    private Recovery recoveryNow(Generator generator, double load, double capacity, Tally before) throws IOException {
        Tally after = openLoop(generator, HALF * capacity, recoveryNanos()).tally();
        return Recovery.of(generator.service().name(), load, before, after);
    }

    private long recoveryNanos() {
        return nanos(Math.min(LONGEST_RECOVERY_SECONDS, settings.open().seconds()));
    }

    private SlowSendersStep slowSenders(Generator generator, double capacity) throws IOException {
        long nanos = nanos(settings.open().seconds());
        Endpoint endpoint = generator.service().endpoints().getFirst();
        Tally before = openLoop(generator, HALF * capacity, nanos).tally();
        try (SlowSenders senders = SlowSenders.start(endpoint, settings.trials().slowSenders())) {
            Tally with = openLoop(generator, HALF * capacity, nanos).tally();
            return SlowSendersStep.of(
                    generator.service().name(),
                    settings.trials().slowSenders(),
                    senders.closedByServer(),
                    before,
                    with);
        }
    }

    private ReloadsStep reloads(Generator generator, OwnServer server, double capacity) throws IOException {
        int times = settings.trials().reloads();
        long nanos = nanos(settings.open().seconds());
        double before = Double.NaN;
        double after = Double.NaN;
        double worst = 0;
        long offered = 0;
        long late = 0;
        long refused = 0;
        long errors = 0;
        Map<String, Long> causes = new TreeMap<>();
        try (Reloads reloads = server.reload(times)) {
            while (!reloads.isOver()) {
                Load load = openLoop(generator, HALF * capacity, nanos);
                Tally tally = load.tally();
                after = load.usage().serverMegabytes();
                before = Double.isNaN(before) ? after : before;
                worst = Math.max(worst, tally.answered().p99());
                offered += tally.offeredCount();
                late += tally.lateCount();
                refused += tally.refusedCount();
                errors += tally.failedCount() + tally.brokenCount() + tally.timedOutCount();
                tally.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
                report.note(
                        String.format(Locale.ROOT, "%,d of %,d reloads, %,d errors", reloads.done(), times, errors));
            }
            return new ReloadsStep(
                    generator.service().name(),
                    times,
                    reloads.failed(),
                    reloads.firstFailure(),
                    offered,
                    late,
                    refused,
                    errors,
                    causes,
                    worst,
                    before,
                    after);
        }
    }

    /** Tells the server to end while images come. */
    private TerminationStep termination(Generator generator, OwnServer server, double capacity) throws IOException {
        AtomicLong signalled = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        server.whenEnded(() -> ended.set(System.nanoTime()));
        Thread.ofPlatform().daemon().name("signal").start(() -> {
            LockSupport.parkNanos(TERMINATION_NANOS / 2);
            signalled.set(System.nanoTime());
            server.terminate();
        });
        Tally tally =
                openLoop(generator, WELL_LOADED * capacity, TERMINATION_NANOS).tally();
        int status = server.exitStatus();
        double seconds = (ended.get() - signalled.get()) * 1e-9;
        return TerminationStep.of(generator.service().name(), tally, status, seconds);
    }

    private Load openLoop(Generator generator, double perSecond, long nanos) throws IOException {
        return generator.openLoop(new PoissonArrivals(perSecond, settings.open().seed()), nanos);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
