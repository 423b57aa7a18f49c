package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.weights.NameLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet summary ARCH}: every layer, its output, parameters and multiply-adds. */
@Command(
        name = "summary",
        description = "Shows a network layer by layer: output shape, parameters, multiply-adds, and the totals.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet summary mobilenet_v2 --width 0.5 --resolution 160")
@SuppressWarnings("NullAway.Init")
final class SummaryVerb implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;

    private final Output output;

    @Parameters(paramLabel = "ARCH", description = "A name that 'models' lists.")
    private String architecture;

    @Mixin
    private VariantFlags options;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "Show the names that torchvision or timm give the layers in a checkpoint.")
    private @Nullable String layout;

    SummaryVerb(Output output) {
        this.output = output;
    }

    private record Line(
            String name,
            String layer,
            @Nullable String checkpointName,
            int depth,
            String output,
            long parameters,
            long multiplyAdds) {}

    private record Totals(
            String architecture,
            long parameters,
            long multiplyAdds,
            long inputBytes,
            long activationBytes,
            long weightBytes) {}

    @Override
    public Integer call() {
        Architecture network = options.build("ARCH", architecture);
        Summary summary = Summary.of(network);
        Map<Location, String> names = checkpointNames(network);
        List<Line> lines = summary.rows().stream().map(row -> line(row, names)).toList();
        Report report = output.report();
        Columns<Line> table = new Columns<Line>()
                .text("layer", line -> "  ".repeat(line.depth) + line.name)
                .text("", Line::layer)
                .text("output", Line::output)
                .number("parameters", "%,d", Line::parameters)
                .number("multiply-adds", "%,d", Line::multiplyAdds);
        if (layout != null) {
            table.text("in a checkpoint", line -> Objects.requireNonNullElse(line.checkpointName, ""));
        }
        report.results(table, lines);
        report.text("");
        Options built = network.options();
        long inputBytes = 4L * built.inputChannels() * built.resolution() * built.resolution();
        report.result(
                new Totals(
                        architecture,
                        summary.parameters(),
                        summary.multiplyAdds(),
                        inputBytes,
                        summary.activationBytes(),
                        summary.weightBytes()),
                String.format(
                        Locale.ROOT,
                        "parameters %,d; multiply-adds %.2f M%n"
                                + "memory as float32: input %.2f MB, every layer's output %.2f MB, weights %.2f MB",
                        summary.parameters(),
                        summary.multiplyAdds() / 1e6,
                        inputBytes / MEBIBYTE,
                        summary.activationBytes() / MEBIBYTE,
                        summary.weightBytes() / MEBIBYTE));
        return ExitCode.OK;
    }

    private Map<Location, String> checkpointNames(Architecture network) {
        if (layout == null) {
            return Map.of();
        }
        NameLayout named = VariantFlags.oneOf("--layout", NameLayout.values(), layout);
        if (!named.names(network.family())) {
            throw new InvalidInputException(
                    "--layout is " + layout + ", which has no names for " + architecture + "; give timm");
        }
        return named.moduleNames(network);
    }

    private static Line line(Summary.Row row, Map<Location, String> names) {
        return new Line(
                row.name(),
                row.description(),
                row.location() == null ? null : names.get(row.location()),
                row.depth(),
                row.output().toString(),
                row.parameters(),
                row.multiplyAdds());
    }
}
