package org.mobilenet4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a classifier says of an image: every class with its probability, the likeliest first.
 *
 * @param predictions of all classes; probabilities fall and sum to 1
 */
public record Classification(List<Prediction> predictions) {
    /**
     * One class and how likely it is.
     *
     * @param index of the class, as the network counts
     * @param probability 0 to 1
     */
    public record Prediction(String label, int index, double probability) {}

    public Classification {
        predictions = List.copyOf(predictions);
    }

    /** The softmax of a network's outputs, named, whoever computed them. */
    public static Classification of(float[] logits, List<String> labels) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        List<Prediction> predictions = new ArrayList<>(logits.length);
        for (int i = 0; i < logits.length; i++) {
            predictions.add(new Prediction(labels.get(i), i, Math.exp(logits[i] - largest) / sum));
        }
        predictions.sort(Comparator.comparingDouble(Prediction::probability).reversed());
        return new Classification(predictions);
    }

    /** The likeliest class. */
    public Prediction best() {
        return predictions.getFirst();
    }

    /** The likeliest classes, at most {@code count}. */
    public List<Prediction> top(int count) {
        return predictions.subList(0, Math.min(count, predictions.size()));
    }
}
