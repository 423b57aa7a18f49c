package org.mobilenet4j.training.network;

import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;

/**
 * A dense convolution as a matrix product with the windows of its input, a row of the output at a time. Only the stem is
 * one, and what it reads are pictures, which need no gradient.
 */
final class DenseFilter implements Filter {
    private final Kernels kernels;
    private final Window window;
    private final MapShape output;
    private final float[] weight;
    private final float[] gradient;
    private final float[] matrix;
    private final float[] panels;
    private final float[] noBias;
    private final float[][] rows;
    private final PartialGradient partial;

    DenseFilter(Batch batch, Window window, int outChannels, float[] weight, float[] gradient) {
        this.kernels = batch.kernels();
        this.window = window;
        this.output = new MapShape(window.outHeight(), window.outWidth(), outChannels);
        this.weight = weight;
        this.gradient = gradient;
        this.matrix = new float[weight.length];
        this.panels = new float[WeightPacking.panelsLength(kernels.panel(), patchLength(), outChannels)];
        this.noBias = new float[WeightPacking.paddedOut(kernels.panel(), outChannels)];
        this.rows = new float[batch.parts().count()][window.outWidth() * patchLength()];
        this.partial = new PartialGradient(batch.parts().count(), weight.length);
    }

    private int patchLength() {
        return window.kernel() * window.kernel() * window.channels();
    }

    @Override
    public MapShape outputShape() {
        return output;
    }

    @Override
    public void pack() {
        WeightPacking.patchMatrix(output.channels(), window.channels(), window.kernel(), weight, matrix);
        WeightPacking.panels(kernels.panel(), patchLength(), output.channels(), matrix, panels, 0);
    }

    @Override
    public void forward(int part, int pictures, float[] in, float[] out, int outAt) {
        int inLength = window.height() * window.width() * window.channels();
        int rowLength = output.width() * output.channels();
        for (int row = 0; row < pictures * output.height(); row++) {
            int picture = row / output.height();
            Patches.gatherRow(window, row % output.height(), in, picture * inLength, rows[part], 0);
            kernels.pointwise(
                    output.width(),
                    patchLength(),
                    output.channels(),
                    rows[part],
                    0,
                    panels,
                    0,
                    noBias,
                    0,
                    Float.NEGATIVE_INFINITY,
                    Float.POSITIVE_INFINITY,
                    out,
                    outAt + row * rowLength);
        }
    }

    @Override
    public void clearGradient(int part) {
        partial.clear(part);
    }

    @Override
    public void addWeightGradient(int part, int pictures, float[] in, float[] outGradient, int gradientAt) {
        int inLength = window.height() * window.width() * window.channels();
        int rowLength = output.width() * output.channels();
        for (int row = 0; row < pictures * output.height(); row++) {
            int picture = row / output.height();
            Patches.gatherRow(window, row % output.height(), in, picture * inLength, rows[part], 0);
            kernels.gradients()
                    .pointwiseWeights(
                            output.width(),
                            patchLength(),
                            output.channels(),
                            rows[part],
                            0,
                            outGradient,
                            gradientAt + row * rowLength,
                            partial.of(part),
                            0);
        }
    }

    @Override
    public void inputGradient(
            int pictures, float[] outGradient, int gradientAt, float[] inputGradient, int inputGradientAt) {
        throw new IllegalStateException("a dense convolution stands only where the pictures come in");
    }

    @Override
    public void sumGradient() {
        WeightPacking.fromPatchMatrix(output.channels(), window.channels(), window.kernel(), partial.sum(), gradient);
    }
}
