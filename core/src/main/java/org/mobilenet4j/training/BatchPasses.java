package org.mobilenet4j.training;

import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.training.network.TrainableNetwork;

/** Forward and backward over the batches of a step, whose gradients are left in the network as one batch's. */
final class BatchPasses {
    /**
     * What the batches of a step came to.
     *
     * @param loss mean over the examples, by the weights of their classes
     * @param correct how many were told right; of mixed images, the one that fills more
     */
    record Outcome(int examples, double loss, int correct) {}

    private final TrainableNetwork network;
    private final BatchReader reader;
    private final BatchLoss loss;
    private final TrainerOptions options;
    private final Seeds seeds;
    private final int classes;
    private final GradientMean mean = new GradientMean();
    private final float[] targets;

    BatchPasses(TrainableNetwork network, BatchReader reader, BatchLoss loss, TrainerOptions options, Seeds seeds) {
        this.network = network;
        this.reader = reader;
        this.loss = loss;
        this.options = options;
        this.seeds = seeds;
        this.classes = network.parameters().network().classes();
        this.targets = new float[network.batchSize() * classes];
    }

    /**
     * Passes the reader's next batches.
     *
     * @param first the first of them, counted from 0 through all epochs
     */
    Outcome run(int epoch, long first, int batches) {
        int examples = 0;
        int correct = 0;
        double lossSum = 0;
        double weightSum = 0;
        for (long number = first; number < first + batches; number++) {
            BatchReader.Batch batch = reader.next();
            float[] logits = network.forward(batch.inputs(), options.mode(), seeds.of(epoch, Seeds.DROPOUT - number));
            for (int i = 0; i < batch.size(); i++) {
                correct += LinearHead.largest(logits, i * classes, classes) == batch.mostShown(i) ? 1 : 0;
            }
            double weight = batch.isMixed() ? batch.size() : loss.weight(batch.labels(), classes);
            lossSum += weight * lossAndGradient(logits, batch);
            weightSum += weight;
            examples += batch.size();
            network.backward(logits);
            if (batches > 1) {
                mean.add(network.gradients(), weight);
            }
        }
        if (batches > 1) {
            mean.moveTo(network.gradients());
        }
        return new Outcome(examples, lossSum / weightSum, correct);
    }

    private double lossAndGradient(float[] logits, BatchReader.Batch batch) {
        if (!batch.isMixed()) {
            return loss.lossAndGradient(logits, batch.labels(), classes);
        }
        BatchMixing.targets(batch.labels(), batch.share(), classes, targets);
        return loss.lossAndGradient(logits, targets, batch.size(), classes);
    }
}
