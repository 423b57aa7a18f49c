package org.mobilenet4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.cli.report.Table;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.MultiplyAddPeak;
import org.mobilenet4j.parameters.Initialization;
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
    private static final long WARM_UP_NANOS = 2_000_000_000;
    private static final int RUNS = 301;

    private final Output output;

    @Parameters(paramLabel = "ARCH", description = "A name that 'models' lists.")
    private String architecture;

    @Mixin
    private NetworkOptions options;

    @Option(
            names = "--measure",
            description = "Time each step, on one thread, and compare with the most that this machine can multiply and"
                    + " add. Let nothing else run meanwhile.")
    private boolean isMeasured;

    PlanVerb(Output output) {
        this.output = output;
    }

    private record Line(PlannedOperation step, @Nullable Timing timing) {}

    /** How long a step takes, the median of many, and what of the machine's peak it reaches. */
    private record Timing(double micros, double gflops, double shareOfPeak) {
        static Timing of(long multiplyAdds, double nanos, double peakPerSecond) {
            double perSecond = multiplyAdds * 1e9 / nanos;
            return new Timing(nanos * 1e-3, 2e-9 * perSecond, perSecond / peakPerSecond);
        }
    }

    private record Totals(
            String architecture,
            String kernels,
            long multiplyAdds,
            long arenaBytes,
            @Nullable Timing timing,
            @Nullable Double peakGflops) {}

    @Override
    public Integer call() {
        Network network = options.build("ARCH", architecture);
        CompiledNetwork model = Compiler.compile(Initialization.torchvision(network, 1));
        List<PlannedOperation> steps = model.plan();
        long multiplyAdds =
                steps.stream().mapToLong(PlannedOperation::multiplyAdds).sum();
        KernelSelection selection = KernelSelection.chosen();
        Report report = output.report();
        if (isMeasured) {
            double peak = MultiplyAddPeak.perSecond(selection.kernels(), 1);
            double[] nanos = medianNanos(model);
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < nanos.length; i++) {
                lines.add(new Line(steps.get(i), Timing.of(steps.get(i).multiplyAdds(), nanos[i], peak)));
            }
            Timing whole = Timing.of(multiplyAdds, Arrays.stream(nanos).sum(), peak);
            report.results(timedTable(), lines);
            report.text("");
            report.result(
                    new Totals(
                            architecture,
                            selection.kernels().name(),
                            multiplyAdds,
                            model.arenaBytes(),
                            whole,
                            2e-9 * peak),
                    totals(selection, multiplyAdds, model)
                            + String.format(
                                    Locale.ROOT,
                                    "%none thread: %.2f ms, %.0f GFLOP/s, %.0f %% of the machine's %.0f",
                                    whole.micros * 1e-3,
                                    whole.gflops,
                                    100 * whole.shareOfPeak,
                                    2e-9 * peak));
        } else {
            report.results(
                    plainTable(),
                    steps.stream().map(step -> new Line(step, null)).toList());
            report.text("");
            report.result(
                    new Totals(architecture, selection.kernels().name(), multiplyAdds, model.arenaBytes(), null, null),
                    totals(selection, multiplyAdds, model));
        }
        return ExitCode.OK;
    }

    private static String totals(KernelSelection selection, long multiplyAdds, CompiledNetwork model) {
        return String.format(
                Locale.ROOT,
                "kernels %s; multiply-adds %.2f M; one arena of %,d bytes for each call that runs",
                selection.kernels().name(),
                multiplyAdds * 1e-6,
                model.arenaBytes());
    }

    private static double[] medianNanos(CompiledNetwork model) {
        float[] image = new float[model.inputLength()];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 17 * 0.1f - 0.8f;
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NANOS) {
            model.operationNanos(image);
        }
        long[][] nanos = new long[RUNS][];
        for (int run = 0; run < RUNS; run++) {
            nanos[run] = model.operationNanos(image);
        }
        double[] medians = new double[nanos[0].length];
        for (int step = 0; step < medians.length; step++) {
            long[] sorted = new long[RUNS];
            for (int run = 0; run < RUNS; run++) {
                sorted[run] = nanos[run][step];
            }
            Arrays.sort(sorted);
            medians[step] = sorted[RUNS / 2];
        }
        return medians;
    }

    private static Table<Line> shapesTable() {
        return new Table<Line>()
                .text("place", line -> line.step.place())
                .text("kernel", line -> line.step.kernel())
                .text("tile", line -> line.step.tile())
                .text("input", line -> line.step.input())
                .text("output", line -> line.step.output())
                .number("KB", "%,.0f", line -> line.step.bytesTouched() * 1e-3)
                .number("M madd", "%.2f", line -> line.step.multiplyAdds() * 1e-6);
    }

    private static Table<Line> plainTable() {
        return shapesTable()
                .figure(
                        "arena KB",
                        line -> String.format(
                                Locale.ROOT,
                                "%,.0f+%,.0f",
                                line.step.arenaOffset() * 1e-3,
                                line.step.arenaBytes() * 1e-3));
    }

    private static Table<Line> timedTable() {
        return shapesTable()
                .figure("us", line -> figure("%.1f", line, Timing::micros))
                .figure("GFLOP/s", line -> figure("%.0f", line, Timing::gflops))
                .figure("peak", line -> figure("%.0f %%", line, timing -> 100 * timing.shareOfPeak));
    }

    private static String figure(String format, Line line, ToDoubleFunction<Timing> figure) {
        return line.timing == null ? "" : String.format(Locale.ROOT, format, figure.applyAsDouble(line.timing));
    }
}
