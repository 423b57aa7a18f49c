package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.Kernels;

/**
 * The batch in hand and what all layers share to compute on it: kernels, threads and scratch memory. Each part has a
 * run of neighbouring pictures.
 */
final class Batch {
    /** What is read and written at a time: half of a core's L2 cache. */
    static final int CACHED_FLOATS = 1 << 17;

    private final Kernels kernels;
    private final Parts parts;
    private final int capacity;
    private final float[][] scratch;
    private final float[][] gradientScratch;
    private int scratchFloats;
    private long mapFloats;
    private int size;
    private Mode mode = Mode.BATCH_STATISTICS;

    /**
     * No batch yet.
     *
     * @param capacity the most pictures of a batch
     */
    Batch(Kernels kernels, int threads, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("the batch size is " + capacity + ", expected at least 1");
        }
        this.kernels = kernels;
        this.parts = new Parts(Math.min(threads, capacity));
        this.capacity = capacity;
        this.scratch = new float[parts.count()][0];
        this.gradientScratch = new float[parts.count()][0];
    }

    void begin(int pictures, Mode nextMode) {
        size = pictures;
        mode = nextMode;
    }

    Kernels kernels() {
        return kernels;
    }

    Parts parts() {
        return parts;
    }

    int capacity() {
        return capacity;
    }

    /** The pictures of the batch in hand. */
    int size() {
        return size;
    }

    Mode mode() {
        return mode;
    }

    /** The first picture of a part. */
    int first(int part) {
        return size * part / parts.count();
    }

    /** One past the last picture of a part. */
    int end(int part) {
        return first(part + 1);
    }

    /** How many pictures of so many floats stay in the cache together. */
    int picturesAtOnce(int floats) {
        return Math.clamp(CACHED_FLOATS / floats, 1, capacity);
    }

    /** Room for a value of every picture. */
    float[] allocate(MapShape shape) {
        try {
            float[] values = new float[Math.multiplyExact(capacity, shape.length())];
            mapFloats += values.length;
            return values;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a batch of " + capacity + " is too large for maps of " + shape + "; take a smaller one", e);
        }
    }

    /** The floats that all layers keep, with the scratch memory. */
    long floats() {
        return mapFloats + 2L * scratchFloats * parts.count();
    }

    /** Said once by every layer that uses scratch memory. */
    void reserveScratch(int floats) {
        scratchFloats = Math.max(scratchFloats, floats);
    }

    /** A part's own memory, free for whoever runs. */
    float[] scratch(int part) {
        return longEnough(scratch, part);
    }

    /** A second one, for gradients. */
    float[] gradientScratch(int part) {
        return longEnough(gradientScratch, part);
    }

    private float[] longEnough(float[][] arrays, int part) {
        if (arrays[part].length < scratchFloats) {
            arrays[part] = new float[scratchFloats];
        }
        return arrays[part];
    }
}
