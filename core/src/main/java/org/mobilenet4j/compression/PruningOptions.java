package org.mobilenet4j.compression;

/**
 * How a model is pruned.
 *
 * @param criterion by which channels are ranked
 * @param isUniform whether every group is cut to the same share, as a width multiplier does, and not where it matters least
 * @param removesBlocks whether whole blocks may go
 * @param iterations in which the target is reached; 1 for one shot
 * @param epochsBetween of fine-tuning after each iteration but the last
 * @param finalEpochs of fine-tuning after the last
 * @param scoredImages of the training images, from which scores are taken
 * @param latencyThreads that an image's latency is measured on
 * @param learningRate the highest of fine-tuning, which falls as a cosine
 * @param teacherShare of the whole model's answers in the loss of fine-tuning; 0 for labels alone
 * @param seed of all that is drawn
 */
public record PruningOptions(
        PruningTarget target,
        Criterion criterion,
        boolean isUniform,
        boolean removesBlocks,
        int iterations,
        int epochsBetween,
        int finalEpochs,
        int scoredImages,
        int latencyThreads,
        double learningRate,
        double teacherShare,
        long seed) {
    public PruningOptions {
        if (iterations < 1 || epochsBetween < 0 || finalEpochs < 0 || scoredImages < 2 || latencyThreads < 1) {
            throw new IllegalArgumentException("iterations is " + iterations + ", epochsBetween " + epochsBetween
                    + ", finalEpochs " + finalEpochs + ", scoredImages " + scoredImages + ", latencyThreads "
                    + latencyThreads + ", expected at least 1, 0, 0, 2 and 1");
        }
        if (!(learningRate > 0) || !(teacherShare >= 0 && teacherShare <= 1)) {
            throw new IllegalArgumentException("learningRate is " + learningRate + ", teacherShare " + teacherShare
                    + ", expected above 0, and 0 to 1");
        }
    }

    /** By Taylor scores, in four iterations with an epoch between and eight behind, the whole model as teacher. */
    public static PruningOptions to(PruningTarget target) {
        return new PruningOptions(target, Criterion.TAYLOR, false, true, 4, 1, 8, 512, 1, 4e-3, 0.5, 1);
    }
}
