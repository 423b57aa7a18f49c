package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.ArchitectureSearchReport;
import org.mobilenet4j.search.NetworkSearch;
import org.mobilenet4j.search.Reward;
import org.mobilenet4j.search.SearchResult;
import org.mobilenet4j.search.SearchSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet nas}: which network is best at this latency, on this machine? */
@Command(
        name = "nas",
        description = {
            "Searches for a network of 32 x 32 images, CIFAR-10's, that is as fast on this machine as MobileNetV3-Small"
                    + " and better (neural architecture search).",
            "Trains a super-network whose weights all networks share, searches it by evolution and by REINFORCE within"
                    + " the latency, and trains the best from scratch beside V3-Small and V2 of the same latency, all"
                    + " equally long."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet nas --data cifar10.zip --out nas",
            "  mobilenet nas --data cifar10.zip --minutes 45 --latency-ms 0.3 --out nas"
        })
@SuppressWarnings("NullAway.Init")
final class NasVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private DataFlags data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for all that the search keeps.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on from what an unfinished search left in --out. Give the same options.")
    private boolean isResumed;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "150",
            description = "Time for everything (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--latency-ms",
            paramLabel = "X",
            description = "The highest latency of one image on one thread (default: that of V3-Small).")
    private @Nullable Double limitMillis;

    @Option(
            names = "--reward",
            paramLabel = "NAME",
            defaultValue = "soft",
            description = "REINFORCE's reward: soft (w = -0.07) or hard (w = 0 and -1) (default: ${DEFAULT-VALUE}).")
    private String reward;

    @Option(
            names = "--finalists",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many of the best networks to train (default: ${DEFAULT-VALUE}).")
    private int finalists;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often to train each network (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides whatever is random.")
    private long seed;

    @Mixin
    private ImageFlags images;

    NasVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        data.check();
        OutputPath.requireFolder("--out", out);
        ImageReader reader = images.reader();
        Report report = output.report();
        NetworkSearch search = new NetworkSearch(settings(reader.workers().threads()), out, isResumed, reader);
        try (DataFlags.Opened opened = data.open(seed);
                ConsoleListener listener = new ConsoleListener(report)) {
            opened.notes().forEach(report::note);
            SearchResult result = search.run(opened.split(), listener);
            ArchitectureSearchReport page = new ArchitectureSearchReport(data.name(), result);
            page.write(out.resolve("report.html"));
            page.writeCandidates(out.resolve("candidates.csv"));
            report.results(ArchitectureSearchReport.CONTENDERS, result.contenders());
            report.note("report: " + out.resolve("report.html"));
        }
        return ExitCode.OK;
    }

    private SearchSettings settings(int threads) {
        require("--minutes", minutes, minutes > 0, "above 0");
        require("--finalists", finalists, finalists >= 1, "at least 1");
        require("--seeds", seeds, seeds >= 1, "at least 1");
        if (limitMillis != null) {
            require("--latency-ms", limitMillis, limitMillis > 0, "above 0");
        }
        Reward chosen = Choice.of("--reward", Reward.values(), reward);
        return new SearchSettings(minutes, limitMillis, chosen, finalists, seeds, threads, seed);
    }

    private static void require(String option, Number value, boolean isValid, String expected) {
        if (!isValid) {
            throw new InvalidInputException(option + " is " + value + ", expected " + expected);
        }
    }
}
