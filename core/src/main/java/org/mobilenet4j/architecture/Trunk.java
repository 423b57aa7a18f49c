package org.mobilenet4j.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location.Part;

/**
 * A classifier of the papers' tables as what detectors and segmentation networks stand on: its layers before the pooling,
 * and the places where heads read it.
 *
 * @param network the classifier; the strides are those that it has, before any become dilations
 */
record Trunk(Network network) {
    static Trunk of(Family family, Options options) {
        return new Trunk(family.build(options));
    }

    /** The last value before the pooling. */
    Location last() {
        return network.node(Location.POOL).input();
    }

    /** The value of the last block. */
    Location lastBlock() {
        return network.nodes().reversed().stream()
                .map(Node::location)
                .filter(Location::isInBlock)
                .findFirst()
                .orElseThrow();
    }

    /** The value of the first block whose pixels are so many of the input's, along an axis. */
    Location firstBlockAt(int stride) {
        Map<Location, Integer> strides = new HashMap<>(Map.of(Location.INPUT, 1));
        for (Node node : network.nodes()) {
            int before = Objects.requireNonNull(strides.get(node.input()));
            int behind = node.layer() instanceof Convolution c ? before * c.stride() : before;
            strides.put(node.location(), behind);
            if (node.location().isInBlock() && behind == stride) {
                return network.value(node.location().module()).orElseThrow();
            }
        }
        throw new IllegalArgumentException("the trunk has no block at stride " + stride
                + ", where a head is to read it; expected one with fewer skipped halvings");
    }

    /** The expanded map within the last block that makes it smaller: the finest that a detector looks at. */
    Location lastStridedExpansion() {
        Location expansion = network.nodes().reversed().stream()
                .filter(node -> node.location().isInBlock() && node.layer() instanceof Convolution c && c.stride() > 1)
                .map(node -> new Location(node.location().module()).child(Part.EXPAND.lowerCaseName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the trunk has no block with a stride"));
        if (!network.has(expansion)) {
            throw new IllegalArgumentException(
                    "the trunk has no expansion at " + expansion + "; expected MobileNetV2 or V3");
        }
        return expansion;
    }
}
