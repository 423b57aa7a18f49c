package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.PlannedStep;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.weights.Initialization;
import org.mobilenet4j.workflow.MeasuredPlan;
import org.mobilenet4j.workflow.MeasuredPlan.Timing;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Parameters(paramLabel = "ARCH", description = "A name that 'models' lists.")
    private String architecture;

    @Mixin
    private VariantFlags options;

    @Option(
            names = "--measure",
            description = "Time each step, on one thread, and compare with the most that this machine can multiply and"
                    + " add. Let nothing else run meanwhile.")
    private boolean isMeasured;

    PlanVerb(Output output) {
        this.output = output;
    }

    /** A step, with its timing where it was measured. */
    private record PlanLine(PlannedStep step, @Nullable Timing timing) {}

    private record PlanTotals(
            String architecture,
            String kernels,
            long multiplyAdds,
            long arenaBytes,
            @Nullable Timing timing,
            @Nullable Double peakGflops) {}

    @Override
    public Integer call() {
        Architecture network = options.build("ARCH", architecture);
        CompiledModel model = Compiler.compile(Initialization.torchvision(network, 1));
        List<PlannedStep> steps = model.plan();
        MeasuredPlan measured = isMeasured ? MeasuredPlan.of(model) : null;
        Report report = output.report();
        report.results(
                columns(),
                IntStream.range(0, steps.size())
                        .mapToObj(i -> new PlanLine(
                                steps.get(i),
                                measured == null ? null : measured.steps().get(i)))
                        .toList());
        report.text("");
        PlanTotals totals = new PlanTotals(
                architecture,
                KernelSelection.chosen().kernels().name(),
                steps.stream().mapToLong(PlannedStep::multiplyAdds).sum(),
                model.arenaBytes(),
                measured == null ? null : measured.whole(),
                measured == null ? null : measured.peakGflops());
        report.result(totals, text(totals));
        return ExitCode.OK;
    }

    private static String text(PlanTotals totals) {
        String text = String.format(
                Locale.ROOT,
                "kernels %s; multiply-adds %.2f M; one arena of %,d bytes for each call that runs",
                totals.kernels,
                totals.multiplyAdds * 1e-6,
                totals.arenaBytes);
        return totals.timing == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "%none thread: %.2f ms, %.0f GFLOP/s, %.0f %% of the machine's %.0f",
                                totals.timing.micros() * 1e-3,
                                totals.timing.gflops(),
                                100 * totals.timing.shareOfPeak(),
                                totals.peakGflops);
    }

    private Columns<PlanLine> columns() {
        Columns<PlanLine> columns = new Columns<PlanLine>()
                .text("place", line -> line.step.place())
                .text("kernel", line -> line.step.kernel())
                .text("tile", line -> line.step.tile())
                .text("input", line -> line.step.input())
                .text("output", line -> line.step.output())
                .number("KB", "%,.0f", line -> line.step.bytesTouched() * 1e-3)
                .number("M madd", "%.2f", line -> line.step.multiplyAdds() * 1e-6);
        return isMeasured
                ? columns.figure("us", line -> figure("%.1f", line, Timing::micros))
                        .figure("GFLOP/s", line -> figure("%.0f", line, Timing::gflops))
                        .figure("peak", line -> figure("%.0f %%", line, timing -> 100 * timing.shareOfPeak()))
                : columns.figure("arena KB", line -> arena(line.step));
    }

    private static String arena(PlannedStep step) {
        return String.format(Locale.ROOT, "%,.0f+%,.0f", step.arenaOffset() * 1e-3, step.arenaBytes() * 1e-3);
    }

    private static String figure(String format, PlanLine line, ToDoubleFunction<Timing> figure) {
        return line.timing == null ? "" : String.format(Locale.ROOT, format, figure.applyAsDouble(line.timing));
    }
}
