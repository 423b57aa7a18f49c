package org.mobilenet4j.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * The tensors of an open file by name, in its order.
 *
 * @param file for messages
 * @param dataBytes the bytes that the file holds, unpacked: they bound what may be made of them
 */
record TensorTable(String file, long dataBytes, SequencedMap<String, StoredTensor> tensors) {
    /**
     * Tensors may share a storage or step along it by zero, so that a small file could ask for any amount of memory.
     * Honest files have at most one value for each byte, ties between layers included.
     */
    private static final long MOST_VALUES_PER_BYTE = 4;

    TensorTable(String file, long dataBytes) {
        this(file, dataBytes, new LinkedHashMap<>());
    }

    /**
     * Adds a tensor.
     *
     * @throws InvalidInputException if the file has another of that name
     */
    void put(String name, StoredTensor tensor) {
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new InvalidInputException(file + ": holds " + Quoted.of(name)
                    + " twice; save the weights of one model: torch.save(model.state_dict(), ...)");
        }
    }

    /** Reads those that are wanted. */
    StateDict read(TensorSelection selection) throws IOException {
        long budget = MOST_VALUES_PER_BYTE * dataBytes;
        StateDict.Builder read = StateDict.builder();
        for (Map.Entry<String, String> wanted :
                selection.select(file, tensors.sequencedKeySet()).entrySet()) {
            String stored = wanted.getValue();
            StoredTensor tensor = Objects.requireNonNull(tensors.get(stored), stored);
            budget -= tensor.shape(stored).elements();
            if (budget < 0) {
                throw new InvalidInputException(file + ": its tensors have more than " + MOST_VALUES_PER_BYTE
                        + " values for each byte of the file; save them as their own: {name: tensor.clone()}");
            }
            read.put(wanted.getKey(), tensor.read(stored));
        }
        return read.build();
    }
}
