package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Which examples an epoch shows, and in which order. */
public sealed interface Sampler {
    /** The examples of an epoch, by number, in the order in which they are shown; another one for each generator. */
    int[] order(TrainingExamples<?> examples, RandomGenerator random);

    /** How many an epoch shows of so many examples. */
    int length(int examples);

    /** Every example equally often: once, or several times an epoch, each time changed anew (Hoffer et al. 2020). */
    record Repeated(int times) implements Sampler {
        public Repeated {
            if (times < 1) {
                throw new IllegalArgumentException("times is " + times + ", expected at least 1");
            }
        }

        @Override
        public int length(int examples) {
            return Math.multiplyExact(examples, times);
        }

        @Override
        public int[] order(TrainingExamples<?> examples, RandomGenerator random) {
            int size = examples.size();
            int[] order = IntStream.range(0, length(size)).map(i -> i % size).toArray();
            Trainer.shuffle(order, random);
            return order;
        }
    }

    /**
     * Every class equally often, in epochs as long as the set: all of a class's examples are shown before one of them is
     * shown again.
     */
    record ClassBalanced() implements Sampler {
        @Override
        public int length(int examples) {
            return examples;
        }

        @Override
        public int[] order(TrainingExamples<?> examples, RandomGenerator random) {
            List<int[]> classes = new ArrayList<>();
            int labels = IntStream.range(0, examples.size())
                            .map(examples::label)
                            .max()
                            .orElse(-1)
                    + 1;
            for (int label = 0; label < labels; label++) {
                int wanted = label;
                int[] members = IntStream.range(0, examples.size())
                        .filter(i -> examples.label(i) == wanted)
                        .toArray();
                if (members.length > 0) {
                    classes.add(members);
                }
            }
            int[] order = new int[examples.size()];
            for (int i = 0; i < order.length; i++) {
                int[] members = classes.get(i % classes.size());
                int shown = i / classes.size() % members.length;
                if (shown == 0) {
                    Trainer.shuffle(members, random);
                }
                order[i] = members[shown];
            }
            Trainer.shuffle(order, random);
            return order;
        }
    }
}
