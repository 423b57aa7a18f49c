package org.mobilenet4j.formats.keras;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a layer of which nothing else is known.
 *
 * @param arrays by what Keras calls them
 */
record NamedWeights(String layer, Map<String, Array> arrays) {
    boolean isNorm() {
        return arrays.containsKey("moving_variance");
    }

    boolean isDepthwise() {
        return arrays.containsKey("depthwise_kernel");
    }

    boolean isConvolution() {
        Array kernel = arrays.get("kernel");
        return kernel != null && kernel.rank() == 4;
    }

    boolean isDense() {
        Array kernel = arrays.get("kernel");
        return kernel != null && kernel.rank() == 2;
    }

    @Nullable
    Array get(String variable) {
        return arrays.get(variable);
    }
}
