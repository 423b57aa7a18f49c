package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/** The sum of two values. Its gradient is that of both; the one whose layer stands before it takes it as it travels. */
final class AddLayer implements TrainableLayer {
    private final Batch batch;
    private final Maps through;
    private final Maps other;
    private final float[] sums;

    /**
     * A sum.
     *
     * @param through what the layer before computes
     * @param other what came another way
     * @param sums room for the sums; behind the layers that read them, it is free for a gradient
     */
    AddLayer(Batch batch, Maps through, Maps other, float[] sums) {
        this.batch = batch;
        this.through = through;
        this.other = other;
        this.sums = sums;
        batch.reserveScratch(shape().length());
    }

    /** It has no parameters. */
    @Override
    public void freeze(boolean isFrozen) {}

    @Override
    public MapShape shape() {
        return through.shape();
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        System.arraycopy(sums, CacheLines.FIRST + first * shape().channels(), into, at, pixels * shape().channels());
    }

    @Override
    public boolean wantsGradient() {
        return through.wantsGradient() || other.wantsGradient();
    }

    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {
        through.observeGradient(part, first, pixels, gradient);
    }

    @Override
    public int passedFloats() {
        return 0;
    }

    @Override
    public void forward() {
        batch.run(part -> {
            int readAt = batch.scratchAt(part);
            int pixels = shape().pixels();
            for (int image = batch.first(part); image < batch.end(part); image++) {
                int at = CacheLines.FIRST + image * shape().length();
                through.read(image * pixels, pixels, sums, at);
                other.read(image * pixels, pixels, batch.scratch(), readAt);
                batch.kernels().add(sums, at, batch.scratch(), readAt, shape().length());
            }
        });
    }

    @Override
    public void backward(GradientMaps gradients) {
        if (other.wantsGradient()) {
            batch.run(part -> {
                int first = batch.first(part) * shape().pixels();
                int pixels = batch.end(part) * shape().pixels() - first;
                other.observeGradient(part, first, pixels, gradients.current());
            });
        }
    }
}
