package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Judgement;
import org.mobilenet4j.evaluation.ReliabilityDiagram;

/** What is counted of a classifier's judgements on some of the images. Not thread-safe. */
final class ClassifierCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The pairs of classes that occur: a thousand classes have a million. */
    private record Pair(int actual, int predicted) implements Serializable {}

    private final HashMap<Pair, Integer> confusion = new HashMap<>();
    private final HashMap<Integer, Integer> ranks = new HashMap<>();
    private final int[] inBin = new int[ReliabilityDiagram.BINS];
    private final int[] rightInBin = new int[ReliabilityDiagram.BINS];
    private final ExactSum[] confidence = new ExactSum[ReliabilityDiagram.BINS];
    private final ExactSum loss = new ExactSum();
    private int judged;
    private int unread;
    private int unlabelled;

    ClassifierCounts() {
        for (int bin = 0; bin < confidence.length; bin++) {
            confidence[bin] = new ExactSum();
        }
    }

    void add(Judgement judgement) {
        judged++;
        confusion.merge(new Pair(judgement.label(), judgement.predicted()), 1, Integer::sum);
        ranks.merge(judgement.rank(), 1, Integer::sum);
        int bin = ReliabilityDiagram.bin(judgement.confidence());
        inBin[bin]++;
        rightInBin[bin] += judgement.isRight() ? 1 : 0;
        confidence[bin].add(judgement.confidence());
        loss.add(judgement.loss());
    }

    void addUnread() {
        unread++;
    }

    void addUnlabelled() {
        unlabelled++;
    }

    ClassifierCounts add(ClassifierCounts other) {
        other.confusion.forEach((pair, count) -> confusion.merge(pair, count, Integer::sum));
        other.ranks.forEach((rank, count) -> ranks.merge(rank, count, Integer::sum));
        for (int bin = 0; bin < inBin.length; bin++) {
            inBin[bin] += other.inBin[bin];
            rightInBin[bin] += other.rightInBin[bin];
            confidence[bin].add(other.confidence[bin]);
        }
        loss.add(other.loss);
        judged += other.judged;
        unread += other.unread;
        unlabelled += other.unlabelled;
        return this;
    }

    int judged() {
        return judged;
    }

    ClassifierFigures figures(List<String> labels) {
        ConfusionMatrix matrix = new ConfusionMatrix(labels.size());
        confusion.forEach((pair, count) -> matrix.add(pair.actual, pair.predicted, count));
        List<ReliabilityDiagram.Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < inBin.length; bin++) {
            bins.add(new ReliabilityDiagram.Bin(
                    (double) bin / ReliabilityDiagram.BINS,
                    (bin + 1.0) / ReliabilityDiagram.BINS,
                    inBin[bin],
                    confidence[bin].value() / inBin[bin],
                    (double) rightInBin[bin] / inBin[bin]));
        }
        return new ClassifierFigures(
                labels,
                matrix,
                Map.copyOf(ranks),
                new ReliabilityDiagram(bins),
                loss.value() / judged,
                unread,
                unlabelled);
    }
}
