package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.Recomputation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is measured, and how. */
@SuppressWarnings("NullAway.Init")
final class BenchFlags {
    @Mixin
    private BenchedNetwork network;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that each side may use (default: 1; with --path, --train or --serve as many as there are"
                            + " cores).")
    private @Nullable Integer threads;

    @Option(names = "--batch", paramLabel = "N", description = "Images in a call (default: 1; with --train 32).")
    private @Nullable Integer batch;

    @Option(
            names = "--peer",
            paramLabel = "PEER",
            description =
                    "ort, float32 or none: what to compare with; float32 is this library with --weights-as float32 (default: ort). With --serve: another server's URL, or"
                            + " several of its processes' separated by commas (default: none).")
    private @Nullable String peer;

    @Option(
            names = "--path",
            paramLabel = "DIR",
            description = "In place of the network alone: images a second from the files below a folder to the five"
                    + " likeliest classes. With --serve: these images (default: drawings of 224 x 224).")
    private @Nullable Path path;

    @Option(
            names = "--memory",
            description =
                    "With --path: the resident memory of a small service that classifies the images; its JVM gets the"
                            + " flags of docs/performance.md.")
    private boolean isMemory;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "5",
            description = "JVMs to measure in, one after the other; 0 is this one, and --json gives each call's time"
                    + " (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "Turns of 0.15 s that each side has in a JVM, or passes over the images, or with --serve turns of --turn"
                            + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--train",
            description = "In place of inference: --rounds steps of training (forward, backward, optimiser).")
    private boolean isTraining;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            defaultValue = "float32",
            description = "With --train, float32 or bfloat16: what the maps are kept in (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--recompute",
            paramLabel = "WHAT",
            defaultValue = "none",
            description = "With --train, none, auto or all: which expansions are computed again in place of being kept"
                    + " (default: ${DEFAULT-VALUE}).")
    private String recomputation;

    /** JVMs to measure in; 0 for this one. */
    int forks() {
        return forks;
    }

    /** What is to be measured. */
    Benchmark<?> benchmark(Console console) throws IOException {
        check();
        String compared = peer == null ? PeerBenchmark.ORT : peer;
        if (!List.of(PeerBenchmark.ORT, PeerBenchmark.FLOAT32, "none").contains(compared)) {
            throw new InvalidInputException("--peer is '" + peer + "', expected ort, float32 or none");
        }
        int all = threadsOrCores();
        if (path != null) {
            return isMemory
                    ? new MemoryBenchmark(network.name(), network.model(console), images(path), all)
                    : new FolderBenchmark(network.name(), network.model(console), images(path), all, rounds);
        }
        if (isMemory) {
            throw new InvalidInputException("--memory needs images to classify; give their folder with --path");
        }
        Model model = network.model(console);
        if (isTraining) {
            if (model.parameters().weightsAs().isNarrow()) {
                throw new InvalidInputException(
                        "--weights-as is for inference, --train trains float32; leave out one of them");
            }
            int images = batch == null ? 32 : batch;
            atLeast(2, "--batch", images); // one makes no batch statistics
            return new TrainingSteps(
                    network.name(), workload(model, images, all), precision(), recomputation(), rounds);
        }
        Workload workload = workload(model, batch == null ? 1 : batch, threads == null ? 1 : threads);
        return new PeerBenchmark(network.name(), model, workload, compared.equals("none") ? null : compared, rounds);
    }

    /** The network that is measured. */
    BenchedNetwork network() {
        return network;
    }

    /** The threads that were asked for, or else as many as there are cores. */
    int threadsOrCores() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** How many turns each side has. */
    int rounds() {
        return rounds;
    }

    /** What to compare with, if that was asked for. */
    @Nullable
    String peer() {
        return peer == null || peer.equals("none") ? null : peer;
    }

    /** The folder of images, if there is one. */
    @Nullable
    Path path() {
        return path;
    }

    /** Refuses numbers that make no sense. */
    void check() {
        if (batch != null) {
            atLeast(1, "--batch", batch);
        }
        atLeast(0, "--forks", forks);
        atLeast(1, "--rounds", rounds);
        if (threads != null) {
            atLeast(1, "--threads", threads);
        }
    }

    private static Workload workload(Model model, int images, int threads) {
        return Workload.of(model.parameters(), model.inputShape(), images, threads);
    }

    /** The images below a folder. */
    static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> images = below.filter(file -> ImageDecoder.isImage(file.toString()))
                    .sorted()
                    .toList();
            if (images.isEmpty()) {
                throw new InvalidInputException(folder + ": there is no image in this folder or below");
            }
            return images;
        }
    }

    private Precision precision() {
        return switch (precision) {
            case "float32" -> Precision.FLOAT32;
            case "bfloat16" -> Precision.BFLOAT16;
            default ->
                throw new InvalidInputException("--precision is '" + precision + "', expected float32 or bfloat16");
        };
    }

    private Recomputation recomputation() {
        return switch (recomputation) {
            case "none" -> Recomputation.NONE;
            case "auto" -> Recomputation.AUTO;
            case "all" -> Recomputation.ALL;
            default ->
                throw new InvalidInputException("--recompute is '" + recomputation + "', expected none, auto or all");
        };
    }

    private static void atLeast(int least, String option, int value) {
        if (value < least) {
            throw new InvalidInputException(option + " is " + value + ", expected at least " + least);
        }
    }
}
