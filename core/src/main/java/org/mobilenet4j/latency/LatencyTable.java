package org.mobilenet4j.latency;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * The latency of any network on this machine as the sum of its compiled steps, each distinct one measured once, as the
 * look-up table of NetAdapt (Yang et al. 2018, section 3.4) sums layers. Predicting a network whose steps are all known
 * compiles it and runs nothing.
 *
 * <p>A step's latency is the lower quartile of its runs within the network that it was first seen in: other work on the machine makes
 * runs longer, never shorter. Sums are somewhat below the latency of whole calls, and by the same share for networks of one
 * kind. Not thread-safe: measurements would disturb each other.
 */
public final class LatencyTable {
    private static final long FIRST_WARM_UP_NANOS = 1_000_000_000;
    private static final int MOST_WARM_UPS = 12;

    /** What a second more may still gain when the JVM has compiled all that matters. */
    private static final double SETTLED = 0.9;

    private static final long WARM_UP_NANOS = 15_000_000;
    private static final long RUN_NANOS = 80_000_000;
    private static final int WARM_UP_RUNS = 2;
    private static final int LEAST_RUNS = 9;
    private static final int MOST_RUNS = 100;

    /** Runs one compiled network and tells how long each of its steps took, in milliseconds. */
    interface Stopwatch {
        double[] millis(CompiledNetwork network);
    }

    private final Workers workers;
    private final Stopwatch stopwatch;
    private final Map<Step, Double> millis = new LinkedHashMap<>();

    /** An empty table for calls that are shared out over a set of threads. */
    public LatencyTable(Workers workers) {
        this(workers, new LowerQuartile());
    }

    LatencyTable(Workers workers, Stopwatch stopwatch) {
        this.workers = workers;
        this.stopwatch = stopwatch;
    }

    /** How many threads a call is shared out over. */
    public int threads() {
        return workers.threads();
    }

    /** What was measured so far, in milliseconds. */
    public Map<Step, Double> steps() {
        return Collections.unmodifiableMap(millis);
    }

    /**
     * The latency of one image in milliseconds; measures the steps that are not known yet.
     *
     * @throws IllegalArgumentException if the network does not take such inputs
     */
    public double millis(Parameters parameters, int height, int width) {
        CompiledNetwork network = Compiler.compile(parameters, height, width).on(workers);
        List<Step> steps = steps(network);
        if (!millis.keySet().containsAll(steps)) {
            double[] measured = stopwatch.millis(network);
            for (int i = 0; i < measured.length; i++) {
                millis.putIfAbsent(steps.get(i), measured[i]);
            }
        }
        return steps.stream()
                .mapToDouble(step -> Objects.requireNonNull(millis.get(step)))
                .sum();
    }

    private static List<Step> steps(CompiledNetwork network) {
        return network.plan().stream().map(Step::of).toList();
    }

    /**
     * Writes the table as JSON.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public void write(Path file) throws IOException {
        List<@Nullable Object> rows = new ArrayList<>();
        millis.forEach((step, value) -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("kernel", step.kernel());
            row.put("tile", step.tile());
            row.put("input", step.input());
            row.put("output", step.output());
            row.put("multiply_adds", (double) step.multiplyAdds());
            row.put("bytes", (double) step.bytes());
            row.put("millis", value);
            rows.add(row);
        });
        Map<String, @Nullable Object> table = new LinkedHashMap<>();
        table.put("threads", threads());
        table.put("steps", rows);
        AtomicFile.write(file, out -> Json.write(out, table));
    }

    /**
     * Takes over what {@link #write} wrote.
     *
     * @throws InvalidInputException if something is missing or no number, or was measured with other threads
     */
    public void read(JsonObject table) {
        if (!table.integer("threads").equals(Optional.of(threads()))) {
            throw table.refused("threads", "to be " + threads() + ", as this run has; measure again");
        }
        for (JsonObject row : table.objects("steps")) {
            Step step = new Step(
                    text(row, "kernel"),
                    text(row, "tile"),
                    text(row, "input"),
                    text(row, "output"),
                    (long) number(row, "multiply_adds"),
                    (long) number(row, "bytes"));
            millis.put(step, number(row, "millis"));
        }
    }

    private static String text(JsonObject row, String name) {
        return row.text(name).orElseThrow(() -> row.refused(name, "to be given"));
    }

    private static double number(JsonObject row, String name) {
        return row.number(name)
                .filter(value -> value >= 0 && Double.isFinite(value))
                .orElseThrow(() -> row.refused(name, "a number of at least 0"));
    }

    /** Runs networks on an image of stripes. The first is run longer before, until the JVM has compiled the kernels. */
    private static final class LowerQuartile implements Stopwatch {
        private boolean isWarm;

        @Override
        public double[] millis(CompiledNetwork network) {
            float[] image = new float[network.inputLength()];
            for (int i = 0; i < image.length; i++) {
                image[i] = i % 17 * 0.1f - 0.8f;
            }
            if (isWarm) {
                runsFor(WARM_UP_NANOS, WARM_UP_RUNS, MOST_RUNS, network, image);
            } else {
                warmUp(network, image);
            }
            isWarm = true;
            List<long[]> runs = runsFor(RUN_NANOS, LEAST_RUNS, MOST_RUNS, network, image);
            List<PlannedOperation> plan = network.plan();
            double[] millis = new double[plan.size()];
            for (int step = 0; step < millis.length; step++) {
                int at = step;
                long[] sorted = runs.stream().mapToLong(run -> run[at]).sorted().toArray();
                millis[step] = sorted[sorted.length / 4] * 1e-6;
            }
            return millis;
        }

        /** Second by second, until two in turn are hardly faster than those before them: a busy machine compiles late. */
        private static void warmUp(CompiledNetwork network, float[] image) {
            double before = Double.POSITIVE_INFINITY;
            int settled = 0;
            for (int i = 0; i < MOST_WARM_UPS && settled < 2; i++) {
                double now = runsFor(FIRST_WARM_UP_NANOS, LEAST_RUNS, Integer.MAX_VALUE, network, image).stream()
                        .mapToLong(run -> Arrays.stream(run).sum())
                        .min()
                        .orElseThrow();
                settled = now > SETTLED * before ? settled + 1 : 0;
                before = Math.min(before, now);
            }
        }

        private static List<long[]> runsFor(long nanos, int least, int most, CompiledNetwork network, float[] image) {
            List<long[]> runs = new ArrayList<>();
            long done = 0;
            while (runs.size() < least || (done < nanos && runs.size() < most)) {
                long[] run = network.operationNanos(image);
                done += Math.max(1, Arrays.stream(run).sum());
                runs.add(run);
            }
            return runs;
        }
    }
}
