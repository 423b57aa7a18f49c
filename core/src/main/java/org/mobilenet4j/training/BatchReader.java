package org.mobilenet4j.training;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.augmentation.BatchMixing;

/**
 * Reads an epoch's batches on the threads of a pool, one batch ahead of the trainer. How an example is changed is decided
 * by the seed, the epoch, the example's number and how often the epoch has shown it, how a batch is mixed by the seed, the
 * epoch and the batch's number; never by the timing.
 */
final class BatchReader {
    /**
     * The examples of a batch; its arrays are written anew two batches later.
     *
     * @param share what each image keeps of itself, the rest being of the one before it; 1 where nothing is mixed
     */
    record Batch(List<float[]> inputs, int[] labels, double share) {
        int size() {
            return labels.length;
        }

        boolean isMixed() {
            return share < 1;
        }

        /** The label of what fills more of an image. */
        int mostShown(int image) {
            return labels[share >= 0.5 ? image : (image + labels.length - 1) % labels.length];
        }
    }

    private final TrainingExamples examples;
    private final List<BatchMixing> mixings;
    private final int resolution;
    private final Seeds seeds;
    private final ForkJoinPool pool;
    private final int batchSize;
    private final List<List<float[]>> slots;
    private int[] order = {};
    private long[] showings = {};
    private int epoch;
    private int begun;
    private @Nullable ForkJoinTask<Batch> ahead;

    /**
     * A reader of inputs of {@code resolution x resolution x channels}.
     *
     * @param mixings of which one is drawn for each batch; none for batches as they are
     */
    BatchReader(
            TrainingExamples examples,
            int batchSize,
            List<BatchMixing> mixings,
            int resolution,
            int channels,
            Seeds seeds,
            ForkJoinPool pool) {
        this.examples = examples;
        this.mixings = mixings;
        this.resolution = resolution;
        this.seeds = seeds;
        this.pool = pool;
        this.batchSize = batchSize;
        int inputLength = resolution * resolution * channels;
        this.slots = List.of(inputs(batchSize, inputLength), inputs(batchSize, inputLength));
    }

    private static List<float[]> inputs(int count, int length) {
        return IntStream.range(0, count).mapToObj(i -> new float[length]).toList();
    }

    /** Begins an epoch of these examples in this order. */
    void begin(int newEpoch, int[] newOrder) {
        epoch = newEpoch;
        order = newOrder;
        showings = showings(newOrder);
        begun = 0;
        ahead = read();
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
            IntStream.range(0, count).parallel().forEach(i -> read(first + i, inputs.get(i)));
            int[] labels = IntStream.range(0, count)
                    .map(i -> examples.label(order[first + i]))
                    .toArray();
            return new Batch(inputs, labels, mix(inputs, first / batchSize));
        });
    }

    private void read(int place, float[] input) {
        examples.read(order[place], resolution, seeds.of(epoch, showings[place]), input);
    }

    private double mix(List<float[]> inputs, int batch) {
        if (mixings.isEmpty()) {
            return 1;
        }
        RandomGenerator random = seeds.generator(epoch, Seeds.MIXING + batch);
        return mixings.get(random.nextInt(mixings.size())).mix(inputs, resolution, resolution, random);
    }
}
