package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.quantization.Range;

/** A layer without weights whose values are rounded to the levels of eight bits; gradients stop where one is cut off. */
final class QuantizedLayer implements TrainableLayer {
    private final Batch batch;
    private final TrainableLayer layer;
    private final Range range;

    QuantizedLayer(Batch batch, TrainableLayer layer, Range range) {
        this.batch = batch;
        this.layer = layer;
        this.range = range;
        batch.reserveScratch(layer.shape().length());
    }

    @Override
    public void freeze(boolean isFrozen) {
        layer.freeze(isFrozen);
    }

    @Override
    public MapShape shape() {
        return layer.shape();
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        layer.read(first, pixels, into, at);
        range.round(into, at, pixels * shape().channels());
    }

    @Override
    public boolean wantsGradient() {
        return layer.wantsGradient();
    }

    /** The layer sees it in {@link #backward}, without what stops here. */
    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {}

    @Override
    public int passedFloats() {
        return layer.passedFloats();
    }

    @Override
    public void forward() {
        layer.forward();
    }

    @Override
    public void backward(GradientMaps gradients) {
        batch.run(part -> {
            stop(part, gradients.current());
            int first = batch.first(part) * shape().pixels();
            layer.observeGradient(part, first, batch.end(part) * shape().pixels() - first, gradients.current());
        });
        layer.backward(gradients);
    }

    /** Zeroes a part's gradient where the value was cut off. */
    void stop(int part, float[] gradient) {
        float[] scratch = batch.scratch();
        int readAt = batch.scratchAt(part);
        float lowest = range.lowest();
        float highest = range.highest();
        int pixels = shape().pixels();
        int length = shape().length();
        for (int image = batch.first(part); image < batch.end(part); image++) {
            layer.read(image * pixels, pixels, scratch, readAt);
            int at = CacheLines.FIRST + image * length;
            for (int i = 0; i < length; i++) {
                float value = scratch[readAt + i];
                gradient[at + i] = value >= lowest && value <= highest ? gradient[at + i] : 0;
            }
        }
    }
}
