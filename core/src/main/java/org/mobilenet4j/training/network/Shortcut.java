package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.CacheLines;

/**
 * A block's way around its layers: the maps that they read, with an array for what is added behind them. Backward, the
 * gradient that came this way is added to that which came through the layers.
 */
final class Shortcut implements Maps {
    private final Batch batch;
    private final Maps input;
    private final float[] sums;

    Shortcut(Batch batch, Maps input) {
        this.batch = batch;
        this.input = input;
        this.sums = batch.allocate(input.shape());
    }

    @Override
    public MapShape shape() {
        return input.shape();
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        input.read(first, pixels, into, at);
    }

    /** Adds the input to what the last layer put out. */
    void join(int part, Maps last) {
        int readAt = batch.scratchAt(part);
        int pixels = shape().pixels();
        for (int image = batch.first(part); image < batch.end(part); image++) {
            int at = CacheLines.FIRST + image * shape().length();
            last.read(image * pixels, pixels, sums, at);
            input.read(image * pixels, pixels, batch.scratch(), readAt);
            batch.kernels().add(sums, at, batch.scratch(), readAt, shape().length());
        }
    }

    /** What {@link #join} put out. */
    void readJoined(int first, int pixels, float[] into, int at) {
        System.arraycopy(sums, CacheLines.FIRST + first * shape().channels(), into, at, pixels * shape().channels());
    }

    /** Keeps the gradient by the sums, in their place: whoever read them has done so. */
    void keepGradient(int part, float[] gradient) {
        int from = CacheLines.FIRST + batch.first(part) * shape().length();
        int end = CacheLines.FIRST + batch.end(part) * shape().length();
        System.arraycopy(gradient, from, sums, from, end - from);
    }

    @Override
    public boolean wantsGradient() {
        return input.wantsGradient();
    }

    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {
        int at = CacheLines.FIRST + first * shape().channels();
        batch.kernels().add(gradient, at, sums, at, pixels * shape().channels());
        input.observeGradient(part, first, pixels, gradient);
    }
}
