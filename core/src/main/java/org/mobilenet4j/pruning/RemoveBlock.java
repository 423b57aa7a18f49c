package org.mobilenet4j.pruning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.parameters.Parameters;

/** Removes a whole residual block: its shortcut alone is left, so that what read the sum reads what the block read. */
public final class RemoveBlock {
    private RemoveBlock() {}

    /** The blocks that can go, by {@link Location#module}: those that end with a shortcut's sum, in the order of computation. */
    public static List<String> candidates(Network network) {
        Set<String> blocks = new LinkedHashSet<>();
        for (Node node : network.nodes()) {
            String block = node.location().module();
            boolean isSum = node.layer() instanceof Add && node.location().isInBlock();
            if (isSum && shortcut(network, block).isPresent() && isReadAtItsEndOnly(network, block, node.location())) {
                blocks.add(block);
            }
        }
        return List.copyOf(blocks);
    }

    /** What a block's sum adds to the block's own result. */
    private static Optional<Location> shortcut(Network network, String block) {
        return network.nodes().stream()
                .filter(node -> node.location().module().equals(block) && node.layer() instanceof Add)
                .flatMap(node -> node.inputs().stream())
                .filter(input -> !input.module().equals(block) && !input.equals(Location.INPUT))
                .findFirst();
    }

    private static boolean isReadAtItsEndOnly(Network network, String block, Location sum) {
        return network.nodes().stream()
                        .filter(node -> !node.location().module().equals(block))
                        .flatMap(node -> node.inputs().stream())
                        .allMatch(input -> input.equals(sum) || !input.module().equals(block))
                && network.outputs().values().stream()
                        .noneMatch(output -> output.module().equals(block));
    }

    /**
     * The network without the block.
     *
     * @throws IllegalArgumentException if the block is none of the {@link #candidates}
     */
    public static Parameters of(Parameters parameters, String block) {
        Network network = parameters.network();
        if (!candidates(network).contains(block)) {
            throw new IllegalArgumentException(
                    block + " has no shortcut, or is read inside; expected one of " + candidates(network));
        }
        Location shortcut = shortcut(network, block).orElseThrow();
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (!node.location().module().equals(block)) {
                List<Location> inputs = node.inputs().stream()
                        .map(input -> input.module().equals(block) ? shortcut : input)
                        .toList();
                nodes.add(new Node(node.location(), node.layer(), inputs));
            }
        }
        SequencedMap<String, Location> outputs = new LinkedHashMap<>(network.outputs());
        return parameters.of(new Network(network.inputChannels(), nodes, outputs));
    }
}
