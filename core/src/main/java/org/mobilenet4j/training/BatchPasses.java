package org.mobilenet4j.training;

import org.mobilenet4j.training.network.TrainableNetwork;

/** Forward and backward over the batches of a step, whose gradients are left in the network as one batch's. */
final class BatchPasses<T> {
    /**
     * What the batches of a step came to.
     *
     * @param loss mean over the examples, by the weights of their batches
     * @param correct how many were told right
     */
    record Outcome(int examples, double loss, int correct) {}

    private final TrainableNetwork network;
    private final BatchReader<T> reader;
    private final Objective<T> objective;
    private final TrainerOptions options;
    private final Seeds seeds;
    private final int ranks;
    private final GradientMean mean = new GradientMean();

    /**
     * Passes of batches over a network.
     *
     * @param ranks how many have as large a part of each batch
     */
    BatchPasses(
            TrainableNetwork network,
            BatchReader<T> reader,
            Objective<T> objective,
            TrainerOptions options,
            Seeds seeds,
            int ranks) {
        this.network = network;
        this.reader = reader;
        this.objective = objective;
        this.options = options;
        this.seeds = seeds;
        this.ranks = ranks;
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
            LoadedBatch<T> batch = reader.next();
            network.forward(batch.inputs(), options.mode(), seeds.of(epoch, Seeds.DROPOUT - number));
            double weight = objective.weight(batch);
            Objective.Evaluation result = objective.of(network.outputs(), batch);
            correct += result.correct();
            lossSum += weight * result.loss();
            weightSum += weight;
            examples += batch.size() * ranks;
            network.backward(result.gradients());
            if (batches > 1) {
                mean.add(network.gradients(), weight);
            }
        }
        if (batches > 1) {
            mean.moveTo(network.gradients());
        }
        return new Outcome(examples, lossSum / weightSum, correct);
    }
}
