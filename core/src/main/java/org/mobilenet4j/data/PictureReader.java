package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Reads, decodes and prepares a data set's pictures on several threads, and hands each to a computation on the thread
 * that prepared it. The order of results is the order of samples whatever the timing.
 *
 * @param threads how many pictures are in hand at once
 * @param isStrict whether a picture that cannot be read ends everything; else it is left out and reported
 */
public record PictureReader(
        ImageFolder folder, ImageDecoder decoder, Preprocessing preprocessing, int threads, boolean isStrict) {
    /** A picture that was left out, and why, in one line. */
    public record Skipped(Sample sample, String reason) {}

    /**
     * What was computed.
     *
     * @param samples those that could be read, in their order
     * @param results one for each of {@code samples}
     */
    public record Outcome<R>(List<Sample> samples, List<R> results, List<Skipped> skipped) {}

    /** Told after each picture, on any of the threads but never on two at once. */
    @FunctionalInterface
    public interface Progress {
        void onPicture(int done, int total);
    }

    public PictureReader {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
    }

    /**
     * Computes something of every picture.
     *
     * @param compute from a network's input, {@code H x W x C} floats that are only its own until it returns; called by
     *     several threads at once
     * @throws InvalidInputException if no picture can be read, or, when strict, if one cannot
     */
    public <R> Outcome<R> map(List<Sample> samples, Function<float[], R> compute, Progress progress) {
        Object[] results = new Object[samples.size()];
        Skipped[] skipped = new Skipped[samples.size()];
        AtomicInteger next = new AtomicInteger();
        Counter counter = new Counter(samples.size(), progress);
        Runnable worker = () -> {
            float[] input = new float[preprocessing.inputShape().elements()];
            for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
                Sample sample = samples.get(i);
                String problem = read(sample, input);
                if (problem == null) {
                    results[i] = compute.apply(input);
                } else if (isStrict) {
                    next.set(samples.size());
                    throw new InvalidInputException(problem + " (strict: no picture may be left out)");
                } else {
                    skipped[i] = new Skipped(sample, problem);
                }
                counter.count();
            }
        };
        runOnAllThreads(worker);
        return outcome(samples, results, skipped);
    }

    /** Fills the network's input; what went wrong, or null. */
    private @Nullable String read(Sample sample, float[] input) {
        RgbImage picture;
        try {
            picture = decoder.decode(folder.read(sample), nameOf(sample));
        } catch (InvalidInputException e) {
            return e.getMessage();
        } catch (NoSuchFileException e) {
            return nameOf(sample) + ": is gone, or a link that leads nowhere";
        } catch (AccessDeniedException e) {
            return nameOf(sample) + ": may not be read; change its permissions";
        } catch (IOException e) {
            return nameOf(sample) + ": cannot be read: " + e.getMessage();
        }
        try {
            preprocessing.toTensor(picture, input, 0);
            return null;
        } catch (InvalidInputException e) {
            return nameOf(sample) + ": " + e.getMessage();
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
            throw new IllegalStateException("interrupted while reading pictures", e);
        }
    }

    @SuppressWarnings("unchecked") // only results of compute are in the array
    private <R> Outcome<R> outcome(List<Sample> samples, Object[] results, Skipped[] skipped) {
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
                    + " pictures can be read; the first: " + left.getFirst().reason());
        }
        return new Outcome<>(readable, computed, left);
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
            progress.onPicture(done, total);
        }
    }
}
