package org.mobilenet4j.inference;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;

/**
 * Which layers of a network are computed in one go, band by band: an expansion, the depthwise convolution that alone reads
 * it, and the pointwise convolution that alone reads that. A value that is wanted outside ends the chain.
 */
final class Fusion {
    /**
     * Layers that are computed together: at least two of the three.
     *
     * @param expand null where the depthwise convolution reads a value that is kept
     * @param project null where the filtered value is kept
     */
    record FusedChain(
            @Nullable Node expand, Node depthwise, @Nullable Node project) {
        Location input() {
            return expand != null ? expand.input() : depthwise.input();
        }

        Location output() {
            return project != null ? project.location() : depthwise.location();
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
    static Map<Location, FusedChain> of(Network network, Set<Location> wanted) {
        return new Fusion(network, wanted).chains();
    }

    private Map<Location, FusedChain> chains() {
        Map<Location, FusedChain> chains = new HashMap<>();
        Set<Location> taken = new HashSet<>();
        for (Node node : network.nodes()) {
            FusedChain chain = taken.contains(node.location()) ? null : from(node, taken);
            if (chain != null) {
                chains.put(node.location(), chain);
                taken.add(chain.depthwise.location());
                taken.add(chain.output());
            }
        }
        return chains;
    }

    /** The chain that begins with a layer, or null if none does. */
    private @Nullable FusedChain from(Node first, Set<Location> taken) {
        if (!(first.layer() instanceof Convolution convolution)) {
            return null;
        }
        Node expand = null;
        Node depthwise = first;
        if (convolution.isPointwise()) {
            Node reader = onlyReader(first);
            if (reader == null || !isDepthwise(reader) || taken.contains(reader.location())) {
                return null;
            }
            expand = first;
            depthwise = reader;
        } else if (!convolution.isDepthwise()) {
            return null;
        }
        Node project = onlyReader(depthwise);
        boolean isProjected = project != null && project.layer() instanceof Convolution behind && behind.isPointwise();
        if (expand == null && !isProjected) {
            return null;
        }
        return new FusedChain(expand, depthwise, isProjected ? project : null);
    }

    private static boolean isDepthwise(Node node) {
        return node.layer() instanceof Convolution convolution && convolution.isDepthwise();
    }

    /** The layer that reads a value which nobody else wants, or null. */
    private @Nullable Node onlyReader(Node node) {
        List<Node> readers = network.readers(node.location());
        return readers.size() == 1 && !wanted.contains(node.location()) ? readers.getFirst() : null;
    }
}
