package org.mobilenet4j.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.MultiplyAddPeak;

/**
 * How long a compiled network's steps take on one thread, and how near each comes to the most that the machine can multiply
 * and add. Nothing else should run while it is measured, for some five seconds.
 *
 * @param steps one for each step of the plan
 * @param peakGflops the machine's peak
 */
public record MeasuredPlan(List<Timing> steps, Timing whole, double peakGflops) {
    private static final long WARM_UP_NANOS = 2_000_000_000;
    private static final int RUNS = 301;

    /** How long something takes, the median of many runs, and what of the machine's peak it reaches. */
    public record Timing(double micros, double gflops, double shareOfPeak) {
        static Timing of(long multiplyAdds, double nanos, double peakGflops) {
            double gflops = 2 * multiplyAdds / nanos;
            return new Timing(nanos * 1e-3, gflops, gflops / peakGflops);
        }
    }

    public MeasuredPlan {
        steps = List.copyOf(steps);
    }

    public static MeasuredPlan of(CompiledNetwork model) {
        double peakGflops =
                2e-9 * MultiplyAddPeak.perSecond(KernelSelection.chosen().kernels(), 1);
        double[] nanos = medianNanos(model);
        List<PlannedOperation> plan = model.plan();
        long multiplyAdds =
                plan.stream().mapToLong(PlannedOperation::multiplyAdds).sum();
        return new MeasuredPlan(
                IntStream.range(0, nanos.length)
                        .mapToObj(i -> Timing.of(plan.get(i).multiplyAdds(), nanos[i], peakGflops))
                        .toList(),
                Timing.of(multiplyAdds, Arrays.stream(nanos).sum(), peakGflops),
                peakGflops);
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
        return IntStream.range(0, nanos[0].length)
                .mapToDouble(step -> Arrays.stream(nanos)
                        .mapToLong(run -> run[step])
                        .sorted()
                        .skip(RUNS / 2)
                        .findFirst()
                        .orElseThrow())
                .toArray();
    }
}
