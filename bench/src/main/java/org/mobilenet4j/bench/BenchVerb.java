package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mobilenet4j.bench.SideBySide.Measured;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.OnnxExport;
import org.mobilenet4j.onnx.OnnxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    private final Output output;

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that each side may use (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pictures in a call (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--peer",
            paramLabel = "PEER",
            defaultValue = "ort",
            description = "ort or none: what to compare with (default: ${DEFAULT-VALUE}).")
    private String peer;

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
            description = "Turns of 0.15 s that each side has in a JVM (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--train",
            description = "Measures --rounds steps of training (forward, backward, optimiser) in this JVM instead.")
    private boolean isTraining;

    BenchVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        atLeast(1, "--threads", threads);
        atLeast(1, "--batch", batch);
        atLeast(0, "--forks", forks);
        atLeast(1, "--rounds", rounds);
        if (!peer.equals("ort") && !peer.equals("none")) {
            throw new InvalidInputException("--peer is '" + peer + "', expected ort or none");
        }
        Report report = output.report();
        if (isTraining) {
            atLeast(2, "--batch", batch);
            Workload workload = Workload.of(network.parameters(output.console()), batch, threads);
            TrainingSteps.Measured measured = TrainingSteps.measure(workload, rounds);
            report.result(measured, measured.text());
            return ExitCode.OK;
        }
        String title = String.format(Locale.ROOT, "%s, batch %d, threads %d", network.name(), batch, threads);
        if (forks == 0) {
            Measured measured = inThisJvm();
            report.result(measured, title + ", in this JVM");
            SideBySide.report(report, List.of(measured));
        } else {
            List<Measured> measured = inForks(report);
            report.text(title);
            SideBySide.report(report, measured);
        }
        return ExitCode.OK;
    }

    private Measured inThisJvm() throws IOException {
        Workload workload = Workload.of(network.parameters(output.console()), batch, threads);
        if (peer.equals("none")) {
            return SideBySide.measure(workload, null, rounds);
        }
        Path onnx = Files.createTempFile("mobilenet-bench", ".onnx");
        try {
            OnnxExport.write(workload.parameters(), OnnxOptions.DEFAULT, onnx);
            return SideBySide.measure(workload, onnx, rounds);
        } finally {
            Files.delete(onnx);
        }
    }

    private List<Measured> inForks(Report report) throws IOException {
        List<String> arguments = new ArrayList<>(network.toArguments());
        arguments.addAll(List.of("--threads", Integer.toString(threads), "--batch", Integer.toString(batch)));
        arguments.addAll(List.of("--peer", peer, "--rounds", Integer.toString(rounds), "--forks", "0", "--json"));
        List<Measured> measured = new ArrayList<>();
        for (int fork = 1; fork <= forks; fork++) {
            String first = JavaProcess.run(arguments).lines().findFirst().orElse("");
            measured.add(JSON.readValue(first, Measured.class));
            report.note(SideBySide.shortly(measured.getLast()) + " in JVM " + fork + " of " + forks);
        }
        return measured;
    }

    private static void atLeast(int least, String option, int value) {
        if (value < least) {
            throw new InvalidInputException(option + " is " + value + ", expected at least " + least);
        }
    }
}
