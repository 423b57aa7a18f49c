package org.mobilenet4j.training.network;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/**
 * Zeroes a share of the values at random and scales the rest so that their mean stays (Srivastava et al. 2014). The draw
 * depends on the seed and a value's place in the batch, not on threads or ranks.
 */
final class DropoutLayer implements TrainableLayer {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final Batch batch;
    private final Maps input;
    private final double rate;
    private final float[] factors;
    private long seed;

    DropoutLayer(Batch batch, Maps input, double rate) {
        this.batch = batch;
        this.input = input;
        this.rate = rate;
        this.factors = batch.allocate(input.shape());
        Arrays.fill(factors, 1);
    }

    /** The seed of the batch to come. */
    void seed(long next) {
        seed = next;
    }

    /** It has no parameters. */
    @Override
    public void freeze(boolean isFrozen) {}

    @Override
    public MapShape shape() {
        return input.shape();
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        input.read(first, pixels, into, at);
        scale(first, pixels, into, at);
    }

    private void scale(int first, int pixels, float[] values, int at) {
        int channels = shape().channels();
        for (int i = 0; i < pixels * channels; i++) {
            values[at + i] *= factors[CacheLines.FIRST + first * channels + i];
        }
    }

    @Override
    public boolean wantsGradient() {
        return input.wantsGradient();
    }

    /** Dropout learns nothing; the layer before it sees the gradient when it has gone {@link #backward}. */
    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {}

    @Override
    public int passedFloats() {
        return 0;
    }

    @Override
    public void forward() {
        if (rate == 0) {
            return;
        }
        RandomGenerator random = GENERATORS.create(seed);
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < batch.sizeBefore() * shape().length(); i++) {
            random.nextDouble();
        }
        for (int i = 0; i < batch.size() * shape().length(); i++) {
            factors[CacheLines.FIRST + i] = random.nextDouble() < rate ? 0 : kept;
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        batch.run(part -> {
            int first = batch.first(part) * shape().pixels();
            int pixels = batch.end(part) * shape().pixels() - first;
            scale(first, pixels, gradients.current(), CacheLines.FIRST + first * shape().channels());
            input.observeGradient(part, first, pixels, gradients.current());
        });
    }
}
