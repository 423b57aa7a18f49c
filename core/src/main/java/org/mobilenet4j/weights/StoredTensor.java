package org.mobilenet4j.weights;

import java.io.IOException;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/** A tensor in an open file, not read yet: of most files only some are wanted. */
interface StoredTensor {
    /**
     * The shape that the file claims, checked.
     *
     * @param name of the tensor, for messages
     * @throws InvalidInputException if no tensor can have it, or this one cannot be read
     */
    Shape shape(String name);

    /**
     * The values.
     *
     * @param name of the tensor, for messages
     * @throws InvalidInputException if the file does not hold what it claims
     */
    Tensor read(String name) throws IOException;
}
