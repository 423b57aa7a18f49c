package org.mobilenet4j.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.tensor.Tensor;

/**
 * The named tensors of a network in the order of its layers, as PyTorch's {@code state_dict}. Axes are in PyTorch's
 * order: out x in x height x width for a convolution. The names and the order never change and may be read by several
 * threads; the tensors' arrays are shared, not copied.
 */
public final class StateDict {
    private final SequencedMap<String, Tensor> tensors;

    private StateDict(SequencedMap<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
    }

    /** Starts an empty one. */
    public static Builder builder() {
        return new Builder();
    }

    /** The names in the order in which they were put. */
    public SequencedSet<String> names() {
        return tensors.sequencedKeySet();
    }

    /** The tensor of that name, or null where there is none. */
    public @Nullable Tensor get(String name) {
        return tensors.get(name);
    }

    /** All of it as a map, in order; the map cannot be changed. */
    public SequencedMap<String, Tensor> asMap() {
        return tensors;
    }

    /** The number of tensors. */
    public int size() {
        return tensors.size();
    }

    @Override
    public String toString() {
        return "StateDict of " + size() + " tensors";
    }

    /** Collects names and tensors. For one thread. */
    public static final class Builder {
        private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a tensor at the end.
         *
         * @throws IllegalArgumentException if the name is taken
         */
        public Builder put(String name, Tensor tensor) {
            if (tensors.putIfAbsent(name, tensor) != null) {
                throw new IllegalArgumentException("the name '" + name + "' is taken");
            }
            return this;
        }

        /** What was put so far; the builder can go on. */
        public StateDict build() {
            return new StateDict(new LinkedHashMap<>(tensors));
        }
    }
}
