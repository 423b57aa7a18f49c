package org.mobilenet4j.training;

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
        double[] target = new double[logits.length];
        for (int c = 0; c < target.length; c++) {
            target[c] = smoothed(c == label ? 1 : 0, target.length);
        }
        return lossAndGradient(logits, target);
    }

    /** A class's target after smoothing. */
    double smoothed(double target, int classes) {
        return (1 - smoothing) * target + smoothing / classes;
    }

    /**
     * The loss of one example, {@code -sum target log(probability)}; {@code logits} become the loss's gradient by them.
     *
     * @param target for each class; weighted targets need not sum to 1
     */
    static double lossAndGradient(float[] logits, double[] target) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        double targetSum = 0;
        for (int c = 0; c < logits.length; c++) {
            sum += Math.exp(logits[c] - largest);
            targetSum += target[c];
        }
        double logSum = Math.log(sum) + largest;
        double loss = 0;
        for (int c = 0; c < logits.length; c++) {
            double logProbability = logits[c] - logSum;
            loss -= target[c] * logProbability;
            logits[c] = (float) (targetSum * Math.exp(logProbability) - target[c]);
        }
        return loss;
    }
}
