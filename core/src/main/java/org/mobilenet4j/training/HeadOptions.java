package org.mobilenet4j.training;

/**
 * How a linear head is fitted.
 *
 * @param epochs the most passes over the training vectors
 * @param patience epochs without a better validation accuracy after which fitting stops
 * @param seed of the first weights and of the order of examples
 */
public record HeadOptions(
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        double labelSmoothing,
        int patience,
        long seed) {
    public static final HeadOptions DEFAULT = new HeadOptions(40, 32, 1e-3, 0, 0.1, 8, 1);

    public HeadOptions {
        if (epochs < 1 || batchSize < 1 || patience < 1) {
            throw new IllegalArgumentException("epochs is " + epochs + ", batchSize " + batchSize + ", patience "
                    + patience + ", expected each to be at least 1");
        }
        if (!(learningRate > 0) || !(weightDecay >= 0) || !(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("learningRate is " + learningRate + " (expected above 0), weightDecay "
                    + weightDecay + " (at least 0), labelSmoothing " + labelSmoothing + " (in [0, 1))");
        }
    }

    public HeadOptions withEpochs(int value) {
        return new HeadOptions(value, batchSize, learningRate, weightDecay, labelSmoothing, patience, seed);
    }

    public HeadOptions withLearningRate(double value) {
        return new HeadOptions(epochs, batchSize, value, weightDecay, labelSmoothing, patience, seed);
    }

    public HeadOptions withLabelSmoothing(double value) {
        return new HeadOptions(epochs, batchSize, learningRate, weightDecay, value, patience, seed);
    }

    public HeadOptions withPatience(int value) {
        return new HeadOptions(epochs, batchSize, learningRate, weightDecay, labelSmoothing, value, seed);
    }

    public HeadOptions withSeed(long value) {
        return new HeadOptions(epochs, batchSize, learningRate, weightDecay, labelSmoothing, patience, value);
    }
}
