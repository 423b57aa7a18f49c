package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.workflow.MeasuredPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet plan ARCH}: what a network becomes for this machine, step by step. */
@Command(
        name = "plan",
        description = "Shows what a network is compiled to on this machine: every step with its kernel, tile, shapes,"
                + " memory and multiply-adds; with --measure its time, too.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet plan mobilenet_v2 --measure")
@SuppressWarnings("NullAway.Init")
final class PlanVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    @SuppressWarnings("UnusedVariable") // it acts as it is read
    private TunedFlag tuned;

    @Mixin
    private NetworkArgument argument;

    @Mixin
    private WeightsAsFlag weightsAs;

    @Option(
            names = "--measure",
            description = "Time each step, on one thread, and compare with the most that this machine can multiply and"
                    + " add. Let nothing else run meanwhile.")
    private boolean isMeasured;

    PlanVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        NetworkArgument.Named named = argument.named(output);
        CompiledNetwork network = Compiler.compile(
                predicting(named.parameters()).withWeightsAs(weightsAs.type()),
                named.input().height(),
                named.input().width());
        MeasuredPlan measured = isMeasured ? MeasuredPlan.of(network) : null;
        Report report = output.report();
        report.results(PlanLine.columns(isMeasured), PlanLine.of(network.plan(), measured));
        report.text("");
        PlanTotals totals = PlanTotals.of(named.name(), network, measured);
        report.result(totals, totals.text());
        return ExitCode.OK;
    }

    /** Without an auxiliary head, which only training computes. */
    private static Parameters predicting(Parameters whole) {
        boolean isSegmentation = whole.network().outputs().containsKey(Network.OUT);
        return isSegmentation ? whole.of(whole.network().only(Network.OUT)) : whole;
    }
}
