package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/** The mean of each channel over all pixels. */
final class PoolLayer implements TrainableLayer {
    private final Batch batch;
    private final Maps input;
    private final MapShape shape;
    private final float[] means;

    PoolLayer(Batch batch, Maps input) {
        this.batch = batch;
        this.input = input;
        this.shape = MapShape.vector(input.shape().channels());
        this.means = batch.allocate(shape);
        batch.reserveScratch(input.shape().length());
    }

    /** It has no parameters. */
    @Override
    public void freeze(boolean isFrozen) {}

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        System.arraycopy(means, CacheLines.FIRST + first * shape.channels(), into, at, pixels * shape.channels());
    }

    @Override
    public boolean wantsGradient() {
        return input.wantsGradient();
    }

    /** A mean has nothing to learn. */
    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {}

    @Override
    public int passedFloats() {
        return input.shape().length();
    }

    @Override
    public void forward() {
        batch.run(this::pool);
    }

    private void pool(int part) {
        float[] scratch = batch.scratch();
        int readAt = batch.scratchAt(part);
        for (int image = batch.first(part); image < batch.end(part); image++) {
            input.read(image * input.shape().pixels(), input.shape().pixels(), scratch, readAt);
            batch.kernels()
                    .globalAveragePool(
                            input.shape().pixels(),
                            shape.channels(),
                            input.shape().pixels(),
                            scratch,
                            readAt,
                            means,
                            CacheLines.FIRST + image * shape.length());
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        batch.run(part -> spread(part, gradients.current(), gradients.next()));
        gradients.swap();
    }

    /** Every pixel gets its share of the mean's gradient. */
    private void spread(int part, float[] gradient, float[] inputGradient) {
        int channels = shape.channels();
        int pixels = input.shape().pixels();
        for (int image = batch.first(part); image < batch.end(part); image++) {
            int to = CacheLines.FIRST + image * input.shape().length();
            for (int c = 0; c < channels; c++) {
                inputGradient[to + c] = gradient[CacheLines.FIRST + image * channels + c] / pixels;
            }
            for (int pixel = 1; pixel < pixels; pixel++) {
                System.arraycopy(inputGradient, to, inputGradient, to + pixel * channels, channels);
            }
            input.observeGradient(part, image * pixels, pixels, inputGradient);
        }
    }
}
