package org.mobilenet4j.pruning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;

/**
 * Which channels of a network must be removed together: in an inverted residual the expanded ones with their depthwise filters and
 * squeeze-excite rows; the outputs of all blocks that shortcuts join; the stem's, the last convolution's and the hidden
 * layer's. Channels of the input, of outputs and of what is concatenated stay.
 */
public final class ChannelGroups {
    private final Network network;
    private final Map<Location, Location> parents = new HashMap<>();
    private final Set<Location> fixed = new HashSet<>();

    private ChannelGroups(Network network) {
        this.network = network;
        fixed.add(Location.INPUT);
        fixed.addAll(network.outputs().values());
        network.nodes().forEach(this::join);
    }

    /** The groups that can lose channels, in the order of computation. */
    public static List<ChannelGroup> of(Network network) {
        return new ChannelGroups(network).groups();
    }

    /** Joins a layer's value with those of its inputs whose channels it hands on one by one. */
    private void join(Node node) {
        Location value = node.location();
        switch (node.layer()) {
            case Convolution c -> {
                if (c.isDepthwise()) {
                    union(value, node.input());
                }
            }
            case SqueezeExcite s -> union(value, node.input());
            case GlobalAveragePool p -> union(value, node.input());
            case Dropout d -> union(value, node.input());
            case Upsample u -> union(value, node.input());
            case Add a -> node.inputs().forEach(input -> union(value, input));
            case Multiply m -> node.inputs().forEach(input -> union(value, input));
            case Concatenate c -> {
                fixed.add(value);
                fixed.addAll(node.inputs());
            }
            case Linear l -> {}
        }
    }

    private Location root(Location value) {
        Location parent = parents.getOrDefault(value, value);
        return parent.equals(value) ? value : root(parent);
    }

    private void union(Location a, Location b) {
        if (!root(a).equals(root(b))) {
            parents.put(root(a), root(b));
        }
    }

    private List<ChannelGroup> groups() {
        Map<Location, List<Location>> valuesOf = new LinkedHashMap<>();
        network.nodes()
                .forEach(node -> valuesOf.computeIfAbsent(root(node.location()), first -> new ArrayList<>())
                        .add(node.location()));
        Set<Location> fixedRoots = new HashSet<>();
        fixed.forEach(value -> fixedRoots.add(root(value)));
        List<ChannelGroup> groups = new ArrayList<>();
        valuesOf.forEach((root, values) -> {
            if (!fixedRoots.contains(root)) {
                groups.add(group(values));
            }
        });
        return groups;
    }

    private ChannelGroup group(List<Location> values) {
        List<Location> gates = values.stream().filter(this::isGate).toList();
        String block = values.getFirst().module();
        boolean isExpansion = values.stream()
                        .allMatch(value -> value.isInBlock() && value.module().equals(block))
                && values.stream()
                        .flatMap(value -> network.readers(value).stream())
                        .allMatch(reader -> reader.location().module().equals(block));
        return new ChannelGroup(
                values.getFirst().path(), network.channels(values.getFirst()), values, gates, isExpansion);
    }

    private boolean isGate(Location value) {
        boolean isComputed = switch (network.node(value).layer()) {
            case Convolution c -> true;
            case Linear l -> true;
            case SqueezeExcite s -> false;
            case Add a -> false;
            case Multiply m -> false;
            case Concatenate c -> false;
            case Upsample u -> false;
            case GlobalAveragePool p -> false;
            case Dropout d -> false;
        };
        return isComputed
                && !network.readers(value).stream()
                        .allMatch(reader -> reader.layer() instanceof Convolution c && c.isDepthwise());
    }

    /** Which group each value is of, among some. */
    static Map<Location, ChannelGroup> byValue(Iterable<ChannelGroup> groups) {
        Map<Location, ChannelGroup> byValue = new HashMap<>();
        for (ChannelGroup group : groups) {
            group.values().forEach(value -> byValue.put(value, group));
        }
        return byValue;
    }

    /** The group of a name. */
    public static ChannelGroup named(List<ChannelGroup> groups, String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no channel group is called " + name + "; expected one of " + groups));
    }
}
