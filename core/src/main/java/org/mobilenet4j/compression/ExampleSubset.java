package org.mobilenet4j.compression;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.training.TrainingExamples;

/** Some of a set of examples. */
record ExampleSubset(TrainingExamples<Integer> all, int[] indexes) implements TrainingExamples<Integer> {
    /** So many, drawn; all in a drawn order if there are not as many. */
    static ExampleSubset drawn(TrainingExamples<Integer> all, int count, long seed) {
        return new ExampleSubset(all, shuffled(all.size(), seed)).range(0, Math.min(count, all.size()));
    }

    static int[] shuffled(int size, long seed) {
        int[] order = IntStream.range(0, size).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Those from one place up to another. */
    ExampleSubset range(int from, int to) {
        return new ExampleSubset(
                all, IntStream.range(from, to).map(i -> indexes[i]).toArray());
    }

    @Override
    public int size() {
        return indexes.length;
    }

    @Override
    public String changes() {
        return all.changes();
    }

    @Override
    public int label(int index) {
        return all.label(indexes[index]);
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        return all.read(indexes[index], shape, seed, input);
    }
}
