package org.mobilenet4j.training.network;

/**
 * A convolution, its batch norm or bias, and its activation. A linear layer is one too, on maps of one pixel. Only what
 * the linear part puts out is kept; whoever reads it normalises and activates while reading.
 */
final class ConvolutionUnit implements TrainableLayer {
    private final Batch batch;
    private final Maps input;
    private final Filter filter;
    private final NormActivation norm;
    private final MapShape shape;
    private final boolean isFirst;
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
        this.values = batch.allocate(shape);
        batch.reserveScratch(input.shape());
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
    public void read(int picture, float[] into, int at) {
        norm.apply(shape.pixels(), values, picture * shape.length(), into, at);
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
        float[] read = batch.scratch(part);
        int group = batch.group(input.shape());
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int pictures = Math.min(group, batch.end(part) - first);
            readGroup(first, pictures, read);
            filter.forward(part, pictures, read, values, first * shape.length());
            if (norm.needsMoments(batch.mode())) {
                norm.observe(part, pictures * shape.pixels(), values, first * shape.length());
            }
        }
    }

    private void readGroup(int first, int pictures, float[] into) {
        for (int i = 0; i < pictures; i++) {
            input.read(first + i, into, i * input.shape().length());
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        batch.parts().run(part -> throughActivation(part, gradients.current()));
        norm.settleGradient(count(), batch.mode());
        batch.parts().run(part -> throughConvolution(part, gradients.current(), gradients.next()));
        gradients.swap();
    }

    private void throughActivation(int part, float[] gradient) {
        norm.clearSums(part);
        int from = batch.first(part) * shape.length();
        int pixels = (batch.end(part) - batch.first(part)) * shape.pixels();
        norm.activationGradient(part, pixels, values, from, gradient, from);
    }

    private void throughConvolution(int part, float[] gradient, float[] inputGradient) {
        filter.clearGradient(part);
        float[] read = batch.scratch(part);
        int group = batch.group(input.shape());
        for (int first = batch.first(part); first < batch.end(part); first += group) {
            int pictures = Math.min(group, batch.end(part) - first);
            int at = first * shape.length();
            norm.inputGradient(pictures * shape.pixels(), values, at, gradient, at);
            readGroup(first, pictures, read);
            filter.addWeightGradient(part, pictures, read, gradient, at);
            if (!isFirst) {
                filter.inputGradient(
                        pictures,
                        gradient,
                        at,
                        inputGradient,
                        first * input.shape().length());
            }
        }
    }
}
