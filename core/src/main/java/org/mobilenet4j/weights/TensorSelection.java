package org.mobilenet4j.weights;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.mobilenet4j.io.InvalidInputException;

/** Which tensors of a file are wanted, and what they are to be called. */
@FunctionalInterface
public interface TensorSelection {
    /** Every tensor under the name that the file has for it. */
    TensorSelection ALL = (file, stored) -> {
        SequencedMap<String, String> same = new LinkedHashMap<>();
        stored.forEach(name -> same.put(name, name));
        return same;
    };

    /**
     * Chooses.
     *
     * @param file for messages
     * @param stored the names of the file's tensors in its order: of nested dicts and modules all keys on the way, joined by
     *     dots, such as {@code model_ema.module.features.0.0.weight}
     * @return the file's name of each wanted tensor, by the name it is to have
     * @throws InvalidInputException if the file has nothing that is wanted
     */
    SequencedMap<String, String> select(String file, SequencedSet<String> stored);
}
