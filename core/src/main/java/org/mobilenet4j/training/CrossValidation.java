package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.mobilenet4j.parallel.Workers;

/**
 * What linear heads say of features they did not learn from: the examples are dealt into folds, class by class, and each fold
 * is judged by a head that is fitted to the others. The same examples and seed give the same answers on the same machine.
 *
 * @param folds at least 2
 */
public record CrossValidation(int folds, long seed) {
    private static final int BATCH = 32;
    /** Where a head over frozen features has settled; so many epochs are run, within bounds. */
    private static final int STEPS = 500;

    private static final int FEWEST_EPOCHS = 4;
    private static final int MOST_EPOCHS = 500;

    public CrossValidation {
        if (folds < 2) {
            throw new IllegalArgumentException("folds is " + folds + ", expected at least 2");
        }
    }

    /**
     * The probabilities of the classes for each example.
     *
     * @param groups a number for each example: those of one number, such as copies of one image, are in one fold, as
     *     otherwise a head would know an example by its copy
     * @throws IllegalArgumentException if there are fewer than two examples, or not a group for each
     */
    public List<float[]> probabilities(LabelledFeatures examples, List<Integer> groups, int classes, Workers workers) {
        if (groups.size() != examples.size() || examples.size() < 2) {
            throw new IllegalArgumentException(groups.size() + " groups for " + examples.size() + " examples");
        }
        int[] foldOf = deal(examples.labels(), groups);
        List<float[]> probabilities = new ArrayList<>(Collections.nCopies(examples.size(), new float[classes]));
        workers.forEach(folds, fold -> {
            List<Integer> held = indexes(foldOf, fold, true);
            List<Integer> learned = indexes(foldOf, fold, false);
            if (held.isEmpty() || learned.isEmpty()) {
                return;
            }
            LinearHead head = fit(only(examples, learned), only(examples, held), classes);
            for (int i : held) {
                probabilities.set(i, softmax(head.logits(examples.vectors().get(i))));
            }
        });
        return probabilities;
    }

    /** The head after the last epoch: the best would be one that the held-out examples chose. */
    private LinearHead fit(LabelledFeatures learned, LabelledFeatures held, int classes) {
        int epochs = Math.clamp(STEPS / Math.ceilDiv(learned.size(), BATCH), FEWEST_EPOCHS, MOST_EPOCHS);
        HeadOptions options = new HeadOptions(epochs, BATCH, 1e-3, 0, 0.1, epochs, seed);
        return new HeadTrainer(options).fit(learned, held, classes, epoch -> {}).last();
    }

    private int[] deal(List<Integer> labels, List<Integer> groups) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[] order = IntStream.range(0, labels.size()).toArray();
        Trainer.shuffle(order, random);
        int[] foldOf = new int[labels.size()];
        Map<Integer, Integer> next = new HashMap<>();
        Map<Integer, Integer> foldOfGroup = new HashMap<>();
        for (int i : order) {
            Integer known = foldOfGroup.get(groups.get(i));
            if (known == null) {
                known = next.merge(labels.get(i), 1, Integer::sum) % folds;
                foldOfGroup.put(groups.get(i), known);
            }
            foldOf[i] = known;
        }
        return foldOf;
    }

    private static List<Integer> indexes(int[] foldOf, int fold, boolean isIn) {
        return IntStream.range(0, foldOf.length)
                .filter(i -> (foldOf[i] == fold) == isIn)
                .boxed()
                .toList();
    }

    private static LabelledFeatures only(LabelledFeatures all, List<Integer> indexes) {
        return new LabelledFeatures(
                indexes.stream().map(all.vectors()::get).toList(),
                indexes.stream().map(all.labels()::get).toList());
    }

    private static float[] softmax(float[] logits) {
        double largest = IntStream.range(0, logits.length)
                .mapToDouble(c -> logits[c])
                .max()
                .orElse(0);
        double[] powers = IntStream.range(0, logits.length)
                .mapToDouble(c -> Math.exp(logits[c] - largest))
                .toArray();
        double sum = Arrays.stream(powers).sum();
        float[] shares = new float[logits.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = (float) (powers[c] / sum);
        }
        return shares;
    }
}
