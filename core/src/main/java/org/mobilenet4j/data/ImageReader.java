package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Reads, decodes and prepares a dataset's images on several threads, and hands each to a computation on the thread
 * that prepared it. The order of results is the order of samples whatever the timing.
 *
 * @param threads how many images are in hand at once
 * @param isStrict whether an image that cannot be read ends everything; else it is left out and reported
 */
public record ImageReader(
        ImageFolder folder, ImageDecoder decoder, Preprocessing preprocessing, int threads, boolean isStrict) {
    /** An image that was left out, and why, in one line. */
    public record Skipped(Sample sample, String reason) {}

    /**
     * What was computed.
     *
     * @param samples those that could be read, in their order
     * @param results one for each of {@code samples}
     * @param millis how long each of {@code samples} took from its file to its result, on its thread
     */
    public record Outcome<R>(List<Sample> samples, List<R> results, double[] millis, List<Skipped> skipped) {}

    /** Told after each image, on any of the threads but never on two at once. */
    @FunctionalInterface
    public interface Progress {
        void onImage(int done, int total);
    }

    public ImageReader {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
    }

    /**
     * Computes something of every image.
     *
     * @param compute from a network's input, {@code H x W x C} floats that are only its own until it returns; called by
     *     several threads at once
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    public <R> Outcome<R> map(List<Sample> samples, Function<float[], R> compute, Progress progress) {
        return each(
                samples,
                () -> {
                    float[] input = new float[preprocessing.inputShape().elements()];
                    return image -> {
                        preprocessing.toTensor(image, input, 0);
                        return compute.apply(input);
                    };
                },
                progress);
    }

    /**
     * Computes something of every image as it is decoded, before any preprocessing.
     *
     * @param compute called by several threads at once
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    public <R> Outcome<R> mapDecoded(List<Sample> samples, Function<RgbImage, R> compute, Progress progress) {
        return each(samples, () -> compute, progress);
    }

    /** Each worker takes a computation of its own from {@code computes}. */
    private <R> Outcome<R> each(List<Sample> samples, Supplier<Function<RgbImage, R>> computes, Progress progress) {
        Object[] results = new Object[samples.size()];
        double[] millis = new double[samples.size()];
        Skipped[] skipped = new Skipped[samples.size()];
        AtomicInteger next = new AtomicInteger();
        Counter counter = new Counter(samples.size(), progress);
        Runnable worker = () -> {
            Function<RgbImage, R> compute = computes.get();
            for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
                Sample sample = samples.get(i);
                long begin = System.nanoTime();
                try {
                    results[i] = computed(sample, decoded(sample), compute);
                    millis[i] = (System.nanoTime() - begin) * 1e-6;
                } catch (InvalidInputException problem) {
                    if (isStrict) {
                        next.set(samples.size());
                    }
                    skipped[i] = leftOut(sample, problem);
                }
                counter.count();
            }
        };
        runOnAllThreads(worker);
        return outcome(samples, results, millis, skipped);
    }

    /**
     * An image as it is decoded.
     *
     * @throws InvalidInputException if it cannot be read
     */
    RgbImage decoded(Sample sample) {
        try {
            return decoder.decode(folder.read(sample), nameOf(sample));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(nameOf(sample) + ": is gone, or a link that leads nowhere", e);
        } catch (AccessDeniedException e) {
            throw new InvalidInputException(nameOf(sample) + ": may not be read; change its permissions", e);
        } catch (IOException e) {
            throw new InvalidInputException(nameOf(sample) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Skipped leftOut(Sample sample, InvalidInputException problem) {
        if (isStrict) {
            throw new InvalidInputException(problem.getMessage() + " (strict: no image may be left out)", problem);
        }
        return new Skipped(sample, String.valueOf(problem.getMessage()));
    }

    /**
     * Why an image cannot be decoded; empty if it can.
     *
     * @throws InvalidInputException if it cannot, when strict
     */
    Optional<Skipped> problemOf(Sample sample) {
        try {
            decoded(sample);
            return Optional.empty();
        } catch (InvalidInputException problem) {
            return Optional.of(leftOut(sample, problem));
        }
    }

    /** What is wrong with an image is said with its name. */
    private <R> R computed(Sample sample, RgbImage image, Function<RgbImage, R> compute) {
        try {
            return compute.apply(image);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(nameOf(sample) + ": " + e.getMessage(), e);
        }
    }

    private String nameOf(Sample sample) {
        return folder.path().resolve(sample.name()).toString();
    }

    private void runOnAllThreads(Runnable worker) {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(worker));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading images", e);
        }
    }

    @SuppressWarnings("unchecked") // only results of compute are in the array
    private <R> Outcome<R> outcome(List<Sample> samples, Object[] results, double[] millis, Skipped[] skipped) {
        List<Sample> readable = new ArrayList<>();
        List<R> computed = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            if (results[i] != null) {
                readable.add(samples.get(i));
                computed.add((R) results[i]);
            }
        }
        List<Skipped> left = Arrays.stream(skipped).filter(s -> s != null).toList();
        if (readable.isEmpty() && !left.isEmpty()) {
            throw new InvalidInputException(folder.path() + ": none of its " + left.size()
                    + " images can be read; the first: " + left.getFirst().reason());
        }
        double[] taken = IntStream.range(0, results.length)
                .filter(i -> results[i] != null)
                .mapToDouble(i -> millis[i])
                .toArray();
        return new Outcome<>(readable, computed, taken, left);
    }

    /** Counts for the listener, one thread at a time. */
    private static final class Counter {
        private final int total;
        private final Progress progress;
        private int done;

        Counter(int total, Progress progress) {
            this.total = total;
            this.progress = progress;
        }

        synchronized void count() {
            done++;
            progress.onImage(done, total);
        }
    }
}
