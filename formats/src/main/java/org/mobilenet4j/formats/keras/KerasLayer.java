package org.mobilenet4j.formats.keras;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.JsonObject;

/**
 * A layer as a Keras configuration states it.
 *
 * @param className Conv2D, BatchNormalization and so on
 * @param container where Keras 3 keeps its weights: {@code layers/functional/layers/conv2d_3}
 * @param calls what it is called with, once for each time that it is used
 * @param nested the model that it is, or null
 */
record KerasLayer(
        String className,
        String name,
        String container,
        JsonObject config,
        List<List<Argument>> calls,
        @Nullable KerasModel nested) {
    KerasLayer {
        calls = List.copyOf(calls);
    }

    /** What a layer is called with. */
    sealed interface Argument {}

    /** One of the outputs of a call of another layer. */
    record Reference(String layer, int call, int output) implements Argument {}

    record Constant(double value) implements Argument {}
}
