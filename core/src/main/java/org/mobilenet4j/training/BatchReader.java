package org.mobilenet4j.training;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an epoch's batches on the threads of a pool, one batch ahead of the trainer. How an example is changed is decided
 * by the seed, the epoch and the example's number alone, never by the timing.
 */
final class BatchReader {
    /** The examples of a step; its arrays are written anew two steps later. */
    record Batch(List<float[]> inputs, int[] labels) {
        int size() {
            return labels.length;
        }
    }

    private final TrainingExamples examples;
    private final Seeds seeds;
    private final ForkJoinPool pool;
    private final int batchSize;
    private final List<List<float[]>> slots;
    private int[] order = {};
    private int epoch;
    private int begun;
    private @Nullable ForkJoinTask<Batch> ahead;

    BatchReader(TrainingExamples examples, int batchSize, int inputLength, Seeds seeds, ForkJoinPool pool) {
        this.examples = examples;
        this.seeds = seeds;
        this.pool = pool;
        this.batchSize = batchSize;
        this.slots = List.of(inputs(batchSize, inputLength), inputs(batchSize, inputLength));
    }

    private static List<float[]> inputs(int count, int length) {
        return IntStream.range(0, count).mapToObj(i -> new float[length]).toList();
    }

    /** Begins an epoch of these examples in this order. */
    void begin(int newEpoch, int[] newOrder) {
        epoch = newEpoch;
        order = newOrder;
        begun = 0;
        ahead = read();
    }

    /** The next batch; the last may be smaller. Must not be called more often than there are batches. */
    Batch next() {
        Batch batch = Objects.requireNonNull(ahead).join();
        ahead = begun < order.length ? read() : null;
        return batch;
    }

    private ForkJoinTask<Batch> read() {
        int first = begun;
        int count = Math.min(batchSize, order.length - first);
        List<float[]> inputs = slots.get(first / batchSize % 2).subList(0, count);
        begun += count;
        return pool.submit(() -> {
            IntStream.range(0, count).parallel().forEach(i -> {
                int example = order[first + i];
                examples.read(example, seeds.of(epoch, example), inputs.get(i));
            });
            int[] labels = IntStream.range(0, count)
                    .map(i -> examples.label(order[first + i]))
                    .toArray();
            return new Batch(inputs, labels);
        });
    }
}
