package org.mobilenet4j.cli.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code mobilenet weights fetch NAME}: prints where the file is. */
@Command(
        name = "fetch",
        description = {
            "Fetches weights, checks them by their SHA-256, and prints where they are. What is here already is only"
                    + " checked.",
            "They are kept in $MOBILENET_CACHE, else $XDG_CACHE_HOME/mobilenet4j, else ~/.cache/mobilenet4j."
                    + " $MOBILENET_WEIGHTS_URL may name a mirror of the folder they come from."
        },
        footerHeading = "%nExample:%n",
        footer = "  mobilenet weights fetch mobilenet_v2")
@SuppressWarnings("NullAway.Init")
final class FetchVerb implements Callable<Integer> {
    private final Output output;

    @Parameters(
            paramLabel = "NAME",
            description = "A network, for its best weights, or a name as 'weights list' shows it.")
    private String name;

    FetchVerb(Output output) {
        this.output = output;
    }

    private record Fetched(String name, String path, String sha256Prefix, boolean wasHere, int resize) {}

    @Override
    public Integer call() throws IOException {
        PublishedWeights weights = PublishedWeights.named(name)
                .orElseThrow(() -> new InvalidInputException("no weights are named '" + name + "'; expected one of "
                        + PublishedWeights.ALL.stream()
                                .map(PublishedWeights::name)
                                .collect(Collectors.joining(", "))));
        WeightsStore store = WeightsVerb.store(output.console());
        boolean wasHere = store.has(weights);
        Report report = output.report();
        report.note(wasHere ? "already here, checking it" : "fetching " + store.addressOf(weights));
        Path file = store.fetch(weights, bytes -> report.progress(weights.file(), "bytes", bytes));
        report.result(
                new Fetched(weights.name(), file.toString(), weights.sha256Prefix(), wasHere, weights.resize()),
                file.toString());
        return ExitCode.OK;
    }
}
