package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
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
    private final Band[] bands;
    private final boolean isTransposed;

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
        this.partial = new PartialGradient(batch.parts(), weight.length);
        this.bands = Band.ofPixels(input, outChannels, Batch.CACHED_FLOATS);
        this.isTransposed = vectorsLost(panel, outChannels) < vectorsLost(panel, input.channels());
    }

    /** The kernel goes along one side of the matrix in steps of a panel: the share of its work that is in vain. */
    private static double vectorsLost(int panel, int channels) {
        return 1 - channels / (double) WeightPacking.paddedOut(panel, channels);
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
    public Band[] bands() {
        return bands;
    }

    @Override
    public void forward(int part, Band band, int images, float[] in, int inAt, float[] out, int outAt) {
        forward(images * band.outPixels(), in, inAt, out, outAt);
    }

    /** Computes the outputs of a run of pixels: the same bits for a pixel, whatever run it is in. */
    void forward(int pixels, float[] in, int inAt, float[] out, int outAt) {
        kernels.pointwise(
                pixels,
                input.channels(),
                output.channels(),
                in,
                inAt,
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
    public void addWeightGradient(int part, Band band, int images, float[] scratch, int inAt, int gradientAt) {
        float[] sum = partial.of(part);
        int rows = images * band.outPixels();
        int ins = input.channels();
        int outs = output.channels();
        if (isTransposed) {
            kernels.gradients().pointwiseWeights(rows, outs, ins, scratch, gradientAt, scratch, inAt, sum, 0);
        } else {
            kernels.gradients().pointwiseWeights(rows, ins, outs, scratch, inAt, scratch, gradientAt, sum, 0);
        }
    }

    @Override
    public void inputGradient(
            Band band, int images, float[] outGradient, int gradientAt, float[] inputGradient, int inputGradientAt) {
        kernels.pointwise(
                images * band.inputPixels(),
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
        float[] sum = partial.sum();
        int ins = input.channels();
        int outs = output.channels();
        if (!isTransposed) {
            System.arraycopy(sum, 0, gradient, 0, sum.length);
            return;
        }
        for (int o = 0; o < outs; o++) {
            for (int i = 0; i < ins; i++) {
                gradient[o * ins + i] = sum[i * outs + o];
            }
        }
    }
}
