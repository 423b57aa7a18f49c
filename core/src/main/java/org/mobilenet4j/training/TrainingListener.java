package org.mobilenet4j.training;

import java.util.List;
import org.mobilenet4j.training.network.StepMemory;

/** Told of a training run's progress, on the thread that trains. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * What an epoch came to.
     *
     * @param epoch counted from 1
     * @param step steps taken when it ended, through all epochs
     * @param loss mean over the training examples, with whatever smoothing was asked for
     * @param trainAccuracy top-1 on the training examples as they were seen, 0 to 1
     * @param validationLoss mean cross entropy on the validation examples
     * @param accuracy top-1 on the validation examples, 0 to 1
     * @param learningRate the trunk's learning rate in the last step
     * @param seconds that training and check took
     * @param isBest whether no epoch before it was better
     */
    record Epoch(
            int epoch,
            int epochs,
            long step,
            double loss,
            double trainAccuracy,
            double validationLoss,
            double accuracy,
            double learningRate,
            double seconds,
            boolean isBest) {}

    /**
     * What a step of a whole network's training came to.
     *
     * @param epoch counted from 1
     * @param step counted from 1, through all epochs
     * @param steps of the whole run
     * @param examples in the batch
     * @param loss mean over the batch
     * @param accuracy top-1 on the batch, 0 to 1
     * @param learningRate the trunk's learning rate
     */
    record Step(int epoch, long step, long steps, int examples, double loss, double accuracy, double learningRate) {}

    void onEpoch(Epoch epoch);

    /** Before anything else, where a run goes on from a checkpoint: the epochs that it had finished. */
    default void onResume(List<Epoch> finished) {}

    /** Before a whole network's first step, and before the first with inputs of another size. */
    default void onMemory(StepMemory memory) {}

    /** After each step, where a whole network is trained. */
    default void onStep(Step step) {}
}
