package org.mobilenet4j.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The evaluation of a classifier on labelled examples.
 *
 * @param judgements one for each example, in their order
 * @param matrix what was taken for what
 * @param calibration whether it is right as often as it says
 * @param scaling what temperature scaling would change in that
 */
public record Evaluation(
        List<Judgement> judgements,
        ConfusionMatrix matrix,
        ReliabilityDiagram calibration,
        TemperatureScaling scaling) {
    /**
     * Judges a network's outputs.
     *
     * @param labels the class of each example
     * @param logits the outputs for each, one a class
     * @throws IllegalArgumentException if there are no examples, or not as many labels as outputs
     */
    public static Evaluation of(int[] labels, List<float[]> logits) {
        if (labels.length == 0 || labels.length != logits.size()) {
            throw new IllegalArgumentException(labels.length + " labels for " + logits.size() + " outputs");
        }
        List<Judgement> judgements = IntStream.range(0, labels.length)
                .mapToObj(i -> Judgement.of(labels[i], logits.get(i), 1))
                .toList();
        ConfusionMatrix matrix = new ConfusionMatrix(logits.getFirst().length);
        judgements.forEach(judgement -> matrix.add(judgement.label(), judgement.predicted()));
        return new Evaluation(
                judgements, matrix, ReliabilityDiagram.of(judgements), TemperatureScaling.fit(labels, logits));
    }

    /** How many examples have their class among the {@code k} likeliest. */
    public int inTop(int k) {
        return (int)
                judgements.stream().filter(judgement -> judgement.rank() < k).count();
    }

    /** The share of examples with their class among the {@code k} likeliest. */
    public double top(int k) {
        return (double) inTop(k) / judgements.size();
    }

    /** Where the share lies that all such examples would have. */
    public Interval topInterval(int k) {
        return Interval.wilson(inTop(k), judgements.size());
    }

    /** The mean cross-entropy. */
    public double loss() {
        return judgements.stream().mapToDouble(Judgement::loss).average().orElseThrow();
    }
}
