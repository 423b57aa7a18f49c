package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.bench.load.InProcess;
import org.mobilenet4j.bench.load.LoadBenchmark;
import org.mobilenet4j.bench.load.LoadCsv;
import org.mobilenet4j.bench.load.LoadPage;
import org.mobilenet4j.bench.load.LoadResult;
import org.mobilenet4j.bench.load.LoadSettings;
import org.mobilenet4j.bench.load.OwnServer;
import org.mobilenet4j.bench.load.SentImages;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.weights.StoredPrecision;
import picocli.CommandLine.Option;

/** How a server is measured under load. */
@SuppressWarnings("NullAway.Init")
final class LoadFlags {
    private static final long SEED = 1;

    @Option(
            names = "--serve",
            description =
                    "In place of the network alone: a server of it, started in a JVM of its own, under load: first"
                            + " the images/s of a closed loop, C, then an open loop at multiples of C. See docs/serving/load.md.")
    private boolean isServing;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "With --serve: a server that runs already, by the URL that takes a POST of a JPEG; several,"
                    + " separated by commas, are processes of one service.")
    private @Nullable String url;

    @Option(
            names = "--in-process",
            description = "With --serve: beside the server, the same images classified in this process.")
    private boolean isInProcess;

    @Option(
            names = "--rates",
            paramLabel = "X,...",
            split = ",",
            defaultValue = "0.5,0.8,1,1.5,3",
            description = "With --serve: what the open loop offers, in multiples of C (default: ${DEFAULT-VALUE}).")
    private List<Double> rates;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "With --serve: how long each of them lasts (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "16",
            description = "With --serve: connections of the closed loop (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "512",
            description = "With --serve: connections of the open loop at most (default: ${DEFAULT-VALUE}).")
    private int mostConnections;

    @Option(
            names = "--deadline",
            paramLabel = "MILLIS",
            defaultValue = "2000",
            description = "With --serve: an answer after that is of no use (default: ${DEFAULT-VALUE}).")
    private int deadlineMillis;

    @Option(
            names = "--turn",
            paramLabel = "S",
            defaultValue = "2",
            description = "With --serve: how long a turn of the closed loop lasts (default: ${DEFAULT-VALUE}).")
    private double turnSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "5",
            description =
                    "With --serve: load on each side before anything counts, again and again while it still gets faster"
                            + " (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--slow",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --serve: what N connections that send a byte every two seconds do to others.")
    private int slowSenders;

    @Option(
            names = "--reloads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "With --serve, without --url: what N reloads of the model, one behind the other, do to others.")
    private int reloads;

    @Option(
            names = "--terminate",
            description = "With --serve, without --url: at last tells the server to end (SIGTERM) while images come.")
    private boolean isTerminated;

    @Option(
            names = "--server-options",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description =
                    "With --serve: more options of the verb serve, in one argument, such as '--queue 64 -Xmx128m';"
                            + " those that begin with -X or -D are the JVM's.")
    private String serverOptions;

    @Option(names = "--csv", paramLabel = "FILE", description = "With --serve: the open loop's figures as a table.")
    private @Nullable Path csv;

    @Option(names = "--html", paramLabel = "FILE", description = "With --serve: a page with the curves drawn.")
    private @Nullable Path html;

    /** Whether a server is to be measured, and not the network alone. */
    boolean isServing() {
        return isServing;
    }

    /** Measures, reports and writes what files are asked for. */
    void run(BenchFlags shared, Output output) throws IOException {
        LoadSettings settings = settings(shared.rounds());
        shared.check();
        Path folder = shared.path();
        List<byte[]> images = folder == null ? SentImages.drawn() : SentImages.of(BenchFlags.images(folder));
        InProcess inProcess = isInProcess
                ? new InProcess(
                        ImageClassifier.of(shared.network().model(output.console())), images, shared.threadsOrCores())
                : null;
        LoadBenchmark.Rivals rivals = new LoadBenchmark.Rivals(shared.peer(), inProcess);
        LoadResult result;
        if (url != null) {
            result = LoadBenchmark.run(settings, url, rivals, images, output.report());
        } else {
            result = withOwnServer(settings, shared, rivals, images, output);
        }
        if (csv != null) {
            LoadCsv.write(result.steps(), csv);
        }
        if (html != null) {
            new LoadPage(subtitle(shared, images), settings, result).write(html);
        }
    }

    private LoadResult withOwnServer(
            LoadSettings settings, BenchFlags shared, LoadBenchmark.Rivals rivals, List<byte[]> images, Output output)
            throws IOException {
        Path saved = Files.createTempFile("mobilenet-bench", ".zip");
        try {
            shared.network().model(output.console()).saveZip(saved, StoredPrecision.FLOAT32);
            try (OwnServer server = OwnServer.start(saved, options(shared), reloads > 0)) {
                output.report()
                        .note(String.format(
                                Locale.ROOT,
                                "the server was ready %.2f s after its process began",
                                server.readySeconds()));
                return LoadBenchmark.run(settings, server, rivals, images, output.report());
            }
        } finally {
            Files.delete(saved);
        }
    }

    private LoadSettings settings(int rounds) {
        for (double rate : rates) {
            above(0, "--rates", rate);
        }
        above(0, "--seconds", seconds);
        above(0, "--turn", turnSeconds);
        above(0, "--warm-up", warmUpSeconds);
        above(0, "--connections", connections);
        above(0, "--max-connections", mostConnections);
        above(0, "--deadline", deadlineMillis);
        above(-1, "--slow", slowSenders);
        above(-1, "--reloads", reloads);
        if (url != null && (reloads > 0 || isTerminated || !serverOptions.isEmpty())) {
            throw new InvalidInputException(
                    "--reloads, --terminate and --server-options are for a server that bench starts"
                            + " itself; leave out --url");
        }
        return new LoadSettings(
                new LoadSettings.ClosedLoop(connections, rounds, turnSeconds, warmUpSeconds),
                new LoadSettings.OpenLoop(rates, seconds, SEED),
                mostConnections,
                deadlineMillis,
                new LoadSettings.Trials(slowSenders, reloads, isTerminated));
    }

    private static void above(double bound, String option, double value) {
        if (!(value > bound)) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT, "%s is %s, expected more than %s", option, Wording.of(value), Wording.of(bound)));
        }
    }

    private List<String> options(BenchFlags shared) {
        List<String> options = new ArrayList<>(List.of("--threads", Integer.toString(shared.threadsOrCores())));
        for (String option : serverOptions.split("\\s+", -1)) {
            if (!option.isEmpty()) {
                options.add(option);
            }
        }
        return options;
    }

    private String subtitle(BenchFlags shared, List<byte[]> images) {
        double kilobytes =
                images.stream().mapToInt(image -> image.length).average().orElse(0) / 1000;
        return String.format(
                Locale.ROOT,
                "%s, %,d images of %.1f KB on average, %d processors, Java %s",
                url == null ? shared.network().name() + ", threads " + shared.threadsOrCores() : url,
                images.size(),
                kilobytes,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
    }
}
