package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.mobilenet4j.io.InvalidInputException;

/** Where a checkpoint keeps the numbers of its tensors. */
@FunctionalInterface
interface StorageBytes {
    /**
     * All bytes under a storage's key; the same bytes each time.
     *
     * @throws InvalidInputException if the checkpoint has none
     */
    MemorySegment of(PickleValue.Storage storage) throws IOException;
}
