package org.mobilenet4j.data;

import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;

/**
 * How images are read: decoded on several threads, each handed to a computation on the thread that decoded it. The order
 * of results is that of the images whatever the timing.
 *
 * @param workers the threads, an image in hand on each
 * @param isStrict whether an image that cannot be read ends everything; else it is left out and reported
 */
public record ImageReader(ImageDecoder decoder, Workers workers, boolean isStrict) {

    /** Leaves out what cannot be read. */
    public ImageReader(int threads) {
        this(new ImageDecoder(), new Workers(threads), false);
    }

    /** The same reader, of images turned as their EXIF orientation says where a preprocessing wants them so. */
    public ImageReader following(Preprocessing preprocessing) {
        return new ImageReader(decoder.withOrientation(preprocessing.isUpright()), workers, isStrict);
    }

    /** What became of an image: a result or a problem. */
    private record Attempt<R>(int index, @Nullable R result, double millis, String problem) {}

    /**
     * Computes something of every image as the decoder gives it: {@link #following} a preprocessing, if it is for one.
     *
     * @param compute called by several threads at once
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    public <R> ImageResults<R> map(ImageSet images, Function<RgbImage, R> compute, ImageListener listener) {
        return mapIndexed(images, (index, image) -> compute.apply(image), listener);
    }

    /**
     * Computes something of every image and of what belongs to it, which its index tells.
     *
     * @param compute called by several threads at once, with an index into {@code images}
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    public <R> ImageResults<R> mapIndexed(
            ImageSet images, BiFunction<Integer, RgbImage, R> compute, ImageListener listener) {
        ImageResults<R> read =
                new ImageResults<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        workers.mapInOrder(images.size(), index -> attempt(images, index, compute), attempt -> {
            if (attempt.result == null) {
                read.skipped().add(new SkippedImage(images.name(attempt.index), attempt.problem));
            } else {
                read.indexes().add(attempt.index);
                read.results().add(attempt.result);
                read.millis().add(attempt.millis);
            }
            listener.onImage(read.results().size() + read.skipped().size(), images.size());
        });
        if (read.results().isEmpty() && !read.skipped().isEmpty()) {
            String first = read.skipped().getFirst().reason();
            throw new InvalidInputException(
                    images.size() == 1
                            ? first
                            : images.source() + ": none of its " + images.size() + " images can be read; the first: "
                                    + first);
        }
        read.skipped().forEach(listener::onSkipped);
        return read;
    }

    /**
     * Computes something of every image as a network takes it, {@code H x W x C} floats.
     *
     * @param compute called by several threads at once
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    public <R> ImageResults<R> map(
            ImageSet images, Preprocessing preprocessing, Function<float[], R> compute, ImageListener listener) {
        return following(preprocessing)
                .map(images, image -> compute.apply(preprocessing.apply(image).data()), listener);
    }

    /**
     * Computes something of one image, on this thread.
     *
     * @throws InvalidInputException if it cannot be read or computed with; the message begins with its path
     */
    public <R> R compute(ImageSet images, int index, Function<RgbImage, R> compute) {
        RgbImage image = images.decode(index, decoder);
        try {
            return compute.apply(image);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(images.path(index) + ": " + e.getMessage(), e);
        }
    }

    private <R> Attempt<R> attempt(ImageSet images, int index, BiFunction<Integer, RgbImage, R> compute) {
        long begin = System.nanoTime();
        try {
            R result = Objects.requireNonNull(compute(images, index, image -> compute.apply(index, image)));
            return new Attempt<>(index, result, (System.nanoTime() - begin) * 1e-6, "");
        } catch (InvalidInputException problem) {
            return new Attempt<>(index, null, 0, reason(problem));
        }
    }

    private String reason(InvalidInputException problem) {
        if (isStrict) {
            throw new InvalidInputException(problem.getMessage() + " (strict: no image may be left out)", problem);
        }
        return String.valueOf(problem.getMessage());
    }

    /**
     * Why an image cannot be decoded; empty if it can.
     *
     * @throws InvalidInputException if it cannot, when strict
     */
    Optional<SkippedImage> problemOf(ImageSet images, int index) {
        Attempt<Boolean> attempt = attempt(images, index, (at, image) -> true);
        return attempt.result != null
                ? Optional.empty()
                : Optional.of(new SkippedImage(images.name(index), attempt.problem));
    }
}
