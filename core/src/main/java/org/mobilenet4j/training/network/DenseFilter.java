package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;

/** A dense convolution as a matrix product with the windows of its input, a row of the output at a time. */
final class DenseFilter implements Filter {
    private final Kernels kernels;
    private final Window window;
    private final MapShape output;
    private final float[] weight;
    private final float[] gradient;
    private final float[] matrix;
    private final float[] panels;
    private final float[] mirrored;
    private final float[] noBias;
    private final float[][] rows;
    private final PartialGradient partial;
    private final Band[] bands;

    /**
     * A convolution.
     *
     * @param passesGradient whether what it reads wants a gradient: not the images, which the stem reads
     */
    DenseFilter(Batch batch, Window window, int outChannels, float[] weight, float[] gradient, boolean passesGradient) {
        this.kernels = batch.kernels();
        this.window = window;
        this.output = new MapShape(window.outHeight(), window.outWidth(), outChannels);
        this.weight = weight;
        this.gradient = gradient;
        this.matrix = new float[weight.length];
        this.panels = new float[WeightPacking.panelsLength(kernels.panel(), patchLength(), outChannels)];
        this.mirrored = new float
                [passesGradient
                        ? WeightPacking.panelsLength(
                                kernels.panel(), window.kernel() * window.kernel() * outChannels, window.channels())
                        : 0];
        this.noBias = new float[WeightPacking.paddedOut(kernels.panel(), Math.max(outChannels, window.channels()))];
        this.rows = new float[batch.parts()][window.outWidth() * patchLength()];
        this.partial = new PartialGradient(batch.parts(), weight.length);
        this.bands = Band.ofRows(window, outChannels, Batch.CACHED_FLOATS);
    }

    private int patchLength() {
        return Patches.length(window);
    }

    @Override
    public MapShape outputShape() {
        return output;
    }

    @Override
    public void pack() {
        WeightPacking.patchMatrix(output.channels(), window.channels(), window.kernel(), weight, matrix);
        WeightPacking.panels(kernels.panel(), patchLength(), output.channels(), matrix, panels, 0);
        if (mirrored.length > 0) {
            WeightPacking.mirroredDense(
                    kernels.panel(), output.channels(), window.channels(), window.kernel(), weight, mirrored, 0);
        }
    }

    @Override
    public Band[] bands() {
        return bands;
    }

    @Override
    public void forward(int part, Band band, int images, float[] in, int inAt, float[] out, int outAt) {
        if (Patches.suit(window)) {
            patched(part, band, images, in, inAt, out, outAt);
            return;
        }
        for (int i = 0; i < images; i++) {
            kernels.dense(
                    band.forward(),
                    output.channels(),
                    in,
                    inAt + i * band.readPixels() * window.channels(),
                    panels,
                    0,
                    noBias,
                    0,
                    Float.NEGATIVE_INFINITY,
                    Float.POSITIVE_INFINITY,
                    out,
                    outAt + i * output.length());
        }
    }

    private void patched(int part, Band band, int images, float[] in, int inAt, float[] out, int outAt) {
        for (int i = 0; i < images; i++) {
            int readAt = inAt + i * band.readPixels() * window.channels();
            for (int row = 0; row < band.forward().outHeight(); row++) {
                kernels.patches(band.forward(), row, in, readAt, rows[part], 0);
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
                        outAt + i * output.length() + row * output.width() * output.channels());
            }
        }
    }

    @Override
    public void clearGradient(int part) {
        partial.clear(part);
    }

    /** Summed as the transpose, since the channels put out fill vectors better than a window does. */
    @Override
    public void addWeightGradient(int part, Band band, int images, float[] scratch, int inAt, int gradientAt) {
        int rowLength = output.width() * output.channels();
        int firstAt = gradientAt + (band.outFrom() - band.gradientFrom()) * output.channels();
        for (int i = 0; i < images; i++) {
            int readAt = inAt + i * band.readPixels() * window.channels();
            for (int row = 0; row < band.forward().outHeight(); row++) {
                kernels.patches(band.forward(), row, scratch, readAt, rows[part], 0);
                kernels.gradients()
                        .pointwiseWeights(
                                output.width(),
                                output.channels(),
                                patchLength(),
                                scratch,
                                firstAt + i * output.length() + row * rowLength,
                                rows[part],
                                0,
                                partial.of(part),
                                0);
            }
        }
    }

    @Override
    public void inputGradient(
            Band band, int images, float[] outGradient, int gradientAt, float[] inputGradient, int inputGradientAt) {
        Window through = band.backward();
        for (int i = 0; i < images; i++) {
            int from = gradientAt + i * output.length();
            int to = inputGradientAt + i * band.inputPixels() * window.channels();
            if (window.stride() == 1) {
                kernels.dense(
                        through.withChannels(output.channels()),
                        window.channels(),
                        outGradient,
                        from,
                        mirrored,
                        0,
                        noBias,
                        0,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        inputGradient,
                        to);
            } else {
                kernels.gradients()
                        .denseInput(through, output.channels(), outGradient, from, mirrored, 0, inputGradient, to);
            }
        }
    }

    @Override
    public void sumGradient() {
        float[] sum = partial.sum();
        for (int o = 0; o < output.channels(); o++) {
            for (int i = 0; i < patchLength(); i++) {
                matrix[o * patchLength() + i] = sum[i * output.channels() + o];
            }
        }
        WeightPacking.fromPatchMatrix(output.channels(), window.channels(), window.kernel(), matrix, gradient);
    }
}
