package org.mobilenet4j.training;

import java.util.function.IntToDoubleFunction;

/**
 * Cross entropy of softmax with label smoothing (Szegedy et al. 2016, section 7): the target is {@code 1 - smoothing}
 * on the label plus {@code smoothing / classes} everywhere, as {@code torch.nn.CrossEntropyLoss} has it.
 */
final class SoftmaxCrossEntropy {
    private final double smoothing;

    SoftmaxCrossEntropy(double smoothing) {
        this.smoothing = smoothing;
    }

    /** The loss of one example; {@code logits} become the loss's gradient by them. */
    double lossAndGradient(float[] logits, int label) {
        int classes = logits.length;
        return lossAndGradient(logits, 0, classes, c -> smoothed(c == label ? 1 : 0, classes));
    }

    /** A class's target after smoothing. */
    double smoothed(double target, int classes) {
        return (1 - smoothing) * target + smoothing / classes;
    }

    /**
     * The loss of one example, {@code -sum target log(probability)}; its logits become the loss's gradient by them.
     *
     * @param at where the example's logits begin
     * @param target of each class; weighted targets need not sum to 1
     */
    static double lossAndGradient(float[] logits, int at, int classes, IntToDoubleFunction target) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits[at + c]);
        }
        double sum = 0;
        double targetSum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[at + c] - largest);
            targetSum += target.applyAsDouble(c);
        }
        double logSum = Math.log(sum) + largest;
        double loss = 0;
        for (int c = 0; c < classes; c++) {
            double logProbability = logits[at + c] - logSum;
            double wanted = target.applyAsDouble(c);
            loss -= wanted * logProbability;
            logits[at + c] = (float) (targetSum * Math.exp(logProbability) - wanted);
        }
        return loss;
    }

    /**
     * The loss of one example without smoothing, times {@code scale}; its logits become the gradient of that. The short way
     * for the many examples of an image: every power is computed once.
     *
     * @param at where the example's logits begin
     */
    static double lossAndGradient(float[] logits, int at, int classes, int label, double scale) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits[at + c]);
        }
        double below = (double) largest - logits[at + label];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double power = logits[at + c] == largest ? 1 : Math.exp((double) logits[at + c] - largest);
            logits[at + c] = (float) power;
            sum += power;
        }
        double factor = scale / sum;
        for (int c = 0; c < classes; c++) {
            logits[at + c] = (float) (factor * logits[at + c]);
        }
        logits[at + label] -= (float) scale;
        return scale * (Math.log(sum) + below);
    }
}
