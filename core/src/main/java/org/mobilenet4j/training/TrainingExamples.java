package org.mobilenet4j.training;

import org.mobilenet4j.architecture.MapShape;

/**
 * Network inputs with what they should give, to learn from or to validate on; in memory or read on demand. Safe for any
 * number of threads: the trainer reads several at once.
 *
 * @param <T> what an example should give: a class, or boxes, or a mask
 */
public interface TrainingExamples<T> {
    int size();

    /** How examples are changed when they are read, in words: a run goes on from its checkpoint with the same only. */
    default String changes() {
        return "none";
    }

    /** The class of an example, from 0, for whoever samples or weighs by class; 0 where examples have none. */
    default int label(int index) {
        return 0;
    }

    /** Whether this process can read an example: where several train together, each holds a part of them. */
    default boolean isHeld(int index) {
        return true;
    }

    /**
     * Writes an example's input.
     *
     * @param shape of the input: the network's, or less while it learns from smaller ones ({@link InputLimit})
     * @param seed decides how the image is changed, where images are; another one in each epoch
     * @param input {@code height x width x channels} floats to write
     * @return what the network should give for it; moved with the image where that is moved
     */
    T read(int index, MapShape shape, long seed, float[] input);
}
