package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.workflow.MeasuredPlan;
import org.mobilenet4j.workflow.MeasuredPlan.Timing;

/** A step of a compiled network as it is printed, with its timing where it was measured. */
record PlanLine(PlannedOperation step, @Nullable Timing timing) {
    static List<PlanLine> of(List<PlannedOperation> steps, @Nullable MeasuredPlan measured) {
        return IntStream.range(0, steps.size())
                .mapToObj(i -> new PlanLine(
                        steps.get(i), measured == null ? null : measured.steps().get(i)))
                .toList();
    }

    static Columns<PlanLine> columns(boolean isMeasured) {
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

    private static String arena(PlannedOperation step) {
        return String.format(Locale.ROOT, "%,.0f+%,.0f", step.arenaOffset() * 1e-3, step.arenaBytes() * 1e-3);
    }

    private static String figure(String format, PlanLine line, ToDoubleFunction<Timing> figure) {
        return line.timing == null ? "" : String.format(Locale.ROOT, format, figure.applyAsDouble(line.timing));
    }
}
