package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;

/** A matrix {@code out x in} met by every pixel: a 1 x 1 convolution, or a linear layer on maps of one pixel. */
final class PointwiseFilter implements Filter {
    private final Kernels kernels;
    private final MapShape input;
    private final MapShape output;
    private final float[] weight;
    private final float[] gradient;
    private final float[] panels;
    private final float[] transposed;
    private final float[] noBias;
    private final PartialGradient partial;

    PointwiseFilter(Batch batch, MapShape input, int outChannels, float[] weight, float[] gradient) {
        int panel = batch.kernels().panel();
        this.kernels = batch.kernels();
        this.input = input;
        this.output = new MapShape(input.height(), input.width(), outChannels);
        this.weight = weight;
        this.gradient = gradient;
        this.panels = new float[WeightPacking.panelsLength(panel, input.channels(), outChannels)];
        this.transposed = new float[WeightPacking.panelsLength(panel, outChannels, input.channels())];
        this.noBias = new float[WeightPacking.paddedOut(panel, Math.max(input.channels(), outChannels))];
        this.partial = new PartialGradient(batch.parts().count(), weight.length);
    }

    @Override
    public MapShape outputShape() {
        return output;
    }

    @Override
    public void pack() {
        WeightPacking.panels(kernels.panel(), input.channels(), output.channels(), weight, panels, 0);
        WeightPacking.transposedPanels(kernels.panel(), input.channels(), output.channels(), weight, transposed, 0);
    }

    @Override
    public void forward(int part, int pictures, float[] in, float[] out, int outAt) {
        kernels.pointwise(
                pictures * input.pixels(),
                input.channels(),
                output.channels(),
                in,
                0,
                panels,
                0,
                noBias,
                0,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                out,
                outAt);
    }

    @Override
    public void clearGradient(int part) {
        partial.clear(part);
    }

    @Override
    public void addWeightGradient(int part, int pictures, float[] in, float[] outGradient, int gradientAt) {
        kernels.gradients()
                .pointwiseWeights(
                        pictures * input.pixels(),
                        input.channels(),
                        output.channels(),
                        in,
                        0,
                        outGradient,
                        gradientAt,
                        partial.of(part),
                        0);
    }

    @Override
    public void inputGradient(
            int pictures, float[] outGradient, int gradientAt, float[] inputGradient, int inputGradientAt) {
        kernels.pointwise(
                pictures * input.pixels(),
                output.channels(),
                input.channels(),
                outGradient,
                gradientAt,
                transposed,
                0,
                noBias,
                0,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                inputGradient,
                inputGradientAt);
    }

    @Override
    public void sumGradient() {
        System.arraycopy(partial.sum(), 0, gradient, 0, gradient.length);
    }
}
