package org.mobilenet4j.cli.weights;

import java.util.concurrent.Callable;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code mobilenet weights list}. */
@Command(
        name = "list",
        description = "Shows which weights there are and which of them are here. Uses no network.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet weights list")
final class ListVerb implements Callable<Integer> {
    private static final Columns<Listed> TABLE = new Columns<Listed>()
            .text("name", Listed::name)
            .text("default", listed -> listed.isDefault() ? "*" : "")
            .number("%", "%.2f", Listed::percent)
            .text("of", Listed::measure)
            .number("MB", "%.1f", Listed::megabytes)
            .number("resize", "%d", Listed::resize)
            .text("here", listed -> listed.isHere() ? "yes" : "")
            .text("address", Listed::address);

    private final Output output;

    ListVerb(Output output) {
        this.output = output;
    }

    private record Listed(
            String name,
            boolean isDefault,
            String measure,
            double percent,
            double megabytes,
            int resize,
            boolean isHere,
            String path,
            String address) {}

    @Override
    public Integer call() {
        WeightsStore store = WeightsVerb.store(output.console());
        output.report()
                .results(
                        TABLE,
                        PublishedWeights.ALL.stream()
                                .map(weights -> listed(weights, store))
                                .toList());
        output.report()
                .note(IncludedModel.CIFAR10
                        + ", a small network for CIFAR-10's ten classes, comes with the program: --model "
                        + IncludedModel.CIFAR10);
        return ExitCode.OK;
    }

    private static Listed listed(PublishedWeights weights, WeightsStore store) {
        return new Listed(
                weights.name(),
                weights.isDefault(),
                weights.figure().measure().toString(),
                weights.figure().percent(),
                weights.megabytes(),
                weights.resize(),
                store.has(weights),
                store.pathOf(weights).toString(),
                store.addressOf(weights).toString());
    }
}
