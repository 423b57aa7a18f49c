package org.mobilenet4j.training.network;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/**
 * A convolution, its batch norm or bias, and its activation. A linear layer is one too, on maps of one pixel. Only what
 * the linear part puts out is kept, or {@link RecomputedMaps computed again}; whoever reads it normalises and activates while
 * reading.
 *
 * <p>Memory is what limits training, so maps are gone through band by band: a band's outputs are summed for their
 * statistics when they have just been written, and a band's gradient goes through norm, both gradients of the convolution
 * and the sums of the layer before while it is in the cache.
 */
final class ConvolutionUnit implements TrainableLayer {
    /** Pixels whose values are loaded at a time to be summed with their gradient. */
    private static final int PIECE = 64;

    private final Batch batch;
    private final Maps input;
    private final Filter filter;
    private final Epilogue epilogue;
    private final @Nullable RoundedFilter rounded;
    private final MapShape shape;
    private final int group;
    private final KeptMaps kept;
    private boolean isFrozen;

    /**
     * A unit behind given maps.
     *
     * @param kept where the values of the linear part are kept
     * @param rounded what {@code filter} computes with, where that is not what the optimiser moves
     */
    ConvolutionUnit(
            Batch batch, Maps input, Filter filter, KeptMaps kept, Epilogue epilogue, @Nullable RoundedFilter rounded) {
        this.batch = batch;
        this.input = input;
        this.filter = filter;
        this.epilogue = epilogue;
        this.rounded = rounded;
        this.shape = filter.outputShape();
        this.group =
                filter.bands().length > 1 ? 1 : batch.imagesAtOnce(input.shape().length() + shape.length());
        this.kept = kept;
        batch.reservePiece(PIECE * shape.channels());
        for (Band band : filter.bands()) {
            batch.reserveScratch(group * band.readPixels() * input.shape().channels());
            batch.reserveScratch(group * Math.max(band.gradientPixels(), band.outPixels()) * shape.channels());
        }
    }

    /** Lays the weights out for the kernels. */
    void pack() {
        if (rounded != null) {
            rounded.round();
        }
        filter.pack();
    }

    /** Sums the gradient by the weights over the parts. */
    void sumGradient() {
        if (!isFrozen) {
            filter.sumGradient();
        }
    }

    @Override
    public void freeze(boolean value) {
        isFrozen = value;
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        epilogue.apply(kept, first * shape.channels(), pixels, into, at);
    }

    @Override
    public int passedFloats() {
        return input.shape().length();
    }

    @Override
    public void forward() {
        batch.run(this::convolve);
        epilogue.settle(count(), mode());
    }

    private Mode mode() {
        return isFrozen ? Mode.FROZEN_STATISTICS : batch.mode();
    }

    private long count() {
        return (long) batch.ranks(mode()).count() * batch.size() * shape.pixels();
    }

    private void convolve(int part) {
        epilogue.clearSums(part);
        boolean needsMoments = epilogue.needsMoments(mode());
        float[] scratch = batch.scratch();
        int readAt = batch.scratchAt(part);
        int madeAt = batch.gradientScratchAt(part);
        float[] out = kept.room(scratch);
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int images = Math.min(group, batch.end(part) - first);
            for (Band band : filter.bands()) {
                input.read(
                        first * input.shape().pixels() + band.readFrom(), images * band.readPixels(), scratch, readAt);
                int outAt = (first * shape.pixels() + band.outFrom()) * shape.channels();
                int index = kept.index(outAt, madeAt);
                int outPixels = images * band.outPixels();
                filter.forward(part, band, images, scratch, readAt, out, index);
                if (needsMoments) {
                    epilogue.observe(part, outPixels, out, index);
                }
                kept.keep(outAt, outPixels * shape.channels(), out, madeAt);
            }
        }
    }

    /** All before a layer that is frozen is frozen too. */
    @Override
    public boolean wantsGradient() {
        return !isFrozen;
    }

    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {
        float[] piece = batch.piece(part);
        for (int done = 0; done < pixels; done += PIECE) {
            int count = Math.min(PIECE, pixels - done);
            int at = (first + done) * shape.channels();
            float[] values = kept.load(at, count * shape.channels(), piece, 0);
            epilogue.observeGradient(part, count, values, kept.index(at, 0), gradient, CacheLines.FIRST + at);
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        epilogue.settleGradient(count(), mode());
        batch.run(part -> backward(part, gradients.current(), gradients.next()));
        gradients.swap();
    }

    private void backward(int part, float[] gradient, float[] inputGradient) {
        filter.clearGradient(part);
        int inputPixels = input.shape().pixels();
        float[] scratch = batch.scratch();
        int readAt = batch.scratchAt(part);
        int passedAt = batch.gradientScratchAt(part);
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int images = Math.min(group, batch.end(part) - first);
            for (Band band : filter.bands()) {
                int at = (first * shape.pixels() + band.gradientFrom()) * shape.channels();
                int pixels = images * band.gradientPixels();
                epilogue.inputGradient(kept, at, pixels, gradient, CacheLines.FIRST + at, scratch, passedAt);
                input.read(first * inputPixels + band.readFrom(), images * band.readPixels(), scratch, readAt);
                filter.addWeightGradient(part, band, images, scratch, readAt, passedAt);
                if (input.wantsGradient()) {
                    int firstInput = first * inputPixels + band.inputFrom();
                    filter.inputGradient(
                            band,
                            images,
                            scratch,
                            passedAt,
                            inputGradient,
                            CacheLines.FIRST + firstInput * input.shape().channels());
                    input.observeGradient(part, firstInput, images * band.inputPixels(), inputGradient);
                }
            }
        }
    }
}
