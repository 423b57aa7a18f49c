package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;

@EveryWidth
class BFloat16TrainingTest {
    private static final int CLASSES = 4;
    private static final int BATCH = 16;
    private static final int STEPS = 60;

    private long bytes;

    @Test
    void learnsWhatFloat32LearnsInLessMemory() {
        double float32 = lossAfterTraining(Precision.FLOAT32);
        long float32Bytes = bytes;
        double bfloat16 = lossAfterTraining(Precision.BFLOAT16);

        assertThat(float32).isLessThan(0.3);
        assertThat(bfloat16).isLessThan(0.3);
        assertThat(bytes).isLessThan(float32Bytes);
    }

    /**
     * Stripes of four directions in noise: the mean loss of the last ten steps. Chance is 1.39; what rounding does to so
     * short a run changes the loss by some hundredths, and at higher rates more.
     */
    private double lossAfterTraining(Precision precision) {
        Parameters parameters = Initialization.torchvision(
                MobileNet.named("mobilenet_v2")
                        .orElseThrow()
                        .build(options ->
                                options.withWidth(0.35).withClasses(CLASSES).withDropout(0)),
                1);
        TrainableNetwork network =
                new TrainableNetwork(parameters, new MapShape(32, 32, 3), BATCH, new Workers(2), precision);
        bytes = network.mapBytes();
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), parameters, false);
        BatchLoss loss = new BatchLoss(0);
        SplittableRandom random = new SplittableRandom(20260104);
        float[][] images = new float[BATCH][32 * 32 * 3];
        int[] labels = new int[BATCH];
        double last = 0;
        for (int step = 0; step < STEPS; step++) {
            for (int n = 0; n < BATCH; n++) {
                labels[n] = n % CLASSES;
                draw(labels[n], images[n], random);
            }
            float[] logits = network.forward(Arrays.asList(images), Mode.BATCH_STATISTICS, step);
            double now = loss.lossAndGradient(logits, labels, CLASSES);
            last += step < STEPS - 10 ? 0 : now / 10;
            optimizer.step(network.backward(logits), LearningRates.same(0.01));
        }
        return last;
    }

    private static void draw(int label, float[] image, SplittableRandom random) {
        int phase = random.nextInt(8);
        for (int i = 0; i < image.length; i++) {
            int x = i / 3 % 32;
            int y = i / 3 / 32;
            int along = label == 0 ? x : label == 1 ? y : label == 2 ? x + y : x - y;
            image[i] = ((along + phase) & 8) == 0 ? 1 : -1;
            image[i] += (float) random.nextDouble(-0.5, 0.5);
        }
    }
}
