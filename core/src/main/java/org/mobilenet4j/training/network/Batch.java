package org.mobilenet4j.training.network;

import java.util.function.IntConsumer;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;

/**
 * The batch in hand and what all layers share to compute on it: kernels, threads and scratch memory. Each part has a
 * run of neighbouring images.
 */
final class Batch {
    /** What is read and written at a time: half of a core's L2 cache. */
    static final int CACHED_FLOATS = 1 << 17;

    private final Kernels kernels;
    private final Workers workers;
    private final Ranks ranks;
    private final int parts;
    private final int capacity;
    private final float[][] pieces;
    private final Precision precision;
    private final boolean isMeasuring;
    private float[] scratch = new float[0];
    private RecomputedBand[] bands = new RecomputedBand[0];
    private int scratchFloats;
    private int bandInputFloats;
    private int bandShorts;
    private int pieceFloats;
    private long mapBytes;
    private int size;
    private Mode mode = Mode.BATCH_STATISTICS;

    /**
     * No batch yet.
     *
     * @param workers over which a batch is split
     * @param ranks each with as many images of a batch, those of lower ranks first
     * @param capacity the most images that this rank has of a batch
     */
    Batch(Kernels kernels, Workers workers, Ranks ranks, int capacity, Precision precision) {
        this(kernels, workers, ranks, capacity, precision, false);
    }

    private Batch(
            Kernels kernels, Workers workers, Ranks ranks, int capacity, Precision precision, boolean isMeasuring) {
        if (capacity < 1) {
            throw new IllegalArgumentException("the batch size is " + capacity + ", expected at least 1");
        }
        this.kernels = kernels;
        this.workers = workers;
        this.ranks = ranks;
        this.parts = Math.min(workers.threads(), capacity);
        this.capacity = capacity;
        this.pieces = new float[parts][0];
        this.precision = precision;
        this.isMeasuring = isMeasuring;
    }

    /** One that counts what layers would keep of such batches, and keeps nothing. */
    Batch measuring() {
        return new Batch(kernels, workers, ranks, capacity, precision, true);
    }

    void begin(int images, Mode nextMode) {
        size = images;
        mode = nextMode;
        if (scratch.length < runAt(2 * parts)) {
            scratch = new float[runAt(2 * parts)];
            for (int part = 0; part < bands.length; part++) {
                bands[part] = new RecomputedBand(scratchFloats, bandInputFloats, bandShorts);
            }
        }
        for (RecomputedBand band : bands) {
            band.forget();
        }
    }

    Kernels kernels() {
        return kernels;
    }

    /** All that have a part of the batch. */
    Ranks ranks() {
        return ranks;
    }

    /** Those whose images make statistics together. */
    Ranks ranks(Mode by) {
        return by == Mode.BATCH_STATISTICS ? ranks : Ranks.ALONE;
    }

    /** Into how many parts a batch is split, each with a run of neighbouring images. */
    int parts() {
        return parts;
    }

    /** Runs {@code work} with the number of each part, side by side, and waits for all. */
    void run(IntConsumer work) {
        workers.run(
                parts == workers.threads()
                        ? work
                        : part -> {
                            if (part < parts) {
                                work.accept(part);
                            }
                        });
    }

    int capacity() {
        return capacity;
    }

    /** The images of the batch in hand, on this rank. */
    int size() {
        return size;
    }

    /** Those on lower ranks. */
    int sizeBefore() {
        return size * ranks.rank();
    }

    Mode mode() {
        return mode;
    }

    /** The first image of a part. */
    int first(int part) {
        return size * part / parts;
    }

    /** One past the last image of a part. */
    int end(int part) {
        return first(part + 1);
    }

    /** The part that an image belongs to. */
    int partOf(int image) {
        int part = 0;
        while (image >= end(part)) {
            part++;
        }
        return part;
    }

    Precision precision() {
        return precision;
    }

    /** How many images of so many floats stay in the cache together. */
    int imagesAtOnce(int floats) {
        return Math.clamp(CACHED_FLOATS / floats, 1, capacity);
    }

    /** Room for a value of every image, from {@link CacheLines#FIRST} on. */
    float[] allocate(MapShape shape) {
        return allocate(shape.length());
    }

    /** Room for so many floats of every image, from {@link CacheLines#FIRST} on. */
    float[] allocate(int floats) {
        int length = CacheLines.FIRST + length(floats);
        mapBytes += Float.BYTES * (long) length;
        return new float[isMeasuring ? 0 : length];
    }

    private int length(int ofAnImage) {
        try {
            return Math.multiplyExact(capacity, ofAnImage);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a batch of " + capacity + " is too large for maps of " + ofAnImage + " values; take a smaller one",
                    e);
        }
    }

    /** Room for what is kept of every image from forward to backward. */
    KeptMaps keep(MapShape shape) {
        return switch (precision) {
            case FLOAT32 -> new KeptMaps.Floats(allocate(shape), kernels.gradients());
            case BFLOAT16 -> {
                int length = KeptMaps.BFloat16.FIRST + length(shape.length());
                mapBytes += Short.BYTES * (long) length;
                yield new KeptMaps.BFloat16(new short[isMeasuring ? 0 : length], kernels.gradients());
            }
        };
    }

    /** What {@link #keep} takes for maps of a shape. */
    long keptBytes(MapShape shape) {
        int bytes = switch (precision) {
            case FLOAT32 -> Float.BYTES;
            case BFLOAT16 -> Short.BYTES;
        };
        return bytes * (long) capacity * shape.length();
    }

    /** What all layers keep, with the gradients on their way and the scratch memory. */
    long bytes() {
        return mapBytes
                + Float.BYTES * (2L * scratchFloats + pieceFloats) * parts
                + (bands.length > 0 ? bandBytes() : 0);
    }

    /** Said once by every layer that uses {@link #piece}. */
    void reservePiece(int floats) {
        pieceFloats = Math.max(pieceFloats, floats);
    }

    /** A part's own memory for a few pixels. */
    float[] piece(int part) {
        if (pieces[part].length < pieceFloats) {
            pieces[part] = new float[pieceFloats];
        }
        return pieces[part];
    }

    /** What the bands take where anything is computed again. */
    long bandBytes() {
        return (Float.BYTES * ((long) scratchFloats + bandInputFloats) + Short.BYTES * (long) bandShorts) * parts;
    }

    /**
     * Said by every layer that uses {@link #band}.
     *
     * @param inputFloats what it reads at a time
     * @param floats what it computes of that
     */
    void reserveBands(int inputFloats, int floats) {
        bands = new RecomputedBand[parts];
        bandInputFloats = Math.max(bandInputFloats, inputFloats);
        bandShorts = precision == Precision.BFLOAT16 ? Math.max(bandShorts, floats) : 0;
    }

    /** What a part computed again last; as long as a run of scratch memory. */
    RecomputedBand band(int part) {
        return bands[part];
    }

    /** Said once by every layer that uses scratch memory. */
    void reserveScratch(int floats) {
        scratchFloats = Math.max(scratchFloats, floats);
    }

    /** One array for all, so that it is large and aligned: each part has two runs of it, free for whoever runs. */
    float[] scratch() {
        return scratch;
    }

    /** Where a part's first run begins. */
    int scratchAt(int part) {
        return runAt(2 * part);
    }

    /** Where its second begins, for gradients. */
    int gradientScratchAt(int part) {
        return runAt(2 * part + 1);
    }

    private int runAt(int run) {
        return Math.addExact(CacheLines.FIRST, Math.multiplyExact(run, CacheLines.whole(scratchFloats)));
    }
}
