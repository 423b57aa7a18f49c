package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.report.BlockDiagram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet summary ARCH}: every layer, its output, parameters and multiply-adds. */
@Command(
        name = "summary",
        description = "Shows a network layer by layer: output shape, parameters, multiply-adds, and the totals.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet summary mobilenet_v2 --width 0.5 --resolution 160",
            "  mobilenet summary mobilenet_v2 --block stages.1.1 --diagram block.svg"
        })
@SuppressWarnings("NullAway.Init")
final class SummaryVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private NetworkArgument argument;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "Show the names that torchvision or timm give the layers in a checkpoint; of detectors"
                    + " torchvision_detection, of segmentation networks torchvision_segmentation.")
    private @Nullable String layout;

    @Option(names = "--diagram", paramLabel = "FILE", description = "Draw the block that --block names (SVG).")
    private @Nullable Path diagram;

    @Option(
            names = "--block",
            paramLabel = "NAME",
            defaultValue = "stages.1.1",
            description = "The block to draw, by its place (default: ${DEFAULT-VALUE}).")
    private String block;

    SummaryVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        NetworkArgument.Named named = argument.named(output);
        Network network = named.network();
        MapShape input = named.input();
        Summary summary = Summary.of(network, input.height(), input.width());
        OutputPath.requireFile("--diagram", diagram);
        Report report = output.report();
        report.results(SummaryLine.columns(layout != null), SummaryLine.of(summary, checkpointNames(named)));
        report.text("");
        SummaryTotals totals = SummaryTotals.of(named.name(), input, summary);
        report.result(totals, totals.text());
        if (diagram != null) {
            String svg = BlockDiagram.svg(network, input.height(), input.width(), block);
            AtomicFile.write(diagram, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
        }
        return ExitCode.OK;
    }

    private Map<Location, String> checkpointNames(NetworkArgument.Named shown) {
        if (layout == null) {
            return Map.of();
        }
        NameLayout named = VariantFlags.oneOf("--layout", NameLayout.values(), layout);
        if (!named.names(shown.network())) {
            throw new InvalidInputException("--layout is " + layout + ", which has no names for " + shown.name()
                    + "; give " + NameLayout.nativeOf(shown.network()).name().toLowerCase(Locale.ROOT));
        }
        return named.moduleNames(shown.network());
    }
}
