package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.List;

/**
 * The mean cross entropy of a batch of logits, with label smoothing and weights of the classes by the rules of
 * {@code torch.nn.CrossEntropyLoss}. Stateless but for its options; safe for any number of threads.
 */
public final class BatchLoss {
    private final SoftmaxCrossEntropy loss;
    private final List<Double> classWeights;

    /**
     * The loss with label smoothing, all classes of one weight.
     *
     * @param labelSmoothing the share of the target that is spread over all classes, in [0, 1)
     */
    public BatchLoss(double labelSmoothing) {
        this(labelSmoothing, List.of());
    }

    /**
     * The loss with label smoothing and weights.
     *
     * @param labelSmoothing the share of the target that is spread over all classes, in [0, 1)
     * @param classWeights one above 0 for each class; none for all classes alike
     */
    public BatchLoss(double labelSmoothing, List<Double> classWeights) {
        for (double weight : classWeights) {
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("class weights are " + classWeights + ", expected above 0");
            }
        }
        this.loss = new SoftmaxCrossEntropy(labelSmoothing);
        this.classWeights = List.copyOf(classWeights);
    }

    /**
     * Weights with which a rare class counts as much as a frequent one, 1 on average over the pictures:
     * {@code pictures / (classes * pictures of the class)}. A class without pictures is left out of the count, and weighs 1.
     */
    public static List<Double> balancedWeights(int... picturesPerClass) {
        double mean = Arrays.stream(picturesPerClass)
                .filter(pictures -> pictures > 0)
                .average()
                .orElse(1);
        return Arrays.stream(picturesPerClass)
                .mapToObj(pictures -> pictures == 0 ? 1 : mean / pictures)
                .toList();
    }

    /**
     * The mean loss, in which a picture weighs as much as its label's class; the logits become its gradient by them.
     *
     * @param logits {@code labels x classes}, or longer, in which case the rest is left alone
     * @param labels one for each picture, from 0
     * @param classes the length of a row
     */
    public double lossAndGradient(float[] logits, int[] labels, int classes) {
        double[] weights = weights(classes);
        double total = weight(labels, classes);
        float[] row = new float[classes];
        double[] target = new double[classes];
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < classes; c++) {
                target[c] = weights[c] * loss.smoothed(c == labels[i] ? 1 : 0, classes);
            }
            sum += step(logits, i * classes, row, target, total);
        }
        return sum / total;
    }

    /**
     * The mean loss for targets that are probabilities, as mixed pictures have them; a class's part of the loss is
     * multiplied by its weight, and the mean is over the pictures. The logits become its gradient by them.
     *
     * @param logits {@code pictures x classes}, or longer, in which case the rest is left alone
     * @param targets {@code pictures x classes}, or longer
     * @param classes the length of a row
     */
    public double lossAndGradient(float[] logits, float[] targets, int pictures, int classes) {
        double[] weights = weights(classes);
        float[] row = new float[classes];
        double[] target = new double[classes];
        double sum = 0;
        for (int i = 0; i < pictures; i++) {
            for (int c = 0; c < classes; c++) {
                target[c] = weights[c] * loss.smoothed(targets[i * classes + c], classes);
            }
            sum += step(logits, i * classes, row, target, pictures);
        }
        return sum / pictures;
    }

    /** What a batch of these labels weighs beside others: the sum of its classes' weights. */
    double weight(int[] labels, int classes) {
        double[] weights = weights(classes);
        return Arrays.stream(labels).mapToDouble(label -> weights[label]).sum();
    }

    private double[] weights(int classes) {
        if (classWeights.isEmpty()) {
            double[] even = new double[classes];
            Arrays.fill(even, 1);
            return even;
        }
        if (classWeights.size() != classes) {
            throw new IllegalArgumentException(classWeights.size() + " class weights for " + classes + " classes");
        }
        return classWeights.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double step(float[] logits, int at, float[] row, double[] target, double total) {
        System.arraycopy(logits, at, row, 0, row.length);
        double loss = SoftmaxCrossEntropy.lossAndGradient(row, target);
        for (int c = 0; c < row.length; c++) {
            logits[at + c] = (float) (row[c] / total);
        }
        return loss;
    }
}
