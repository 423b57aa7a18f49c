package org.mobilenet4j.training.network;

/**
 * The linear part of a convolution: weights, and the gradients by them and by the input. Operands are maps of several
 * pictures one behind the other. Different parts may compute at the same time, each summing a gradient of its own.
 */
sealed interface Filter permits DenseFilter, DepthwiseFilter, PointwiseFilter {
    MapShape outputShape();

    /** Lays the weights out for the kernels; once for each step, since an optimiser changes them. */
    void pack();

    /** {@code in} is read from its beginning. */
    void forward(int part, int pictures, float[] in, float[] out, int outAt);

    /** Forgets a part's gradient. */
    void clearGradient(int part);

    /** Adds to a part's gradient by the weights. */
    void addWeightGradient(int part, int pictures, float[] in, float[] gradient, int gradientAt);

    /** Overwrites {@code inputGradient}. */
    void inputGradient(int pictures, float[] gradient, int gradientAt, float[] inputGradient, int inputGradientAt);

    /** Sums the parts' gradients, in their order, into the one that the optimiser reads. */
    void sumGradient();
}
