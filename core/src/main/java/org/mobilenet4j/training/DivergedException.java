package org.mobilenet4j.training;

import java.util.Locale;

/**
 * Training has come to a loss that is not finite, or far above that of guessing: the weights are lost. The message says
 * where, and what to try.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** How many times the loss of guessing is no mere overconfidence any more. */
    private static final double HOPELESS = 100;

    public DivergedException(String message) {
        super(message);
    }

    /**
     * Checks the epoch that is kept.
     *
     * @throws DivergedException if its validation loss is a hundred times that of guessing among the classes
     */
    public static void require(TrainingListener.Epoch best, int classes) {
        double guessing = Math.log(Math.max(2, classes));
        if (!(best.validationLoss() <= HOPELESS * guessing)) {
            throw new DivergedException(String.format(
                    Locale.ROOT,
                    "training diverged: the best validation loss is %.3g, where guessing among %d classes gives %.2f; no"
                            + " model is written. Try a tenth of the learning rate, which was %.3g in epoch %d",
                    best.validationLoss(),
                    classes,
                    guessing,
                    best.learningRate(),
                    best.epoch()));
        }
    }
}
