package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.GradientKernels;

/**
 * Maps of a pointwise convolution that are not kept but computed again, to the same bits, from what the convolution reads:
 * activation checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"), a few pixels at a time. What is
 * computed goes at once through norm and activation, while it is in the core's cache.
 */
final class RecomputedMaps implements KeptMaps {
    /** What is computed at a time fits the first-level cache, unless that would be too few pixels for the weights read. */
    private static final int PIECE_FLOATS = 1 << 12;

    private static final int LEAST_PIXELS = 64;

    private final Batch batch;
    private final Maps input;
    private final PointwiseFilter filter;
    private final GradientKernels kernels;
    private final MapShape shape;
    private final int piecePixels;

    /**
     * Maps that are read only by the threads that have their part of the batch.
     *
     * @param input what {@code filter} reads
     */
    RecomputedMaps(Batch batch, Maps input, PointwiseFilter filter) {
        this.batch = batch;
        this.input = input;
        this.filter = filter;
        this.kernels = batch.kernels().gradients();
        this.shape = filter.outputShape();
        this.piecePixels = Math.max(LEAST_PIXELS, PIECE_FLOATS / shape.channels());
        batch.reserveBands(piecePixels * input.shape().channels(), piecePixels * shape.channels());
    }

    /** What {@link #normalize} computed last is still there in the backward pass, which then sums its gradient. */
    @Override
    public float[] load(int at, int length, float[] scratch, int scratchAt) {
        if (batch.band(part(at)).copy(this, at, length, scratch, scratchAt)) {
            return scratch;
        }
        int pixels = length / shape.channels();
        for (int done = 0; done < pixels; done += piecePixels) {
            int from = done * shape.channels();
            compute(at + from, Math.min(piecePixels, pixels - done), scratch, scratchAt + from);
        }
        return scratch;
    }

    private int part(int at) {
        return batch.partOf(at / shape.length());
    }

    /** Computes the values of some pixels, rounded as {@link KeptMaps.BFloat16} keeps them, if that is the precision. */
    private void compute(int at, int pixels, float[] out, int outAt) {
        RecomputedBand band = batch.band(part(at));
        input.read(at / shape.channels(), pixels, band.input(), CacheLines.FIRST);
        filter.forward(pixels, band.input(), CacheLines.FIRST, out, outAt);
        if (batch.precision() == Precision.BFLOAT16) {
            int length = pixels * shape.channels();
            kernels.narrow(out, outAt, band.narrowed(), 0, length);
            kernels.widen(band.narrowed(), 0, out, outAt, length);
        }
    }

    @Override
    public void normalize(
            int at, int pixels, int channels, float[] norm, float low, float high, float[] out, int outAt) {
        float[] values = batch.band(part(at)).begin(this, at, pixels * channels);
        for (int done = 0; done < pixels; done += piecePixels) {
            int count = Math.min(piecePixels, pixels - done);
            int from = done * channels;
            compute(at + from, count, values, CacheLines.FIRST + from);
            kernels.normalize(count, channels, values, CacheLines.FIRST + from, norm, 0, low, high, out, outAt + from);
        }
    }

    @Override
    public void clampGradient(
            int at,
            int pixels,
            int channels,
            float[] terms,
            float low,
            float high,
            float[] gradient,
            int gradientAt,
            float[] out,
            int outAt) {
        for (int done = 0; done < pixels; done += piecePixels) {
            int count = Math.min(piecePixels, pixels - done);
            int from = done * channels;
            int to = outAt + from;
            compute(at + from, count, out, to);
            kernels.clampGradient(count, channels, out, to, terms, 0, low, high, gradient, gradientAt + from, out, to);
        }
    }

    /** Scratch memory: the values are seen once there, and forgotten. */
    @Override
    public float[] room(float[] scratch) {
        return scratch;
    }

    @Override
    public void keep(int at, int length, float[] scratch, int scratchAt) {}

    @Override
    public int index(int at, int scratchAt) {
        return scratchAt;
    }
}
