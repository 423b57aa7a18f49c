package org.mobilenet4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.workflow.MeasuredPlan;
import org.mobilenet4j.workflow.MeasuredPlan.Timing;

/** A compiled network in all, as it is printed. */
record PlanTotals(
        String architecture,
        String kernels,
        long multiplyAdds,
        long arenaBytes,
        long weightBytes,
        @Nullable Timing timing,
        @Nullable Double peakGflops) {
    static PlanTotals of(String architecture, CompiledNetwork network, @Nullable MeasuredPlan measured) {
        return new PlanTotals(
                architecture,
                KernelSelection.chosen().kernels().name(),
                network.plan().stream()
                        .mapToLong(PlannedOperation::multiplyAdds)
                        .sum(),
                network.arenaBytes(),
                network.weightBytes(),
                measured == null ? null : measured.whole(),
                measured == null ? null : measured.peakGflops());
    }

    String text() {
        String text = String.format(
                Locale.ROOT,
                "kernels %s; multiply-adds %.2f M; one arena of %,d bytes for each call that runs%nweights of %,d bytes, packed",
                kernels,
                multiplyAdds * 1e-6,
                arenaBytes,
                weightBytes);
        return timing == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "%none thread: %.2f ms, %.0f GFLOP/s, %.0f %% of the machine's %.0f",
                                timing.micros() * 1e-3,
                                timing.gflops(),
                                100 * timing.shareOfPeak(),
                                peakGflops);
    }
}
