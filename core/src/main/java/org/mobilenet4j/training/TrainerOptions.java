package org.mobilenet4j.training;

import org.mobilenet4j.training.network.Mode;

/**
 * How a whole network is trained.
 *
 * @param epochs the most passes over the examples
 * @param threads over which a batch is split; another number gives other roundings
 * @param rates what the schedule's factors are of
 * @param decaysAll whether weight decay is for norms and biases too
 * @param clipNorm the longest that all gradients together may be; infinite for no limit
 * @param patience epochs without a better held-out accuracy after which training stops
 * @param seed of order, dropout and whatever the examples draw
 */
public record TrainerOptions(
        int epochs,
        int batchSize,
        int threads,
        OptimizerSettings optimizer,
        LearningRates rates,
        LearningRateSchedule schedule,
        boolean decaysAll,
        double labelSmoothing,
        double clipNorm,
        Mode mode,
        int patience,
        long seed) {
    /**
     * For fine-tuning: one cycle of gradient descent with Nesterov's momentum, the head a little faster than the trunk.
     */
    public static final TrainerOptions FINE_TUNING = new TrainerOptions(
            5,
            32,
            Runtime.getRuntime().availableProcessors(),
            new OptimizerSettings.Sgd(0.9, true, 4e-5),
            new LearningRates(8e-3, 1e-2),
            LearningRateSchedule.OneCycle.TORCH,
            false,
            0.1,
            Double.POSITIVE_INFINITY,
            Mode.BATCH_STATISTICS,
            Integer.MAX_VALUE,
            1);

    public TrainerOptions {
        if (epochs < 1 || batchSize < 2 || threads < 1 || patience < 1) {
            throw new IllegalArgumentException("epochs is " + epochs + ", batchSize " + batchSize + ", threads "
                    + threads + ", patience " + patience + ", expected at least 1, 2, 1 and 1");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1) || !(clipNorm > 0)) {
            throw new IllegalArgumentException("labelSmoothing is " + labelSmoothing
                    + " (expected in [0, 1)), clipNorm " + clipNorm + " (above 0)");
        }
    }

    public TrainerOptions withEpochs(int value) {
        return new TrainerOptions(
                value,
                batchSize,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withBatchSize(int value) {
        return new TrainerOptions(
                epochs,
                value,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withThreads(int value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                value,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withOptimizer(OptimizerSettings value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                value,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withRates(LearningRates value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                value,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withSchedule(LearningRateSchedule value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                rates,
                value,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withLabelSmoothing(double value) {
        return new TrainerOptions(
                epochs, batchSize, threads, optimizer, rates, schedule, decaysAll, value, clipNorm, mode, patience,
                seed);
    }

    public TrainerOptions withClipNorm(double value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                value,
                mode,
                patience,
                seed);
    }

    public TrainerOptions withMode(Mode value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                value,
                patience,
                seed);
    }

    public TrainerOptions withPatience(int value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                value,
                seed);
    }

    public TrainerOptions withSeed(long value) {
        return new TrainerOptions(
                epochs,
                batchSize,
                threads,
                optimizer,
                rates,
                schedule,
                decaysAll,
                labelSmoothing,
                clipNorm,
                mode,
                patience,
                value);
    }
}
