package org.mobilenet4j.architecture;

import java.util.HashSet;
import java.util.List;

/**
 * One layer of a network: where it stands, and the values that it reads.
 *
 * @param inputs the locations of the layers whose values it reads, or {@link Location#INPUT}; none twice
 */
public record Node(Location location, Layer layer, List<Location> inputs) {
    public Node {
        inputs = List.copyOf(inputs);
        if (location.equals(Location.INPUT)) {
            throw new IllegalArgumentException("a layer stands at " + location + ", which is the network's input");
        }
        if (inputs.isEmpty() || new HashSet<>(inputs).size() != inputs.size()) {
            throw new IllegalArgumentException(location + " reads " + inputs + ", expected different values");
        }
    }

    /** The only or first value that the layer reads. */
    public Location input() {
        return inputs.getFirst();
    }

    /** The same with another layer in its place. */
    public Node withLayer(Layer other) {
        return new Node(location, other, inputs);
    }
}
