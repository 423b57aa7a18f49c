package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.weights.Initialization;
import org.mobilenet4j.weights.Parameters;

/** A kernel that C2 boxes the vectors of allocates hundreds of megabytes in a step, and runs fifty times slower. */
class AllocationTest {
    /**
     * A JVM in which other tests have run keeps some masks and tails of vectors as objects, up to half a megabyte; a kernel
     * whose vectors stay objects takes a hundred times that.
     */
    private static final long MOST_BYTES = 2 << 20;

    private static final int MOST_STEPS = 6000;

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet_v2", "mobilenet_v3_small"})
    void aWarmStepAllocatesNextToNothing(String name) {
        Parameters parameters = Initialization.torchvision(
                MobileNet.named(name)
                        .orElseThrow()
                        .build(options ->
                                options.withResolution(32).withWidth(0.5).withClasses(10)),
                1);
        TrainableNetwork network = new TrainableNetwork(parameters, 4, 2);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), parameters, false);
        BatchLoss loss = new BatchLoss(0.1);
        float[][] pictures = new float[4][32 * 32 * 3];
        for (int i = 0; i < pictures.length; i++) {
            Arrays.fill(pictures[i], i * 700, i * 700 + 500, 1);
        }
        int[] labels = {0, 1, 2, 3};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // C2 takes as many steps as it needs; in the end one of them allocates little.
        for (int step = 0; step < MOST_STEPS && least > MOST_BYTES; step++) {
            long before = threads.getTotalThreadAllocatedBytes();
            float[] logits = network.forward(Arrays.asList(pictures), Mode.BATCH_STATISTICS, step);
            loss.lossAndGradient(logits, labels, 10);
            optimizer.step(network.backward(logits), LearningRates.same(1e-3));
            least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThanOrEqualTo(MOST_BYTES);
    }
}
