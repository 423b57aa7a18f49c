package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.Kernels;

/**
 * The batch in hand and what all layers share to compute on it: kernels, threads and scratch memory. Each part has a
 * run of neighbouring pictures.
 */
final class Batch {
    /** Small maps are taken several at a time, up to so many floats: half of a core's L2 cache. */
    private static final int GROUP_FLOATS = 1 << 17;

    private final Kernels kernels;
    private final Parts parts;
    private final int capacity;
    private final float[][] scratch;
    private int scratchFloats = GROUP_FLOATS;
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

    /** How many maps are read into scratch memory at once. */
    int group(MapShape shape) {
        return Math.clamp(GROUP_FLOATS / shape.length(), 1, capacity);
    }

    /** Room for a value of every picture. */
    float[] allocate(MapShape shape) {
        try {
            return new float[Math.multiplyExact(capacity, shape.length())];
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a batch of " + capacity + " is too large for maps of " + shape + "; take a smaller one", e);
        }
    }

    /** Said once by every layer that reads maps into scratch memory. */
    void reserveScratch(MapShape shape) {
        scratchFloats = Math.max(scratchFloats, shape.length());
    }

    /** A part's own memory, free for whoever runs. */
    float[] scratch(int part) {
        if (scratch[part].length < scratchFloats) {
            scratch[part] = new float[scratchFloats];
        }
        return scratch[part];
    }
}
