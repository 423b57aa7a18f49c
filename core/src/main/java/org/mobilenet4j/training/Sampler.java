package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
     * Some of the examples, other ones in each epoch: epochs of any length, for runs that are given a time and not a number of
     * epochs.
     *
     * @param count how many an epoch shows at most
     */
    record Drawn(int count) implements Sampler {
        public Drawn {
            if (count < 1) {
                throw new IllegalArgumentException("count is " + count + ", expected at least 1");
            }
        }

        @Override
        public int length(int examples) {
            return Math.min(count, examples);
        }

        @Override
        public int[] order(TrainingExamples<?> examples, RandomGenerator random) {
            int[] order = new Repeated(1).order(examples, random);
            return Arrays.copyOf(order, length(order.length));
        }
    }

    /**
     * Every example once, of a set that lies in parts: in each batch there are as many of every part, those of the first part
     * first, so that each of as many ranks, or threads, learns from a part of its own. Of a part that is larger than the
     * smallest, an epoch passes over some, other ones each time.
     *
     * @param sizes of the parts, which follow each other in the set
     * @param batchSize a multiple of how many parts there are
     */
    record Sharded(List<Integer> sizes, int batchSize) implements Sampler {
        public Sharded {
            sizes = List.copyOf(sizes);
            if (sizes.isEmpty() || batchSize < 1 || batchSize % sizes.size() != 0) {
                throw new IllegalArgumentException("batchSize is " + batchSize + ", expected a multiple of the "
                        + sizes.size() + " parts of the examples");
            }
        }

        @Override
        public int length(int examples) {
            return Math.multiplyExact(Collections.min(sizes), sizes.size());
        }

        @Override
        public int[] order(TrainingExamples<?> examples, RandomGenerator random) {
            List<int[]> parts = new ArrayList<>();
            int first = 0;
            for (int size : sizes) {
                int[] part = IntStream.range(first, first + size).toArray();
                Trainer.shuffle(part, random);
                parts.add(part);
                first += size;
            }
            int[] order = new int[length(examples.size())];
            int each = order.length / parts.size();
            int at = 0;
            for (int done = 0; done < each; done += batchSize / parts.size()) {
                int count = Math.min(batchSize / parts.size(), each - done);
                for (int[] part : parts) {
                    System.arraycopy(part, done, order, at, count);
                    at += count;
                }
            }
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
