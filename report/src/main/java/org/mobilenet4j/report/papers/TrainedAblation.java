package org.mobilenet4j.report.papers;

/**
 * One training of the study.
 *
 * @param seed of weights, order and augmentation
 * @param top1 on the validation images, 0 to 1, after the last epoch
 * @param int8MinMax the same of the network in eight bits, without further training, all values seen within the ranges
 * @param int8Percentile the same with all but one in ten thousand values within the ranges
 * @param depthwiseKernels how many there are
 * @param deadKernels how many of them are {@link org.mobilenet4j.inspection.DepthwiseKernels#dead dead}
 */
public record TrainedAblation(
        Ablation ablation,
        long seed,
        double top1,
        double int8MinMax,
        double int8Percentile,
        int depthwiseKernels,
        int deadKernels) {}
