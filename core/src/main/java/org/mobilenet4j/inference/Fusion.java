package org.mobilenet4j.inference;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;

/**
 * Which layers of a network are computed in one go, band by band, while what they pass on is in the core's cache. A value
 * that is wanted outside ends the chain.
 */
final class Fusion {
    /** Layers that are computed together. */
    sealed interface Chain permits Filtering, Gating {
        /** From the first to the last, whose value comes out. */
        List<Node> nodes();

        default Location output() {
            return nodes().getLast().location();
        }
    }

    /**
     * An expansion, the depthwise convolution that alone reads it, the pointwise convolution that alone reads that, and the
     * sum with a shortcut: at least two of these, or a depthwise convolution whose means squeeze-excite wants.
     *
     * @param expand null where the depthwise convolution reads a value that is kept
     * @param project null where the filtered value is kept
     * @param shortcut null where nothing is added
     * @param isSqueezed whether squeeze-excite is what reads the filtered value
     */
    record Filtering(
            @Nullable Node expand,
            Node depthwise,
            @Nullable Node project,
            @Nullable Node shortcut,
            boolean isSqueezed) implements Chain {
        Location input() {
            return expand != null ? expand.input() : depthwise.input();
        }

        @Override
        public List<Node> nodes() {
            return existing(expand, depthwise, project, shortcut);
        }
    }

    /**
     * Squeeze-excite, the pointwise convolution that alone reads what it has scaled, and the sum with a shortcut.
     *
     * @param shortcut null where nothing is added
     */
    record Gating(Node gate, Node project, @Nullable Node shortcut) implements Chain {
        @Override
        public List<Node> nodes() {
            return existing(gate, project, shortcut);
        }
    }

    private final Network network;
    private final Set<Location> wanted;

    private Fusion(Network network, Set<Location> wanted) {
        this.network = network;
        this.wanted = wanted;
    }

    /**
     * The chains of a network by their first layer; no layer is in two.
     *
     * @param wanted values that must exist as a whole
     */
    static Map<Location, Chain> of(Network network, Set<Location> wanted) {
        return new Fusion(network, wanted).chains();
    }

    private Map<Location, Chain> chains() {
        Map<Location, Chain> chains = new HashMap<>();
        Set<Location> taken = new HashSet<>();
        for (Node node : network.nodes()) {
            Chain chain = taken.contains(node.location()) ? null : from(node, taken);
            if (chain != null) {
                chains.put(node.location(), chain);
                chain.nodes().forEach(part -> taken.add(part.location()));
            }
        }
        return chains;
    }

    /** The chain that begins with a layer, or null if none does. */
    private @Nullable Chain from(Node first, Set<Location> taken) {
        if (first.layer() instanceof SqueezeExcite) {
            Node project = projection(first);
            return project == null || isWanted(first.input())
                    ? null
                    : new Gating(first, project, shortcut(first, project));
        }
        if (isDepthwise(first)) {
            return filtering(null, first);
        }
        Node depthwise = isPointwise(first) ? onlyReader(first) : null;
        return depthwise == null || !isDepthwise(depthwise) || taken.contains(depthwise.location())
                ? null
                : filtering(first, depthwise);
    }

    private @Nullable Chain filtering(@Nullable Node expand, Node depthwise) {
        Node project = projection(depthwise);
        Node reader = onlyReader(depthwise);
        boolean isSqueezed = reader != null && reader.layer() instanceof SqueezeExcite;
        if (expand == null && project == null && !isSqueezed) {
            return null;
        }
        Node first = expand == null ? depthwise : expand;
        return new Filtering(expand, depthwise, project, project == null ? null : shortcut(first, project), isSqueezed);
    }

    /** The pointwise convolution that alone reads a layer, or null. */
    private @Nullable Node projection(Node node) {
        Node reader = onlyReader(node);
        return reader != null && isPointwise(reader) ? reader : null;
    }

    /** The sum of a projection, which nobody else reads, with a value that is there before the chain begins; or null. */
    private @Nullable Node shortcut(Node first, Node project) {
        Node sum = onlyReader(project);
        return sum != null && sum.layer() instanceof Add && isBefore(term(sum, project), first) ? sum : null;
    }

    /** What a sum adds to a projection. */
    static Location term(Node sum, Node project) {
        return sum.input().equals(project.location()) ? sum.inputs().getLast() : sum.input();
    }

    private boolean isBefore(Location value, Node node) {
        List<Location> order = network.nodes().stream().map(Node::location).toList();
        return order.indexOf(value) < order.indexOf(node.location()); // the network's input is nowhere: before all
    }

    private boolean isWanted(Location value) {
        return wanted.contains(value) || network.readers(value).size() > 1;
    }

    private static boolean isDepthwise(Node node) {
        return node.layer() instanceof Convolution convolution && convolution.isDepthwise();
    }

    private static boolean isPointwise(Node node) {
        return node.layer() instanceof Convolution convolution && convolution.isPointwise();
    }

    /** The layer that reads a value which nobody else wants, or null. */
    private @Nullable Node onlyReader(Node node) {
        List<Node> readers = network.readers(node.location());
        return readers.isEmpty() || isWanted(node.location()) ? null : readers.getFirst();
    }

    private static List<Node> existing(@Nullable Node... nodes) {
        return Stream.of(nodes).filter(Objects::nonNull).toList();
    }
}
