package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/**
 * Squeeze-and-excite (Hu et al. 2018; MobileNetV3, section 5.3): the mean of each channel passes two matrices, and what
 * comes out scales the channel.
 */
final class SqueezeExciteLayer implements TrainableLayer {
    private final Batch batch;
    private final Maps input;
    private final TrainableLayer pool;
    private final ConvolutionUnit squeeze;
    private final ConvolutionUnit excite;
    private final MapShape shape;
    private final float[] factors;
    private final GradientMaps vectors;
    private final float[][] norms;
    private final ChannelSums sums;

    /**
     * A layer over {@code input}, which {@code pool} reads as well.
     *
     * @param excite behind {@code squeeze}, which is behind {@code pool}
     */
    SqueezeExciteLayer(Batch batch, Maps input, TrainableLayer pool, ConvolutionUnit squeeze, ConvolutionUnit excite) {
        this.batch = batch;
        this.input = input;
        this.pool = pool;
        this.squeeze = squeeze;
        this.excite = excite;
        this.shape = input.shape();
        int channels = shape.channels();
        this.factors = batch.allocate(excite.shape());
        this.vectors = new GradientMaps(
                batch.allocate(excite.shape().length()),
                batch.allocate(squeeze.shape().length()));
        this.norms = new float[batch.parts()][3 * channels];
        this.sums = new ChannelSums(batch.parts(), channels);
        batch.reserveScratch(shape.length());
    }

    @Override
    public void freeze(boolean isFrozen) {
        squeeze.freeze(isFrozen);
        excite.freeze(isFrozen);
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        input.read(first, pixels, into, at);
        int channels = shape.channels();
        int done = 0;
        while (done < pixels) {
            int image = (first + done) / shape.pixels();
            int count = Math.min((image + 1) * shape.pixels() - first, pixels) - done;
            batch.kernels()
                    .scaleChannels(
                            count, channels, into, at + done * channels, factors, CacheLines.FIRST + image * channels);
            done += count;
        }
    }

    @Override
    public boolean wantsGradient() {
        return excite.wantsGradient();
    }

    /** The factors need the whole image's gradient; they get it in {@link #backward}. */
    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {}

    @Override
    public int passedFloats() {
        return 0;
    }

    @Override
    public void forward() {
        pool.forward();
        squeeze.forward();
        excite.forward();
        excite.read(0, batch.size(), factors, CacheLines.FIRST);
    }

    @Override
    public void backward(GradientMaps gradients) {
        batch.run(part -> gradientOfFactors(part, gradients.current()));
        excite.backward(vectors);
        squeeze.backward(vectors);
        if (pool instanceof QuantizedLayer means) {
            batch.run(part -> means.stop(part, vectors.current()));
        }
        batch.run(part -> throughScaleAndMean(part, gradients.current()));
    }

    /** A factor's gradient is the sum over the pixels of gradient times value. */
    private void gradientOfFactors(int part, float[] gradient) {
        int channels = shape.channels();
        float[] scratch = batch.scratch();
        int readAt = batch.scratchAt(part);
        float[] identity = identity(part);
        for (int image = batch.first(part); image < batch.end(part); image++) {
            input.read(image * shape.pixels(), shape.pixels(), scratch, readAt);
            sums.clear(part);
            batch.kernels()
                    .gradients()
                    .clampSums(
                            shape.pixels(),
                            channels,
                            scratch,
                            readAt,
                            identity,
                            0,
                            Float.NEGATIVE_INFINITY,
                            Float.POSITIVE_INFINITY,
                            gradient,
                            CacheLines.FIRST + image * shape.length(),
                            sums.of(part),
                            0);
            for (int c = 0; c < channels; c++) {
                vectors.current()[CacheLines.FIRST + image * channels + c] = (float) sums.second(part, c);
            }
        }
        excite.observeGradient(part, batch.first(part), batch.end(part) - batch.first(part), vectors.current());
    }

    /** The norm that changes nothing: under it, {@code clampGradient} sums plain products. */
    private float[] identity(int part) {
        int channels = shape.channels();
        float[] norm = norms[part];
        Arrays.fill(norm, 0);
        Arrays.fill(norm, channels, 2 * channels, 1);
        return norm;
    }

    /** Directly through the scale, and by way of the mean that the factors were made of. */
    private void throughScaleAndMean(int part, float[] gradient) {
        int channels = shape.channels();
        float[] norm = norms[part];
        Arrays.fill(norm, 0, channels, 0);
        for (int image = batch.first(part); image < batch.end(part); image++) {
            System.arraycopy(factors, CacheLines.FIRST + image * channels, norm, channels, channels);
            for (int c = 0; c < channels; c++) {
                norm[2 * channels + c] = vectors.current()[CacheLines.FIRST + image * channels + c] / shape.pixels();
            }
            int at = CacheLines.FIRST + image * shape.length();
            batch.kernels()
                    .gradients()
                    .normalize(
                            shape.pixels(),
                            channels,
                            gradient,
                            at,
                            norm,
                            0,
                            Float.NEGATIVE_INFINITY,
                            Float.POSITIVE_INFINITY,
                            gradient,
                            at);
            input.observeGradient(part, image * shape.pixels(), shape.pixels(), gradient);
        }
    }
}
