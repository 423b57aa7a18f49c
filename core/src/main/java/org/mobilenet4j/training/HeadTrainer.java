package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Fits a linear classifier to the features of a frozen trunk: Adam on label-smoothed cross entropy, stopped when the
 * validation accuracy no longer rises, the best epoch kept. A seed gives the same head again on the same machine.
 */
public final class HeadTrainer {
    /** What a run came to: the head of the best epoch, that epoch, and the head after the last. */
    public record FittedHead(LinearHead head, TrainingListener.Epoch best, int epochs, LinearHead last) {}

    private static final OptimizerSettings ADAM = new OptimizerSettings.Adam(0.9, 0.999, 1e-8, 0);

    private static final SoftmaxCrossEntropy PLAIN_LOSS = new SoftmaxCrossEntropy(0);

    private final HeadOptions options;
    private final Kernels kernels;
    private final SoftmaxCrossEntropy loss;

    public HeadTrainer(HeadOptions options) {
        this.options = options;
        this.kernels = KernelSelection.chosen().kernels();
        this.loss = new SoftmaxCrossEntropy(options.labelSmoothing());
    }

    /**
     * Fits a head.
     *
     * @param validation decides which epoch is kept and when to stop
     * @throws IllegalArgumentException if either set is empty
     * @throws DivergedException if the loss is no longer finite
     */
    public FittedHead fit(LabelledFeatures train, LabelledFeatures validation, int classes, TrainingListener listener) {
        if (train.size() == 0 || validation.size() == 0) {
            throw new IllegalArgumentException(train.size() + " training and " + validation.size()
                    + " validation examples, expected some of both");
        }
        int features = train.vectors().getFirst().length;
        LinearHead head = new LinearHead(
                Initialization.classifierWeight(classes, features, options.seed()), Tensor.zeros(Shape.of(classes)));
        UpdateRule weightRule = UpdateRule.of(ADAM, head.weight().data().length, options.weightDecay());
        UpdateRule biasRule = UpdateRule.of(ADAM, classes, options.weightDecay());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
        Gradient gradient = new Gradient(classes, features);
        int[] order = new int[train.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }

        LinearHead bestHead = head.copy();
        TrainingListener.Epoch best =
                new TrainingListener.Epoch(0, options.epochs(), 0, Double.NaN, 0, Double.NaN, -1, 0, 0, false);
        int epoch = 0;
        while (epoch < options.epochs() && epoch - best.epoch() < options.patience()) {
            epoch++;
            long begin = System.nanoTime();
            Trainer.shuffle(order, random);
            Sums learnt = new Sums();
            for (int start = 0; start < order.length; start += options.batchSize()) {
                int end = Math.min(start + options.batchSize(), order.length);
                accumulate(head, train, order, start, end, gradient, learnt);
                weightRule.step(head.weight().data(), gradient.weight, options.learningRate());
                biasRule.step(head.bias().data(), gradient.bias, options.learningRate());
            }
            double meanLoss = learnt.loss / order.length;
            if (!Double.isFinite(meanLoss)) {
                throw new DivergedException("the loss is " + meanLoss + " in epoch " + epoch + " at learning rate "
                        + options.learningRate() + ": try a tenth of it, and check the features for NaN");
            }
            Sums checked = check(head, validation);
            double accuracy = (double) checked.correct / validation.size();
            boolean isBest = accuracy > best.accuracy();
            TrainingListener.Epoch now = new TrainingListener.Epoch(
                    epoch,
                    options.epochs(),
                    (long) epoch * Math.ceilDiv(order.length, options.batchSize()),
                    meanLoss,
                    (double) learnt.correct / order.length,
                    checked.loss / validation.size(),
                    accuracy,
                    options.learningRate(),
                    (System.nanoTime() - begin) * 1e-9,
                    isBest);
            if (isBest) {
                best = now;
                bestHead = head.copy();
            }
            listener.onEpoch(now);
        }
        return new FittedHead(bestHead, best, epoch, head);
    }

    private static final class Gradient {
        final float[] weight;
        final float[] bias;
        final float[] logits;

        Gradient(int classes, int features) {
            this.weight = new float[classes * features];
            this.bias = new float[classes];
            this.logits = new float[classes];
        }
    }

    private static final class Sums {
        double loss;
        int correct;
    }

    /** The mean gradient of a batch. */
    private void accumulate(
            LinearHead head, LabelledFeatures train, int[] order, int start, int end, Gradient gradient, Sums sums) {
        Arrays.fill(gradient.weight, 0);
        Arrays.fill(gradient.bias, 0);
        float share = 1f / (end - start);
        for (int i = start; i < end; i++) {
            float[] vector = train.vectors().get(order[i]);
            head.apply(kernels, vector, gradient.logits);
            int label = train.labels().get(order[i]);
            sums.correct += LinearHead.largest(gradient.logits) == label ? 1 : 0;
            sums.loss += loss.lossAndGradient(gradient.logits, label);
            for (int c = 0; c < gradient.logits.length; c++) {
                float slope = gradient.logits[c] * share;
                gradient.bias[c] += slope;
                kernels.addScaled(slope, vector, 0, gradient.weight, c * vector.length, vector.length);
            }
        }
    }

    private Sums check(LinearHead head, LabelledFeatures validation) {
        float[] logits = new float[head.classes()];
        Sums sums = new Sums();
        for (int i = 0; i < validation.size(); i++) {
            head.apply(kernels, validation.vectors().get(i), logits);
            int label = validation.labels().get(i);
            sums.correct += LinearHead.largest(logits) == label ? 1 : 0;
            sums.loss += PLAIN_LOSS.lossAndGradient(logits, label);
        }
        return sums;
    }
}
