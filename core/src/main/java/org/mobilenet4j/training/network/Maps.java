package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;

/**
 * The feature maps of a batch as the next layer reads them: what is cheap to compute, such as normalisation and
 * activation, is computed while reading and kept nowhere. Pixels are counted through the whole batch, so that a run of
 * them may be a few rows or several images.
 */
interface Maps {
    /** Of one image. */
    MapShape shape();

    /** Writes {@code pixels x channels} values from pixel {@code first} on. */
    void read(int first, int pixels, float[] into, int at);

    /** Whether anything up to these maps learns; if not, {@link #observeGradient} need not be called. */
    boolean wantsGradient();

    /**
     * Is shown each piece of the gradient by these maps as soon as it is complete, while it is still in the core's cache.
     * Every pixel is shown once in a step.
     *
     * @param part the part of the batch that the pixels belong to
     * @param gradient by the maps of the whole batch, from {@link org.mobilenet4j.kernel.CacheLines#FIRST} on
     */
    void observeGradient(int part, int first, int pixels, float[] gradient);
}
