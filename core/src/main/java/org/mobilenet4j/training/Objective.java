package org.mobilenet4j.training;

import java.util.Map;
import java.util.SequencedMap;

/**
 * What training makes small: a loss of a network's outputs on a batch. Safe for any number of threads.
 *
 * @param <T> what an example should give
 */
public interface Objective<T> {
    /**
     * What a batch's loss comes to.
     *
     * @param loss mean over the batch
     * @param correct how many examples were told right, where that means anything; else 0
     * @param gradients of the loss by each output that it depends on; the outputs' own arrays may be used for them
     */
    record Evaluation(double loss, int correct, Map<String, float[]> gradients) {}

    /**
     * The loss of a batch and its gradient.
     *
     * @param outputs {@code examples x height x width x channels} each, or longer; may be overwritten
     */
    Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<T> batch);

    /** What a batch weighs beside others whose gradients are averaged. */
    default double weight(LoadedBatch<T> batch) {
        return batch.size();
    }

    /** Whether examples may be mixed with one another ({@link org.mobilenet4j.augmentation.BatchMixing}). */
    default boolean takesMixtures() {
        return false;
    }
}
