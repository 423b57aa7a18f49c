package org.mobilenet4j.training;

/** The mean cross entropy of a batch of logits. Stateless but for its options; safe for any number of threads. */
public final class BatchLoss {
    private final SoftmaxCrossEntropy loss;

    /**
     * The loss with label smoothing.
     *
     * @param labelSmoothing the share of the target that is spread over all classes, in [0, 1)
     */
    public BatchLoss(double labelSmoothing) {
        this.loss = new SoftmaxCrossEntropy(labelSmoothing);
    }

    /**
     * The mean loss; the logits become its gradient by them.
     *
     * @param logits {@code labels x classes}, or longer, in which case the rest is left alone
     * @param labels one for each picture, from 0
     * @param classes the length of a row
     */
    public double lossAndGradient(float[] logits, int[] labels, int classes) {
        float[] row = new float[classes];
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(logits, i * classes, row, 0, classes);
            sum += loss.lossAndGradient(row, labels[i]);
            for (int c = 0; c < classes; c++) {
                logits[i * classes + c] = row[c] / labels.length;
            }
        }
        return sum / labels.length;
    }
}
