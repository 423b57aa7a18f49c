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

    /**
     * What a step of a whole network's training came to.
     *
     * @param step counted from 1, through all epochs
     * @param steps of the whole run
     * @param loss mean over the batch
     * @param rate the trunk's learning rate
     */
    record Step(long step, long steps, double loss, double rate) {}

    void onEpoch(Epoch epoch);

    /** After each step, where a whole network is trained. */
    default void onStep(Step step) {}
}
