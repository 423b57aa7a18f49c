package org.mobilenet4j.training.network;

/**
 * A convolution, its batch norm or bias, and its activation. A linear layer is one too, on maps of one pixel. Only what
 * the linear part puts out is kept; whoever reads it normalises and activates while reading.
 *
 * <p>Memory is what limits training, so maps are gone through band by band: a band's outputs are summed for their
 * statistics when they have just been written, and a band's gradient goes through norm, both gradients of the convolution
 * and the sums of the layer before while it is in the cache.
 */
final class ConvolutionUnit implements TrainableLayer {
    private final Batch batch;
    private final Maps input;
    private final Filter filter;
    private final NormActivation norm;
    private final MapShape shape;
    private final boolean isFirst;
    private final int group;
    private final float[] values;

    /**
     * A unit behind given maps.
     *
     * @param isFirst whether it reads the pictures, whose gradient nobody wants
     */
    ConvolutionUnit(Batch batch, Maps input, Filter filter, NormActivation norm, boolean isFirst) {
        this.batch = batch;
        this.input = input;
        this.filter = filter;
        this.norm = norm;
        this.shape = filter.outputShape();
        this.isFirst = isFirst;
        this.group = filter.bands().length > 1
                ? 1
                : batch.picturesAtOnce(input.shape().length() + shape.length());
        this.values = batch.allocate(shape);
        for (Band band : filter.bands()) {
            batch.reserveScratch(group * band.readPixels() * input.shape().channels());
            batch.reserveScratch(group * band.gradientPixels() * shape.channels());
        }
    }

    /** Lays the weights out for the kernels. */
    void pack() {
        filter.pack();
    }

    /** Sums the gradient by the weights over the parts. */
    void sumGradient() {
        filter.sumGradient();
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        norm.apply(pixels, values, first * shape.channels(), into, at);
    }

    @Override
    public void forward() {
        batch.parts().run(this::convolve);
        norm.settle(count(), batch.mode());
    }

    private long count() {
        return (long) batch.size() * shape.pixels();
    }

    private void convolve(int part) {
        norm.clearSums(part);
        boolean needsMoments = norm.needsMoments(batch.mode());
        float[] read = batch.scratch(part);
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int pictures = Math.min(group, batch.end(part) - first);
            for (Band band : filter.bands()) {
                input.read(first * input.shape().pixels() + band.readFrom(), pictures * band.readPixels(), read, 0);
                int outAt = (first * shape.pixels() + band.outFrom()) * shape.channels();
                filter.forward(part, band, pictures, read, values, outAt);
                if (needsMoments) {
                    norm.observe(part, pictures * band.outPixels(), values, outAt);
                }
            }
        }
    }

    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {
        int at = first * shape.channels();
        norm.observeGradient(part, pixels, values, at, gradient, at);
    }

    @Override
    public void backward(GradientMaps gradients) {
        norm.settleGradient(count(), batch.mode());
        batch.parts().run(part -> backward(part, gradients.current(), gradients.next()));
        gradients.swap();
    }

    private void backward(int part, float[] gradient, float[] inputGradient) {
        filter.clearGradient(part);
        int inputPixels = input.shape().pixels();
        float[] read = batch.scratch(part);
        float[] passed = batch.gradientScratch(part);
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int pictures = Math.min(group, batch.end(part) - first);
            for (Band band : filter.bands()) {
                int at = (first * shape.pixels() + band.gradientFrom()) * shape.channels();
                norm.inputGradient(pictures * band.gradientPixels(), values, at, gradient, at, passed, 0);
                input.read(first * inputPixels + band.readFrom(), pictures * band.readPixels(), read, 0);
                filter.addWeightGradient(part, band, pictures, read, passed);
                if (!isFirst) {
                    int firstInput = first * inputPixels + band.inputFrom();
                    filter.inputGradient(
                            band,
                            pictures,
                            passed,
                            inputGradient,
                            firstInput * input.shape().channels());
                    input.observeGradient(part, firstInput, pictures * band.inputPixels(), inputGradient);
                }
            }
        }
    }
}
