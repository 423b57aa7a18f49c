package org.mobilenet4j.compression;

/**
 * How a model is adapted to a latency.
 *
 * @param millis the latency to reach
 * @param threads that an image's latency is measured on
 * @param stepShare of the latency at the start of a step that the step must save
 * @param proposals that are tuned and judged in each step: those of the least Taylor score for what they save
 * @param shortSteps of training that each proposal gets before it is judged
 * @param finalEpochs of fine-tuning of the last model, and of each point of the curve
 * @param points of the curve that are fine-tuned to the end, the last model among them
 * @param scoredImages of the training images, from which scores are taken
 * @param judgedImages of the training images, kept apart, that proposals are judged on
 * @param learningRate the highest of fine-tuning, which falls as a cosine
 * @param teacherShare of the whole model's answers in the loss of the final fine-tuning; 0 for labels alone
 */
public record AdaptationOptions(
        double millis,
        int threads,
        double stepShare,
        int proposals,
        int shortSteps,
        int finalEpochs,
        int points,
        int scoredImages,
        int judgedImages,
        double learningRate,
        double teacherShare,
        long seed) {
    public AdaptationOptions {
        if (!(millis > 0) || threads < 1 || !(stepShare > 0 && stepShare < 1)) {
            throw new IllegalArgumentException("millis is " + millis + ", threads " + threads + ", stepShare "
                    + stepShare + ", expected above 0, at least 1, and between 0 and 1");
        }
        if (proposals < 1 || shortSteps < 0 || finalEpochs < 0 || points < 1 || scoredImages < 2 || judgedImages < 1) {
            throw new IllegalArgumentException("proposals is " + proposals + ", shortSteps " + shortSteps
                    + ", finalEpochs " + finalEpochs + ", points " + points + ", scoredImages " + scoredImages
                    + ", judgedImages " + judgedImages
                    + ", expected at least 1, 0, 0, 1, 2 and 1");
        }
        if (!(learningRate > 0) || !(teacherShare >= 0 && teacherShare <= 1)) {
            throw new IllegalArgumentException("learningRate is " + learningRate + ", teacherShare " + teacherShare
                    + ", expected above 0, and 0 to 1");
        }
    }

    /** Steps of a twentieth, six proposals of ten short steps each, and eight epochs at the end. */
    public static AdaptationOptions to(double millis) {
        return new AdaptationOptions(millis, 1, 0.05, 6, 10, 8, 1, 512, 400, 4e-3, 0.5, 1);
    }
}
