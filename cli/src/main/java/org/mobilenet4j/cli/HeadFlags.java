package org.mobilenet4j.cli;

import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.HeadOptions;
import picocli.CommandLine.Option;

/** How a classifier is fitted: the options of training that are numbers. */
final class HeadFlags {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "40",
            description = "Passes over the pictures' features, at most (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "8",
            description = "Epochs without a better held-out accuracy before it stops (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "Adam's step (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of certainty that is spread over all classes (default: ${DEFAULT-VALUE}).")
    private double labelSmoothing;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the split and the training (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * What was asked for.
     *
     * @throws InvalidInputException if a number is out of range
     */
    HeadOptions options() {
        require(epochs >= 1, "--epochs is " + epochs + ", expected at least 1");
        require(patience >= 1, "--patience is " + patience + ", expected at least 1");
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "--learning-rate is " + learningRate + ", expected above 0, such as 0.001");
        require(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "--label-smoothing is " + labelSmoothing + ", expected at least 0 and less than 1, such as 0.1");
        return HeadOptions.DEFAULT
                .withEpochs(epochs)
                .withPatience(patience)
                .withLearningRate(learningRate)
                .withLabelSmoothing(labelSmoothing)
                .withSeed(seed);
    }

    private static void require(boolean isRight, String message) {
        if (!isRight) {
            throw new InvalidInputException(message);
        }
    }
}
