package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;

/**
 * The linear part of a convolution: weights, and the gradients by them and by the input. It computes a band of one
 * image, or of several where one band is the whole image; operands are then one behind the other. Different parts of
 * the batch may compute at the same time, each summing a gradient of its own.
 */
sealed interface Filter permits DenseFilter, DepthwiseFilter, PointwiseFilter {
    MapShape outputShape();

    /** What of an image is computed at a time; not to be changed. */
    Band[] bands();

    /** Lays the weights out for the kernels; once for each step, since an optimiser changes them. */
    void pack();

    /**
     * Computes the outputs of a band.
     *
     * @param in the band's pixels to read
     */
    void forward(int part, Band band, int images, float[] in, int inAt, float[] out, int outAt);

    /** Forgets a part's gradient. */
    void clearGradient(int part);

    /**
     * Adds to a part's gradient by the weights.
     *
     * @param scratch where the band's pixels to read stand, and the gradient by its outputs and those around that see its
     *     inputs
     */
    void addWeightGradient(int part, Band band, int images, float[] scratch, int inAt, int gradientAt);

    /**
     * Overwrites the gradient by the band's own inputs.
     *
     * @param gradient by the band's outputs and those around that see its inputs
     */
    void inputGradient(
            Band band, int images, float[] gradient, int gradientAt, float[] inputGradient, int inputGradientAt);

    /** Sums the parts' gradients, in their order, into the one that the optimiser reads. */
    void sumGradient();
}
