package org.mobilenet4j.training;

/** Told of a training run's progress, on the thread that trains. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * What an epoch came to.
     *
     * @param epoch counted from 1
     * @param loss mean over the training examples
     * @param accuracy top-1 on the held-out examples, 0 to 1
     * @param isBest whether no epoch before it was better
     */
    record Epoch(int epoch, int epochs, double loss, double accuracy, boolean isBest) {}

    void onEpoch(Epoch epoch);
}
