package org.mobilenet4j.training.network;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;

/** A program for a JVM of its own: trains networks until warm and prints for each the bytes that a step allocates. */
final class WarmSteps {
    /** C2 takes as many steps as it needs; in the end one of them allocates little. */
    private static final int MOST_STEPS = 6000;

    private WarmSteps() {}

    /**
     * Trains each network.
     *
     * @param arguments the bytes that are few enough to end, then names of networks, with {@code :ALL} where expansions are computed again
     */
    public static void main(String[] arguments) {
        long fewBytes = Long.parseLong(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(arguments[i] + " " + bytesPerStep(arguments[i], fewBytes));
        }
    }

    private static long bytesPerStep(String argument, long fewBytes) {
        String[] named = argument.split(":", 2);
        String name = named[0];
        Recomputation recomputation = named.length == 1 ? Recomputation.NONE : Recomputation.valueOf(named[1]);
        Parameters parameters = Initialization.torchvision(
                MobileNet.named(name)
                        .orElseThrow()
                        .build(options -> options.withWidth(0.5).withClasses(10)),
                1);
        TrainableNetwork network = new TrainableNetwork(
                parameters, new MapShape(32, 32, 3), 4, new Workers(2), Precision.FLOAT32, recomputation);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), parameters, false);
        BatchLoss loss = new BatchLoss(0.1);
        float[][] images = new float[4][32 * 32 * 3];
        for (int i = 0; i < images.length; i++) {
            Arrays.fill(images[i], i * 700, i * 700 + 500, 1);
        }
        int[] labels = {0, 1, 2, 3};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int step = 0; step < MOST_STEPS && least > fewBytes; step++) {
            long before = threads.getTotalThreadAllocatedBytes();
            float[] logits = network.forward(Arrays.asList(images), Mode.BATCH_STATISTICS, step);
            loss.lossAndGradient(logits, labels, 10);
            optimizer.step(network.backward(logits), LearningRates.same(1e-3));
            least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
        }
        return least;
    }
}
