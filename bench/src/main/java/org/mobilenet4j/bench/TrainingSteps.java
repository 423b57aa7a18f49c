package org.mobilenet4j.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;

/** Training's steps on noise: forward, loss, backward and optimiser; all of a run but the reading of images. */
final class TrainingSteps implements Benchmark<TrainingSteps.Measured> {
    /** Until C2 has compiled everything. */
    private static final int WARM_UP = 12;

    private final String name;
    private final Workload workload;
    private final Precision precision;
    private final int steps;

    TrainingSteps(String name, Workload workload, Precision precision, int steps) {
        this.name = name;
        this.workload = workload;
        this.precision = precision;
        this.steps = steps;
    }

    /**
     * What was measured.
     *
     * @param allocatedBytes of a step, on all threads; the median
     * @param mapBytes what the network keeps for a batch: maps, gradients, scratch memory
     */
    record Measured(double imagesPerSecond, Percentiles stepMillis, int steps, long allocatedBytes, long mapBytes) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "%.1f images/s%nms of a step  p10 %.1f  p50 %.1f  p90 %.1f, %d steps%n"
                            + "%d bytes allocated in a step, %.2f GB for the maps of a batch",
                    imagesPerSecond,
                    stepMillis.p10(),
                    stepMillis.p50(),
                    stepMillis.p90(),
                    steps,
                    allocatedBytes,
                    mapBytes / 1e9);
        }
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "training %s, batch %d, threads %d, %s",
                name,
                workload.images().length,
                workload.threads(),
                precision.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Class<Measured> measure() {
        return Measured.class;
    }

    @Override
    public String shortly(Measured measured) {
        return String.format(Locale.ROOT, "%.1f images/s", measured.imagesPerSecond);
    }

    /** Reports the middle one of the JVMs. */
    @Override
    public void report(Report report, List<Measured> jvms) {
        Measured middle = jvms.stream()
                .sorted(Comparator.comparingDouble(Measured::imagesPerSecond))
                .toList()
                .get(jvms.size() / 2);
        report.result(middle, middle.text());
    }

    @Override
    public Measured measureHere() {
        int classes = workload.parameters().network().classes();
        List<float[]> images = Arrays.asList(workload.images());
        int[] labels = new int[images.size()];
        Arrays.setAll(labels, i -> i % classes);
        TrainableNetwork network = new TrainableNetwork(
                workload.parameters(), workload.input(), labels.length, new Workers(workload.threads()), precision);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), workload.parameters(), false);
        BatchLoss loss = new BatchLoss(0.1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] millis = new double[steps];
        long[] allocated = new long[steps];
        for (int step = -WARM_UP; step < steps; step++) {
            long bytes = threads.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            float[] logits = network.forward(images, Mode.BATCH_STATISTICS, step);
            loss.lossAndGradient(logits, labels, classes);
            optimizer.step(network.backward(logits), LearningRates.same(1e-3));
            if (step >= 0) {
                millis[step] = (System.nanoTime() - start) / 1e6;
                allocated[step] = threads.getTotalThreadAllocatedBytes() - bytes;
            }
        }
        Percentiles stepMillis = Percentiles.of(millis);
        Arrays.sort(allocated);
        return new Measured(
                labels.length * 1e3 / stepMillis.p50(), stepMillis, steps, allocated[steps / 2], network.mapBytes());
    }
}
