package org.mobilenet4j.onnx;

import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;

/** One step of a network that is taken apart: which layer is applied to which values. Closed. */
sealed interface Operation {
    /**
     * A value that operations hand on: a square map, or a vector once it is pooled.
     *
     * @param extent height and width; 1 of a vector
     */
    record Value(String name, int extent, int channels) {}

    Value output();

    /** Convolution, batch norm (where it is not folded) and activation. */
    record Convolve(Location location, Convolution layer, Value input, Value output) implements Operation {}

    /** Squeeze-and-excite: the input, scaled channel by channel. */
    record Excite(Location location, Layer.SqueezeExcite layer, Value input, Value output) implements Operation {}

    /** A block's shortcut. */
    record Add(Value residual, Value shortcut, Value output) implements Operation {}

    /** The mean over all pixels. */
    record Pool(Value input, Value output) implements Operation {}

    /** A matrix product, its bias and its activation. */
    record Multiply(Location location, Linear layer, Value input, Value output) implements Operation {}
}
