package org.mobilenet4j.training;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.parallel.Workers;

/**
 * The objective of a classifier that learns from a larger one beside its labels: knowledge distillation (Hinton, Vinyals and
 * Dean 2015, "Distilling the Knowledge in a Neural Network", section 2). The loss is {@code (1 - share) * CE(labels) + share *
 * T^2 * KL(teacher / T || student / T)}, the mean over the batch; {@code T^2} keeps the gradients of soft targets as large
 * whatever the temperature.
 *
 * @param labels the objective by the labels
 * @param teacher sees the very inputs that the student sees, mixed or not
 * @param temperature that both logits are divided by, above 0
 * @param share of the soft targets in the loss, 0 to 1
 * @param workers over which the teacher's images are split
 */
public record SoftTargets(CrossEntropy labels, Teacher teacher, double temperature, double share, Workers workers)
        implements Objective<Integer> {
    /** What gives the soft targets. Safe for any number of threads. */
    @FunctionalInterface
    public interface Teacher {
        /**
         * The logits for an input of the student's.
         *
         * @param input {@code H x W x C}, as the student's preprocessing normalises it; not to be changed
         */
        float[] logits(float[] input);
    }

    public SoftTargets {
        requireValid(temperature, share);
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there are no such targets
     */
    public static void requireValid(double temperature, double share) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY) || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "temperature is " + temperature + " (expected above 0), share " + share + " (expected 0 to 1)");
        }
    }

    @Override
    public Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<Integer> batch) {
        float[] logits = Objects.requireNonNull(outputs.get(Network.LOGITS));
        int classes = labels.classes();
        float[] student = logits.clone();
        Evaluation byLabels = labels.of(outputs, batch); // whose gradient takes the place of the logits
        List<float[]> inputs = batch.inputs();
        double[] losses = new double[batch.size()];
        workers.forEach(batch.size(), i -> {
            float[] taught = teacher.logits(inputs.get(i));
            if (taught.length != classes) {
                throw new IllegalArgumentException(
                        "the teacher tells " + taught.length + " classes, expected " + classes + ", the student's");
            }
            losses[i] = mix(taught, student, logits, i * classes, batch.size());
        });
        double soft = 0;
        for (double loss : losses) {
            soft += loss / batch.size();
        }
        return new Evaluation(
                (1 - share) * byLabels.loss() + share * soft, byLabels.correct(), Map.of(Network.LOGITS, logits));
    }

    /** Adds the soft targets' part to an example's gradient; returns their loss. */
    private double mix(float[] taught, float[] student, float[] gradient, int at, int examples) {
        double[] teaching = logSoftmax(taught, 0, taught.length);
        double[] learning = logSoftmax(student, at, taught.length);
        double loss = 0;
        for (int c = 0; c < taught.length; c++) {
            double target = Math.exp(teaching[c]);
            loss += target * (teaching[c] - learning[c]);
            double soft = temperature * (Math.exp(learning[c]) - target) / examples;
            gradient[at + c] = (float) ((1 - share) * gradient[at + c] + share * soft);
        }
        return temperature * temperature * loss;
    }

    private double[] logSoftmax(float[] logits, int at, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < count; c++) {
            largest = Math.max(largest, logits[at + c] / temperature);
        }
        double sum = 0;
        for (int c = 0; c < count; c++) {
            sum += Math.exp(logits[at + c] / temperature - largest);
        }
        double[] logarithms = new double[count];
        for (int c = 0; c < count; c++) {
            logarithms[c] = logits[at + c] / temperature - largest - Math.log(sum);
        }
        return logarithms;
    }

    @Override
    public double weight(LoadedBatch<Integer> batch) {
        return labels.weight(batch);
    }

    @Override
    public boolean takesMixtures() {
        return true;
    }
}
