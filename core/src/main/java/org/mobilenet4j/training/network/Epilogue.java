package org.mobilenet4j.training.network;

/**
 * What follows a convolution's linear part, whose values are kept: norm or bias, and activation. Values pass it while they
 * are read; their gradients go back through it in two rounds, sums over the batch first.
 */
sealed interface Epilogue permits NormActivation, QuantizedActivation {
    /** Forgets a part's sums. */
    void clearSums(int part);

    /** Whether {@link #observe} must see every value before {@link #settle}. */
    boolean needsMoments(Mode mode);

    /** Sees the values that the linear part put out for a part of the batch. */
    void observe(int part, int pixels, float[] in, int inAt);

    /**
     * Fixes what {@link #apply} computes with for the batch in hand.
     *
     * @param count the values of each channel that make the statistics
     */
    void settle(long count, Mode mode);

    /** Computes values of what is kept from {@code at} on. */
    void apply(KeptMaps kept, int at, int pixels, float[] out, int outAt);

    /** Sums what {@link #settleGradient} needs of the gradient by the output. */
    void observeGradient(int part, int pixels, float[] in, int inAt, float[] gradient, int gradientAt);

    /** Fixes the gradients by the parameters, and what {@link #inputGradient} needs of the whole batch. */
    void settleGradient(long count, Mode mode);

    /** The gradient by the output becomes that by what the linear part put out, which is kept from {@code at} on. */
    void inputGradient(KeptMaps kept, int at, int pixels, float[] gradient, int gradientAt, float[] out, int outAt);
}
