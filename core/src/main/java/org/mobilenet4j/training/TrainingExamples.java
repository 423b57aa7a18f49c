package org.mobilenet4j.training;

/**
 * Labelled network inputs to learn from or to check on, in memory or read on demand. Safe for any number of threads: the
 * trainer reads several at once.
 */
public interface TrainingExamples {
    int size();

    /** How examples are changed when they are read, in words: a run goes on from its checkpoint with the same only. */
    default String changes() {
        return "none";
    }

    /** The class of an example, from 0. */
    int label(int index);

    /**
     * Writes an example's input, {@code resolution x resolution x channels}.
     *
     * @param resolution the network's, or less while it learns from smaller inputs ({@link InputLimit})
     * @param seed decides how the image is changed, where images are; another one in each epoch
     */
    void read(int index, int resolution, long seed, float[] input);
}
