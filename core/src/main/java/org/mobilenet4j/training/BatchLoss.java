package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

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
     * Weights with which a rare class counts as much as a frequent one, 1 on average over the images:
     * {@code images / (classes * images of the class)}. A class without images is left out of the count, and weighs 1.
     */
    public static List<Double> balancedWeights(int... imagesPerClass) {
        double mean = Arrays.stream(imagesPerClass)
                .filter(images -> images > 0)
                .average()
                .orElse(1);
        return Arrays.stream(imagesPerClass)
                .mapToObj(images -> images == 0 ? 1 : mean / images)
                .toList();
    }

    /**
     * The mean loss, in which an image weighs as much as its label's class; the logits become its gradient by them.
     *
     * @param logits {@code labels x classes}, or longer, in which case the rest is left alone
     * @param labels one for each image, from 0
     * @param classes the length of a row
     */
    public double lossAndGradient(float[] logits, int[] labels, int classes) {
        return lossAndGradient(logits, labels, classes, weight(labels, classes));
    }

    /**
     * The same of a part of a batch: what it adds to the mean over the whole.
     *
     * @param total what the labels of the whole batch weigh
     */
    double lossAndGradient(float[] logits, int[] labels, int classes, double total) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            IntToDoubleFunction target = c -> weight(c) * loss.smoothed(c == label ? 1 : 0, classes);
            sum += step(logits, i * classes, classes, target, total);
        }
        return sum / total;
    }

    /**
     * The mean loss for targets that are probabilities, as mixed images have them; a class's part of the loss is
     * multiplied by its weight, and the mean is over the images. The logits become its gradient by them.
     *
     * @param logits {@code images x classes}, or longer, in which case the rest is left alone
     * @param targets {@code images x classes}, or longer
     * @param classes the length of a row
     */
    public double lossAndGradient(float[] logits, float[] targets, int images, int classes) {
        return lossAndGradient(logits, targets, images, classes, images);
    }

    /**
     * The same of a part of a batch: what it adds to the mean over the whole.
     *
     * @param total the images of the whole batch
     */
    double lossAndGradient(float[] logits, float[] targets, int images, int classes, double total) {
        requireWeightsOf(classes);
        double sum = 0;
        for (int i = 0; i < images; i++) {
            int at = i * classes;
            IntToDoubleFunction target = c -> weight(c) * loss.smoothed(targets[at + c], classes);
            sum += step(logits, at, classes, target, total);
        }
        return sum / total;
    }

    /** What a batch of these labels weighs beside others: the sum of its classes' weights. */
    double weight(int[] labels, int classes) {
        requireWeightsOf(classes);
        double sum = 0;
        for (int label : labels) {
            sum += weight(label);
        }
        return sum;
    }

    private double weight(int label) {
        return classWeights.isEmpty() ? 1 : classWeights.get(label);
    }

    private void requireWeightsOf(int classes) {
        if (!classWeights.isEmpty() && classWeights.size() != classes) {
            throw new IllegalArgumentException(classWeights.size() + " class weights for " + classes + " classes");
        }
    }

    private static double step(float[] logits, int at, int classes, IntToDoubleFunction target, double total) {
        double loss = SoftmaxCrossEntropy.lossAndGradient(logits, at, classes, target);
        for (int i = at; i < at + classes; i++) {
            logits[i] = (float) (logits[i] / total);
        }
        return loss;
    }
}
