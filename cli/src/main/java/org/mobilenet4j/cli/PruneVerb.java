package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.compression.Criterion;
import org.mobilenet4j.compression.Pruning;
import org.mobilenet4j.compression.PruningOptions;
import org.mobilenet4j.compression.PruningTarget;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet prune}: a trained model becomes smaller. */
@Command(
        name = "prune",
        description = {
            "Takes channels and whole blocks out of a trained classifier until it costs what it should, fine-tuning on"
                    + " the way with the whole model as teacher. What comes out is an ordinary model.",
            "Give the data, --val-fraction and --seed that the model was trained with. Latency is measured on this machine:"
                    + " let nothing else run."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet prune --model my-model --data photos --target latency=0.5x \\",
            "      --out small",
            "  mobilenet prune --model my-model --data photos --target params=1.0M \\",
            "      --iterations 1 --out small"
        })
@SuppressWarnings("NullAway.Init")
final class PruneVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "COST",
            description = "What to reach: latency=0.6x, madds=0.5x or params=0.5x of the model's own, or latency=3.5ms,"
                    + " madds=150M, params=1.2M.")
    private String target;

    @Option(
            names = "--criterion",
            paramLabel = "NAME",
            defaultValue = "taylor",
            description = "How channels are ranked: taylor, magnitude, norm-scale, activation or random"
                    + " (default: ${DEFAULT-VALUE}).")
    private String criterion;

    @Option(
            names = "--uniform",
            description = "Cut every layer to the same share, as a width multiplier does, and remove no blocks.")
    private boolean isUniform;

    @Option(names = "--keep-blocks", description = "Remove channels only, no whole blocks.")
    private boolean keepsBlocks;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "4",
            description = "In how many iterations the target is reached; 1 for one shot (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--epochs-between",
            paramLabel = "N",
            defaultValue = "1",
            description = "Epochs of fine-tuning after each iteration but the last (default: ${DEFAULT-VALUE}).")
    private int epochsBetween;

    @Mixin
    private CompressionFlags common;

    PruneVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        common.check();
        PruningOptions options = options();
        common.run(
                output,
                "pruned to " + options.target(),
                (whole, reader, out, split, listener) -> new Pruning(whole, options, reader).run(split, listener));
        return ExitCode.OK;
    }

    private PruningOptions options() {
        if (iterations < 1 || epochsBetween < 0) {
            throw new InvalidInputException("--iterations is " + iterations + ", --epochs-between " + epochsBetween
                    + "; expected at least 1 and 0");
        }
        return new PruningOptions(
                PruningTarget.parse(target),
                Choice.of("--criterion", Criterion.values(), criterion),
                isUniform,
                !keepsBlocks && !isUniform,
                iterations,
                epochsBetween,
                common.epochs(),
                common.scoredImages(),
                common.latencyThreads(),
                common.learningRate(),
                common.teacherShare(),
                common.seed());
    }
}
