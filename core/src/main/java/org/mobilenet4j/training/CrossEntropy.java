package org.mobilenet4j.training;

import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.parallel.Ranks;

/**
 * The objective of a classifier: the cross entropy of its logits, which mixed images have by their shares.
 *
 * @param ranks who have the parts of a batch; what it comes to is that of the whole
 */
public record CrossEntropy(BatchLoss loss, int classes, Ranks ranks) implements Objective<Integer> {
    /** Of batches that are in this process. */
    public CrossEntropy(BatchLoss loss, int classes) {
        this(loss, classes, Ranks.ALONE);
    }

    @Override
    public Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<Integer> batch) {
        float[] logits = Objects.requireNonNull(outputs.get(Network.LOGITS));
        int correct = 0;
        for (int i = 0; i < batch.size(); i++) {
            correct += LinearHead.largest(logits, i * classes, classes) == batch.mostShown(i) ? 1 : 0;
        }
        double total = weight(batch);
        double mean;
        if (batch.isMixed()) {
            float[] targets = new float[batch.size() * classes];
            BatchMixing.targets(labels(batch), batch.share(), classes, targets);
            mean = loss.lossAndGradient(logits, targets, batch.size(), classes, total);
        } else {
            mean = loss.lossAndGradient(logits, labels(batch), classes, total);
        }
        double wholeMean = 0;
        int wholeCorrect = 0;
        for (double[] part : ranks.gather(new double[] {mean, correct})) {
            wholeMean += part[0];
            wholeCorrect += (int) part[1];
        }
        return new Evaluation(wholeMean, wholeCorrect, Map.of(Network.LOGITS, logits));
    }

    @Override
    public double weight(LoadedBatch<Integer> batch) {
        return ranks.sum(batch.isMixed() ? batch.size() : loss.weight(labels(batch), classes));
    }

    @Override
    public boolean takesMixtures() {
        return true;
    }

    private static int[] labels(LoadedBatch<Integer> batch) {
        return batch.targets().stream().mapToInt(Integer::intValue).toArray();
    }
}
