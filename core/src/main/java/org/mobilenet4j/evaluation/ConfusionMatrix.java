package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each, and what follows from it. Counts are added one by one; not thread-safe.
 */
public final class ConfusionMatrix {
    private final int classes;
    private final int[][] counts;
    private int total;
    private int correct;

    public ConfusionMatrix(int classes) {
        this.classes = classes;
        this.counts = new int[classes][classes];
    }

    /** Counts one example: of class {@code actual}, taken for {@code predicted}. */
    public void add(int actual, int predicted) {
        add(actual, predicted, 1);
    }

    /** Counts so many examples alike. */
    public void add(int actual, int predicted, int examples) {
        counts[actual][predicted] += examples;
        total += examples;
        correct += actual == predicted ? examples : 0;
    }

    public int classes() {
        return classes;
    }

    public int total() {
        return total;
    }

    public int correct() {
        return correct;
    }

    /** How often a class was taken for another. */
    public int count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** The counts among some classes: a row for each, a column for each. */
    public int[][] of(int... labels) {
        int[][] chosen = new int[labels.length][labels.length];
        for (int row = 0; row < labels.length; row++) {
            for (int column = 0; column < labels.length; column++) {
                chosen[row][column] = counts[labels[row]][labels[column]];
            }
        }
        return chosen;
    }

    /** The classes that occur or were predicted, ascending. */
    public int[] occurring() {
        return IntStream.range(0, classes)
                .filter(label -> actual(label) > 0 || predicted(label) > 0)
                .toArray();
    }

    /** The examples of a class. */
    public int actual(int label) {
        int sum = 0;
        for (int count : counts[label]) {
            sum += count;
        }
        return sum;
    }

    /** The examples taken for a class. */
    public int predicted(int label) {
        int sum = 0;
        for (int[] row : counts) {
            sum += row[label];
        }
        return sum;
    }

    /** The share of examples taken for what they are; NaN where there are none. */
    public double accuracy() {
        return (double) correct / total;
    }

    /** Of the examples taken for a class, the share that is of it; NaN where none was. */
    public double precision(int label) {
        return (double) counts[label][label] / predicted(label);
    }

    /** Of a class's examples, the share that was recognised; NaN where it has none. */
    public double recall(int label) {
        return (double) counts[label][label] / actual(label);
    }

    /** The harmonic mean of precision and recall; NaN where the class neither occurs nor is predicted. */
    public double f1(int label) {
        return 2.0 * counts[label][label] / (actual(label) + predicted(label));
    }

    /** The mean F1 of the classes that occur or are predicted, each counting the same however many examples it has. */
    public double macroF1() {
        return IntStream.range(0, classes)
                .mapToDouble(this::f1)
                .filter(f1 -> !Double.isNaN(f1))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Two classes of which one is taken for the other.
     *
     * @param count how often
     */
    public record Confusion(int actual, int predicted, int count) {}

    /** The confusions that occur, the most frequent first. */
    public List<Confusion> confusions() {
        List<Confusion> confusions = new ArrayList<>();
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                if (actual != predicted && counts[actual][predicted] > 0) {
                    confusions.add(new Confusion(actual, predicted, counts[actual][predicted]));
                }
            }
        }
        confusions.sort(Comparator.comparingInt(Confusion::count).reversed());
        return confusions;
    }
}
