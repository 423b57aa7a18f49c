package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.MachineTiling;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.tuning.TunedNetwork;
import org.mobilenet4j.tuning.TunedNetwork.TunedProduct;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet tune ARCH}: which tiles are fastest on this machine. */
@Command(
        name = "tune",
        description = {
            "Measures which tiles a network's matrix products run fastest by on this machine, and how much of a map is"
                    + " best worked on at a time; keeps what is clearly faster than the kernels' own rule.",
            "Later runs go by it; their results are the same to the bit. Takes about half a minute, in which nothing else"
                    + " should run."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet tune mobilenet_v2")
@SuppressWarnings("NullAway.Init")
final class TuneVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private NetworkArgument argument;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that share one image; their shares have other shapes (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--dry-run", description = "Measure and show, but keep nothing.")
    private boolean isDry;

    TuneVerb(Output output) {
        this.output = output;
    }

    /** What is told at the end. */
    record Tuned(double ruleMillis, double tunedMillis, int bandKilobytes, int faster, int products, String file) {}

    @Override
    public Integer call() throws IOException {
        if (threads < 1 || threads > 1024) {
            throw new InvalidInputException("--threads is " + threads + ", expected 1 to 1024");
        }
        Kernels kernels = KernelSelection.chosen().kernels();
        if (!kernels.name().matches("\\d+")) {
            throw new InvalidInputException("there is nothing to tune: "
                    + KernelSelection.chosen().reason() + "; 'mobilenet doctor' says how to get vector kernels");
        }
        NetworkArgument.Named named = argument.named(output);
        Report report = output.report();
        TunedNetwork tuned = TunedNetwork.measure(
                named.parameters(), named.input().height(), named.input().width(), kernels, threads);
        List<TunedProduct> faster = tuned.products().stream()
                .filter(product -> !product.fastest().equals(product.rule()))
                .sorted(Comparator.comparingDouble(product -> product.ruleGflops() / product.fastestGflops()))
                .toList();
        if (!faster.isEmpty()) {
            report.results(COLUMNS, faster);
            report.text("");
        }
        Path file = MachineTiling.file(Integer.parseInt(kernels.name()));
        if (!isDry) {
            MachineTiling.keep(file, tuned.tiling());
        }
        Tuned told = new Tuned(
                tuned.ruleMillis(),
                tuned.tunedMillis(),
                tuned.tiling().bandKilobytes(),
                faster.size(),
                tuned.products().size(),
                isDry ? "" : file.toString());
        report.result(
                told,
                String.format(
                        Locale.ROOT,
                        "%s, %d thread%s: %.2f ms by the rule, %.2f ms with other tiles for %d of %d products and"
                                + " bands of %d KB; %s",
                        named.name(),
                        threads,
                        threads == 1 ? "" : "s",
                        told.ruleMillis(),
                        told.tunedMillis(),
                        told.faster(),
                        told.products(),
                        told.bandKilobytes(),
                        isDry ? "nothing kept" : "kept in " + file));
        return ExitCode.OK;
    }

    private static final Columns<TunedProduct> COLUMNS = new Columns<TunedProduct>()
            .text(
                    "rows x in x out",
                    line -> line.rule().rows() + "x" + line.rule().inChannels() + "x"
                            + line.rule().outChannels())
            .text(
                    "rule",
                    line -> line.rule().height() + " rows x " + line.rule().vectors())
            .text(
                    "fastest",
                    line -> line.fastest().height() + " rows x "
                            + line.fastest().vectors())
            .number("GFLOP/s", "%.1f", TunedProduct::ruleGflops)
            .number("fastest GFLOP/s", "%.1f", TunedProduct::fastestGflops);
}
