package org.mobilenet4j.training;

import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.augmentation.BatchMixing;

/** The objective of a classifier: the cross entropy of its logits, which mixed images have by their shares. */
public record CrossEntropy(BatchLoss loss, int classes) implements Objective<Integer> {
    @Override
    public Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<Integer> batch) {
        float[] logits = Objects.requireNonNull(outputs.get(Network.LOGITS));
        int correct = 0;
        for (int i = 0; i < batch.size(); i++) {
            correct += LinearHead.largest(logits, i * classes, classes) == batch.mostShown(i) ? 1 : 0;
        }
        double mean;
        if (batch.isMixed()) {
            float[] targets = new float[batch.size() * classes];
            BatchMixing.targets(labels(batch), batch.share(), classes, targets);
            mean = loss.lossAndGradient(logits, targets, batch.size(), classes);
        } else {
            mean = loss.lossAndGradient(logits, labels(batch), classes);
        }
        return new Evaluation(mean, correct, Map.of(Network.LOGITS, logits));
    }

    @Override
    public double weight(LoadedBatch<Integer> batch) {
        return batch.isMixed() ? batch.size() : loss.weight(labels(batch), classes);
    }

    @Override
    public boolean takesMixtures() {
        return true;
    }

    private static int[] labels(LoadedBatch<Integer> batch) {
        return batch.targets().stream().mapToInt(Integer::intValue).toArray();
    }
}
