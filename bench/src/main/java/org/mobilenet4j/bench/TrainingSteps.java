package org.mobilenet4j.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.CrossEntropy;
import org.mobilenet4j.training.DetectionLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.LoadedBatch;
import org.mobilenet4j.training.Objective;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.training.SegmentationLoss;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.Recomputation;
import org.mobilenet4j.training.network.TrainableNetwork;

/** Training's steps on noise: forward, loss, backward and optimiser; all of a run but the reading of images. */
final class TrainingSteps implements Benchmark<TrainingSteps.Measured> {
    /** Until C2 has compiled everything. */
    private static final int WARM_UP = 12;

    private final String name;
    private final Workload workload;
    private final Precision precision;
    private final Recomputation recomputation;
    private final int steps;

    TrainingSteps(String name, Workload workload, Precision precision, Recomputation recomputation, int steps) {
        this.name = name;
        this.workload = workload;
        this.precision = precision;
        this.recomputation = recomputation;
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
                "training %s, batch %d, threads %d, %s, recomputing %s",
                name,
                workload.images().length,
                workload.threads(),
                precision.name().toLowerCase(Locale.ROOT),
                recomputation.name().toLowerCase(Locale.ROOT));
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
        Network network = workload.parameters().network();
        MapShape input = workload.input();
        Workers workers = new Workers(workload.threads());
        int images = workload.images().length;
        if (network.outputs().containsKey(SsdLite.classLogits(0))) {
            SsdHeads heads = SsdHeads.of(network, input.height(), input.width());
            List<ObjectTarget> two =
                    List.of(object(input, 0.0625f, 0.09f, 0.375f, 0.78f), object(input, 0.47f, 0.19f, 0.72f, 0.875f));
            return measured(new DetectionLoss(heads, workers), Collections.nCopies(images, two), workers);
        }
        Location out = network.outputs().get(Network.OUT);
        if (out != null) {
            int classes = network.channels(out);
            return measured(
                    new SegmentationLoss(classes, workers), Collections.nCopies(images, mask(input, classes)), workers);
        }
        int classes = network.classes();
        List<Integer> labels =
                IntStream.range(0, images).map(i -> i % classes).boxed().toList();
        return measured(new CrossEntropy(new BatchLoss(0.1), classes), labels, workers);
    }

    private static ObjectTarget object(MapShape input, float left, float top, float right, float bottom) {
        Corners box = new Corners(left, top, right, bottom).scaled(input.width(), input.height());
        return new ObjectTarget(box, 1, false);
    }

    /** Stripes of all classes. */
    private static ClassMask mask(MapShape input, int classes) {
        byte[] labels = new byte[input.pixels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % classes);
        }
        return new ClassMask(input.width(), input.height(), labels);
    }

    private <T> Measured measured(Objective<T> objective, List<T> targets, Workers workers) {
        List<float[]> images = Arrays.asList(workload.images());
        LoadedBatch<T> batch = new LoadedBatch<>(images, targets, 1);
        TrainableNetwork network = new TrainableNetwork(
                workload.parameters(), workload.input(), images.size(), workers, precision, recomputation);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), workload.parameters(), false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] millis = new double[steps];
        long[] allocated = new long[steps];
        for (int step = -WARM_UP; step < steps; step++) {
            long bytes = threads.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            network.forward(images, Mode.BATCH_STATISTICS, step);
            optimizer.step(
                    network.backward(objective.of(network.outputs(), batch).gradients()), LearningRates.same(1e-3));
            if (step >= 0) {
                millis[step] = (System.nanoTime() - start) / 1e6;
                allocated[step] = threads.getTotalThreadAllocatedBytes() - bytes;
            }
        }
        Percentiles stepMillis = Percentiles.of(millis);
        Arrays.sort(allocated);
        return new Measured(
                images.size() * 1e3 / stepMillis.p50(), stepMillis, steps, allocated[steps / 2], network.mapBytes());
    }
}
