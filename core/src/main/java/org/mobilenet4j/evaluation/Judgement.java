package org.mobilenet4j.evaluation;

/**
 * What a classifier said of one labelled example.
 *
 * @param label the class it is of
 * @param predicted the class it was taken for: the first of those with the largest output
 * @param rank how many classes were held more likely than the label; 0 where it is right
 * @param confidence the probability of {@code predicted}
 * @param loss the negative logarithm of the label's probability
 */
public record Judgement(int label, int predicted, int rank, double confidence, double loss) {
    /**
     * Reads a network's outputs.
     *
     * @param temperature what they are divided by before the softmax; 1 leaves them as they are
     */
    public static Judgement of(int label, float[] logits, double temperature) {
        int predicted = 0;
        int rank = 0;
        for (int i = 0; i < logits.length; i++) {
            predicted = logits[i] > logits[predicted] ? i : predicted;
            rank += logits[i] > logits[label] ? 1 : 0;
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - logits[predicted]) / temperature);
        }
        double loss = Math.log(sum) - (logits[label] - logits[predicted]) / temperature;
        return new Judgement(label, predicted, rank, 1 / sum, loss);
    }

    public boolean isRight() {
        return label == predicted;
    }
}
