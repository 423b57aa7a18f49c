package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;

/**
 * Reads an epoch's batches. How an example is changed is decided by the seed, the epoch, the example's number and how often
 * the epoch has shown it, how a batch is mixed by the seed, the epoch and the batch's number; never by the timing. Of
 * several ranks, each reads its part of a batch only, and mixes that within itself.
 */
final class BatchReader<T> {
    private final TrainingExamples<T> examples;
    private final List<BatchMixing> mixings;
    private final MapShape input;
    private final Seeds seeds;
    private final Workers workers;
    private final Ranks ranks;
    private final int batchSize;
    private final List<float[]> inputs;
    private int[] order = {};
    private long[] showings = {};
    private int epoch;
    private int begun;

    /**
     * A reader of inputs of a shape.
     *
     * @param batchSize the most examples of a batch, over all ranks
     * @param mixings of which one is drawn for each batch; none for batches as they are
     */
    BatchReader(
            TrainingExamples<T> examples,
            int batchSize,
            List<BatchMixing> mixings,
            MapShape input,
            Seeds seeds,
            Workers workers,
            Ranks ranks) {
        this.examples = examples;
        this.mixings = mixings;
        this.input = input;
        this.seeds = seeds;
        this.workers = workers;
        this.ranks = ranks;
        this.batchSize = batchSize;
        this.inputs = IntStream.range(0, Math.ceilDiv(batchSize, ranks.count()))
                .mapToObj(i -> new float[input.length()])
                .toList();
    }

    /**
     * Begins an epoch of these examples in this order.
     *
     * @param passed how many of its batches have been learned from before
     */
    void begin(int newEpoch, int[] newOrder, int passed) {
        epoch = newEpoch;
        order = newOrder;
        showings = showings(newOrder);
        begun = passed * batchSize;
    }

    /** A number for each place of an order: the example's, plus the number of examples whenever it is shown again. */
    private long[] showings(int[] shown) {
        int[] times = new int[examples.size()];
        long[] numbers = new long[shown.length];
        for (int i = 0; i < shown.length; i++) {
            numbers[i] = shown[i] + (long) examples.size() * times[shown[i]]++;
        }
        return numbers;
    }

    /** The next batch; the last may be smaller. Must not be called more often than there are batches. */
    LoadedBatch<T> next() {
        int batch = begun / batchSize;
        int whole = Math.min(batchSize, order.length - begun);
        int first = begun + whole * ranks.rank() / ranks.count();
        int count = begun + whole * (ranks.rank() + 1) / ranks.count() - first;
        begun += whole;
        @SuppressWarnings("unchecked") // each is filled with what the examples give
        T[] targets = (T[]) new Object[count];
        workers.forEach(count, i -> targets[i] = read(first + i, inputs.get(i)));
        List<float[]> read = inputs.subList(0, count);
        return new LoadedBatch<>(read, Arrays.asList(targets), mix(read, batch));
    }

    private T read(int place, float[] into) {
        return examples.read(order[place], input, seeds.of(epoch, showings[place]), into);
    }

    private double mix(List<float[]> images, int batch) {
        if (mixings.isEmpty()) {
            return 1;
        }
        RandomGenerator random = seeds.generator(epoch, Seeds.MIXING + batch);
        return mixings.get(random.nextInt(mixings.size())).mix(images, input.height(), input.width(), random);
    }
}
