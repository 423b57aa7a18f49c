package org.mobilenet4j.training;

/**
 * Cross entropy of softmax with label smoothing (Szegedy et al. 2016, section 7): the target is {@code 1 - smoothing}
 * on the label plus {@code smoothing / classes} everywhere, as {@code torch.nn.CrossEntropyLoss} has it.
 */
final class SoftmaxCrossEntropy {
    private final float smoothing;

    SoftmaxCrossEntropy(double smoothing) {
        this.smoothing = (float) smoothing;
    }

    /** The loss of one example; {@code logits} become the loss's gradient by them. */
    double lossAndGradient(float[] logits, int label) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        double logSum = Math.log(sum) + largest;
        float everywhere = smoothing / logits.length;
        double loss = 0;
        for (int c = 0; c < logits.length; c++) {
            double logProbability = logits[c] - logSum;
            float target = everywhere + (c == label ? 1 - smoothing : 0);
            loss -= target * logProbability;
            logits[c] = (float) Math.exp(logProbability) - target;
        }
        return loss;
    }
}
