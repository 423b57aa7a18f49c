package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Temperature scaling: one number that the outputs are divided by, so that the probabilities are calibrated. No prediction
 * changes (Guo et al. 2017, section 4.2).
 *
 * @param temperature the one of least loss on all examples, to be used on others; above 1 the network was too sure
 * @param loss the mean loss on the examples, each under a temperature that it had no part in
 * @param calibration the same examples under the same temperatures
 */
public record TemperatureScaling(double temperature, double loss, ReliabilityDiagram calibration) {
    private static final double LOWEST = 0.05;
    private static final double HIGHEST = 20;

    /**
     * Fits the temperature. The examples that it was fitted to would flatter the result. So they are split
     * into two halves, alternating within each class, and each half is judged under the other's temperature.
     *
     * @param labels the class of each example
     * @param logits the network's outputs for each
     */
    static TemperatureScaling fit(int[] labels, List<float[]> logits) {
        int[] byClass = IntStream.range(0, labels.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> labels[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Judgement> judged = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            double others = temperature(labels, logits, everySecond(byClass, 1 - half));
            for (int i : everySecond(byClass, half)) {
                judged.add(Judgement.of(labels[i], logits.get(i), others));
            }
        }
        double loss = judged.stream().mapToDouble(Judgement::loss).average().orElse(Double.NaN);
        return new TemperatureScaling(temperature(labels, logits, byClass), loss, ReliabilityDiagram.of(judged));
    }

    private static int[] everySecond(int[] examples, int first) {
        return IntStream.range(0, examples.length)
                .filter(i -> i % 2 == first)
                .map(i -> examples[i])
                .toArray();
    }

    /**
     * The temperature of least loss, found between 0.05 and 20; 1 where there are no examples. The loss is convex in the
     * temperature's inverse, so Newton's method finds it, kept within the interval in which the loss's slope changes sign.
     */
    private static double temperature(int[] labels, List<float[]> logits, int[] examples) {
        if (examples.length == 0) {
            return 1;
        }
        double low = 1 / HIGHEST;
        double high = 1 / LOWEST;
        double inverse = 1;
        for (int i = 0; i < 100 && high - low > 1e-9 * low; i++) {
            Slope slope = new Slope(inverse);
            for (int example : examples) {
                slope.add(logits.get(example), labels[example]);
            }
            if (slope.first > 0) {
                high = inverse;
            } else {
                low = inverse;
            }
            double next = inverse - slope.first / slope.second;
            if (Math.abs(next - inverse) < 1e-9 * inverse) {
                break;
            }
            inverse = next > low && next < high ? next : Math.sqrt(low * high);
        }
        return 1 / inverse;
    }

    /** The loss's first and second derivative by the inverse temperature, summed over examples. */
    private static final class Slope {
        private final double inverse;
        private double first;
        private double second;

        Slope(double inverse) {
            this.inverse = inverse;
        }

        /** The output expected less that of the label, and the outputs' variance. */
        void add(float[] logits, int label) {
            float largest = logits[0];
            for (float logit : logits) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            double weighted = 0;
            double squares = 0;
            for (float logit : logits) {
                double below = logit - largest;
                double weight = Math.exp(below * inverse);
                sum += weight;
                weighted += weight * below;
                squares += weight * below * below;
            }
            double mean = weighted / sum;
            first += mean - (logits[label] - largest);
            second += squares / sum - mean * mean;
        }
    }
}
