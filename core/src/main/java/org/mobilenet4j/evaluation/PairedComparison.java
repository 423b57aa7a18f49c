package org.mobilenet4j.evaluation;

import java.util.List;

/**
 * Two classifiers on the same examples.
 *
 * @param bothRight how many examples both took for what they are
 * @param onlyFirst how many only the first did
 * @param onlySecond how many only the second did
 * @param bothWrong how many neither did
 * @param sameAnswer on how many they said the same, right or wrong
 */
public record PairedComparison(int bothRight, int onlyFirst, int onlySecond, int bothWrong, int sameAnswer) {
    /**
     * Compares what two classifiers said of the same examples, in the same order.
     *
     * @throws IllegalArgumentException if the examples are not the same
     */
    public static PairedComparison of(List<Judgement> first, List<Judgement> second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(first.size() + " and " + second.size() + " examples");
        }
        int[] counts = new int[4];
        int same = 0;
        for (int i = 0; i < first.size(); i++) {
            Judgement a = first.get(i);
            Judgement b = second.get(i);
            if (a.label() != b.label()) {
                throw new IllegalArgumentException("example " + i + " is of class " + a.label() + " and " + b.label());
            }
            counts[(a.isRight() ? 0 : 2) + (b.isRight() ? 0 : 1)]++;
            same += a.predicted() == b.predicted() ? 1 : 0;
        }
        return new PairedComparison(counts[0], counts[1], counts[2], counts[3], same);
    }

    public int total() {
        return bothRight + onlyFirst + onlySecond + bothWrong;
    }

    /** The share of examples of which both say the same. */
    public double agreement() {
        return (double) sameAnswer / total();
    }

    /**
     * Where the first one's accuracy less the second's lies with a confidence of 95 %: Agresti and Min's interval for paired
     * shares (2005, "Simple improved confidence intervals for comparing matched proportions"), Wald's with half an example
     * more of each kind.
     */
    public Interval difference() {
        double examples = total() + 2;
        double first = onlyFirst + 0.5;
        double second = onlySecond + 0.5;
        double difference = (first - second) / examples;
        double variance = (first + second - (first - second) * (first - second) / examples) / (examples * examples);
        double reach = 1.959963984540054 * Math.sqrt(variance);
        return new Interval(difference - reach, difference + reach);
    }

    /**
     * McNemar's exact test (McNemar 1947), two-sided: how probable it is that two equally good classifiers differ as much
     * or more. Only examples that one has right and the other wrong tell anything: with equal classifiers, each such
     * example is the toss of a coin.
     */
    public double mcNemarP() {
        int tosses = onlyFirst + onlySecond;
        int fewer = Math.min(onlyFirst, onlySecond);
        double logProbability = -tosses * Math.log(2); // of no head at all
        double sum = 0;
        for (int heads = 0; heads <= fewer; heads++) {
            sum += Math.exp(logProbability);
            logProbability += Math.log((double) (tosses - heads) / (heads + 1));
        }
        return Math.min(1, 2 * sum);
    }
}
