package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;

/** A small kernel for each channel. */
final class DepthwiseFilter implements Filter {
    private final Kernels kernels;
    private final Window window;
    private final MapShape output;
    private final float[] weight;
    private final float[] gradient;
    private final float[] packed;
    private final float[] packedForGradient;
    private final float[] noBias;
    private final PartialGradient partial;
    private final Band[] bands;

    DepthwiseFilter(Batch batch, Window window, float[] weight, float[] gradient) {
        this.kernels = batch.kernels();
        this.window = window;
        this.output = new MapShape(window.outHeight(), window.outWidth(), window.channels());
        this.weight = weight;
        this.gradient = gradient;
        this.packed = new float[weight.length];
        this.packedForGradient = isMirrored() ? new float[weight.length] : packed;
        this.noBias = new float[window.channels()];
        this.partial = new PartialGradient(batch.parts(), weight.length);
        this.bands = Band.ofRows(window, window.channels(), Batch.CACHED_FLOATS);
    }

    /** At stride 1, the gradient by the input is again a depthwise convolution, for which there is a fast kernel. */
    private boolean isMirrored() {
        return window.stride() == 1;
    }

    @Override
    public MapShape outputShape() {
        return output;
    }

    @Override
    public void pack() {
        WeightPacking.depthwise(window.channels(), window.kernel(), weight, packed, 0);
        if (isMirrored()) {
            WeightPacking.mirroredDepthwise(window.channels(), window.kernel(), weight, packedForGradient, 0);
        }
    }

    @Override
    public Band[] bands() {
        return bands;
    }

    @Override
    public void forward(int part, Band band, int images, float[] in, int inAt, float[] out, int outAt) {
        for (int i = 0; i < images; i++) {
            int from = inAt + i * band.readPixels() * window.channels();
            convolve(band.forward(), packed, in, from, out, outAt + i * output.length());
        }
    }

    private void convolve(Window through, float[] weights, float[] in, int inAt, float[] out, int outAt) {
        kernels.depthwise(
                through, in, inAt, weights, 0, noBias, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, out, outAt);
    }

    @Override
    public void clearGradient(int part) {
        partial.clear(part);
    }

    @Override
    public void addWeightGradient(int part, Band band, int images, float[] scratch, int inAt, int gradientAt) {
        int channels = window.channels();
        int outsAt = gradientAt + (band.outFrom() - band.gradientFrom()) * channels;
        for (int i = 0; i < images; i++) {
            kernels.gradients()
                    .depthwiseWeights(
                            band.forward(),
                            scratch,
                            inAt + i * band.readPixels() * channels,
                            scratch,
                            outsAt + i * output.length(),
                            partial.of(part),
                            0);
        }
    }

    @Override
    public void inputGradient(
            Band band, int images, float[] outGradient, int gradientAt, float[] inputGradient, int inputGradientAt) {
        Window through = band.backward();
        for (int i = 0; i < images; i++) {
            int from = gradientAt + i * output.length();
            int to = inputGradientAt + i * band.inputPixels() * window.channels();
            if (isMirrored()) {
                convolve(through, packedForGradient, outGradient, from, inputGradient, to);
            } else {
                kernels.gradients().depthwiseInput(through, outGradient, from, packed, 0, inputGradient, to);
            }
        }
    }

    @Override
    public void sumGradient() {
        WeightPacking.fromDepthwise(window.channels(), window.kernel(), partial.sum(), 0, gradient);
    }
}
