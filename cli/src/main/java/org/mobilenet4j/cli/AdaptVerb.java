package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.compression.Adaptation;
import org.mobilenet4j.compression.AdaptationOptions;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet adapt}: a trained model becomes fast enough for this machine, step by step. */
@Command(
        name = "adapt",
        description = {
            "Adapts a trained classifier to a latency on this machine (NetAdapt): in each step several proposals that save"
                    + " enough are trained shortly and judged, and the best goes on. Every step's model is kept in"
                    + " --out/steps; the curve of accuracy by latency is drawn in --out/report.html.",
            "Give the data, --val-fraction and --seed that the model was trained with, and let nothing else run."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet adapt --model my-model --data photos --latency-ms 3.5 --out fast")
@SuppressWarnings("NullAway.Init")
final class AdaptVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--latency-ms",
            required = true,
            paramLabel = "MS",
            description = "Milliseconds that an image may take.")
    private double millis;

    @Option(names = "--resume", description = "Go on after the last step that --out holds. Give the same options.")
    private boolean isResumed;

    @Option(
            names = "--step",
            paramLabel = "SHARE",
            defaultValue = "0.05",
            description = "Share of its latency that each step must save (default: ${DEFAULT-VALUE}).")
    private double step;

    @Option(
            names = "--proposals",
            paramLabel = "N",
            defaultValue = "6",
            description = "Proposals that are trained and judged in each step (default: ${DEFAULT-VALUE}).")
    private int proposals;

    @Option(
            names = "--short-steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Training steps that each proposal gets (default: ${DEFAULT-VALUE}).")
    private int shortSteps;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "1",
            description = "Models along the curve that are fine-tuned to the end, the last among them"
                    + " (default: ${DEFAULT-VALUE}).")
    private int points;

    @Option(
            names = "--judge-images",
            paramLabel = "N",
            defaultValue = "400",
            description = "Training images kept apart to judge proposals on (default: ${DEFAULT-VALUE}).")
    private int judged;

    @Mixin
    private CompressionFlags common;

    AdaptVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        common.check();
        AdaptationOptions options = options();
        common.run(
                output,
                String.format(
                        Locale.ROOT, "adapted to %.2f ms on this machine, threads: %d", millis, options.threads()),
                (whole, reader, out, split, listener) -> new Adaptation(whole, options, reader, out, isResumed)
                        .run(split, listener)
                        .compressed());
        return ExitCode.OK;
    }

    private AdaptationOptions options() {
        if (!(millis > 0) || !(step > 0 && step < 1)) {
            throw new InvalidInputException("--latency-ms is " + millis + ", --step " + step
                    + "; expected above 0, and between 0 and 1, such as 0.05");
        }
        return new AdaptationOptions(
                millis,
                common.latencyThreads(),
                step,
                CompressionFlags.atLeast("--proposals", proposals, 1),
                CompressionFlags.atLeast("--short-steps", shortSteps, 0),
                common.epochs(),
                CompressionFlags.atLeast("--points", points, 1),
                common.scoredImages(),
                CompressionFlags.atLeast("--judge-images", judged, 1),
                common.learningRate(),
                common.teacherShare(),
                common.seed());
    }
}
