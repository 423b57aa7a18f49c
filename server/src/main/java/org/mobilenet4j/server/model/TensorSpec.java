package org.mobilenet4j.server.model;

import java.util.List;

/**
 * A named input or output.
 *
 * @param itemShape its extents without the first, which counts the images; -1 for one that differs
 */
public record TensorSpec(String name, DataType datatype, List<Integer> itemShape) {
    public TensorSpec {
        itemShape = List.copyOf(itemShape);
    }

    /** The elements of one image; only where no extent differs. */
    public int itemLength() {
        return itemShape.stream().reduce(1, Math::multiplyExact);
    }
}
