package org.mobilenet4j.training.network;

/** A layer that computes on the whole batch in hand, forward from the maps before it and backward to them. */
sealed interface TrainableLayer extends Maps
        permits AddLayer, ConvolutionUnit, DropoutLayer, JunctionLayer, PoolLayer, QuantizedLayer, SqueezeExciteLayer {
    /** Whether its parameters and batch norm's statistics stay as they are, from the next forward on. */
    void freeze(boolean isFrozen);

    /**
     * How many floats of an image's gradient {@link #backward} writes to {@link GradientMaps#next} at most; 0 if it leaves the
     * gradient where it is.
     */
    int passedFloats();

    /** Computes this layer's maps of the batch. */
    void forward();

    /**
     * Takes the gradient by this layer's maps and leaves in its place that by the maps it read; sums what its own
     * parameters get.
     */
    void backward(GradientMaps gradients);
}
