package org.mobilenet4j.server.model;

import java.util.List;
import java.util.Optional;
import org.mobilenet4j.Task;

/**
 * What a model takes and gives.
 *
 * @param task what its outputs mean, with the names of what it tells apart
 * @param input {@code C x H x W} floats an image, normalised as its weights expect
 * @param outputs the first is what it gives unless asked for others; those listed are all that it says it has
 * @param unlisted outputs that it gives where they are asked for by name
 */
public record Signature(Task task, TensorSpec input, List<TensorSpec> outputs, List<TensorSpec> unlisted) {
    public Signature {
        outputs = List.copyOf(outputs);
        unlisted = List.copyOf(unlisted);
    }

    public Optional<TensorSpec> output(String name) {
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .or(() -> unlisted.stream()
                        .filter(output -> output.name().equals(name))
                        .findFirst());
    }

    /** The names of what the model tells apart. */
    public List<String> labels() {
        return task.labels();
    }
}
