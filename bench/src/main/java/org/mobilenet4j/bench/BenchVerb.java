package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.weights.Parameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code mobilenet bench}: how fast is a network here, and beside ONNX Runtime? */
@Command(
        name = "bench",
        description = "Measures a network, beside ONNX Runtime, in several fresh JVMs one after the other.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet bench --arch mobilenet_v2 --threads 2")
@SuppressWarnings("NullAway.Init")
final class BenchVerb implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Options that are about what the user sees. */
    private static final Set<String> OF_THE_CALLER = Set.of("--forks", "--json", "--quiet", "--debug");

    private final Output output;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchedNetwork network;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that each side may use (default: 1; with --path or --train as many as there are cores).")
    private @Nullable Integer threads;

    @Option(names = "--batch", paramLabel = "N", description = "Images in a call (default: 1; with --train 32).")
    private @Nullable Integer batch;

    @Option(
            names = "--peer",
            paramLabel = "PEER",
            defaultValue = "ort",
            description = "ort or none: what to compare with (default: ${DEFAULT-VALUE}).")
    private String peer;

    @Option(
            names = "--path",
            paramLabel = "DIR",
            description = "In place of the network alone: images a second from the files below a folder to the five"
                    + " likeliest classes.")
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
                    "Turns of 0.15 s that each side has in a JVM, or passes over the images (default: ${DEFAULT-VALUE}).")
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

    BenchVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (batch != null) {
            atLeast(1, "--batch", batch);
        }
        atLeast(0, "--forks", forks);
        atLeast(1, "--rounds", rounds);
        if (threads != null) {
            atLeast(1, "--threads", threads);
        }
        if (!peer.equals("ort") && !peer.equals("none")) {
            throw new InvalidInputException("--peer is '" + peer + "', expected ort or none");
        }
        run(benchmark());
        return ExitCode.OK;
    }

    private Benchmark<?> benchmark() throws IOException {
        int all = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (path != null) {
            return isMemory
                    ? new MemoryBenchmark(network.name(), network.bundle(output.console()), images(path), all)
                    : new FolderBenchmark(network.name(), network.bundle(output.console()), images(path), all, rounds);
        }
        if (isMemory) {
            throw new InvalidInputException("--memory needs images to classify; give their folder with --path");
        }
        Parameters parameters = network.parameters(output.console());
        if (isTraining) {
            int images = batch == null ? 32 : batch;
            atLeast(2, "--batch", images); // one makes no batch statistics
            return new TrainingSteps(network.name(), Workload.of(parameters, images, all), precision(), rounds);
        }
        Workload workload = Workload.of(parameters, batch == null ? 1 : batch, threads == null ? 1 : threads);
        return new PeerBenchmark(network.name(), workload, peer.equals("ort"), rounds);
    }

    private static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> images = below.filter(file -> ImageFolder.isImage(file.toString()))
                    .sorted()
                    .toList();
            if (images.isEmpty()) {
                throw new InvalidInputException(folder + ": there is no image in this folder or below");
            }
            return images;
        }
    }

    private <M extends Record> void run(Benchmark<M> benchmark) throws IOException {
        Report report = output.report();
        if (forks == 0) {
            M measured = benchmark.measureHere();
            report.result(measured, benchmark.title() + ", in this JVM");
            benchmark.report(report, List.of(measured));
            return;
        }
        List<M> measured = new ArrayList<>();
        for (int fork = 1; fork <= forks; fork++) {
            String first = JavaProcess.run(benchmark.jvmFlags(), argumentsOfAFork())
                    .lines()
                    .findFirst()
                    .orElse("");
            measured.add(JSON.readValue(first, benchmark.measure()));
            report.note(benchmark.shortly(measured.getLast()) + " in JVM " + fork + " of " + forks);
        }
        report.text(benchmark.title());
        benchmark.report(report, measured);
    }

    /** What this verb was given, but for a JVM that measures alone and tells all. */
    private List<String> argumentsOfAFork() {
        List<String> arguments = new ArrayList<>(List.of("--forks", "0", "--json"));
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OF_THE_CALLER.contains(option.longestName())) {
                arguments.add(option.longestName());
                if (option.arity().max() > 0) { // a flag's value is that it is there
                    arguments.addAll(option.originalStringValues());
                }
            }
        }
        return arguments;
    }

    private Precision precision() {
        return switch (precision) {
            case "float32" -> Precision.FLOAT32;
            case "bfloat16" -> Precision.BFLOAT16;
            default ->
                throw new InvalidInputException("--precision is '" + precision + "', expected float32 or bfloat16");
        };
    }

    private static void atLeast(int least, String option, int value) {
        if (value < least) {
            throw new InvalidInputException(option + " is " + value + ", expected at least " + least);
        }
    }
}
