package org.mobilenet4j.report.papers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

/**
 * The memory of a network's maps, float32, at 224 pixels (MobileNetV2, section 5.1): an inverted residual needs its narrow
 * ends at once, but of the wide map between them only the part in hand.
 *
 * @param layerByLayerBytes of the maps that must be held at once where each layer is computed whole
 * @param plannedBytes of the arena that this library's engine plans, which computes blocks in bands
 */
record MapMemory(String network, List<Block> blocks, long layerByLayerBytes, long plannedBytes) {
    /**
     * The maps around and in a block, or of a layer that is in none.
     *
     * @param endBytes of what goes in and what comes out
     * @param widestBytes of the two neighbouring maps in it that are largest together
     */
    record Block(String name, int resolution, long endBytes, long widestBytes) {}

    static MapMemory of(String name, MobileNet variant) {
        Network network = variant.build();
        Parameters parameters = Latency.random(network);
        return new MapMemory(
                name,
                blocks(network),
                Compiler.compileLayerByLayer(parameters, MobileNet.RESOLUTION, MobileNet.RESOLUTION)
                        .arenaBytes(),
                Compiler.compile(parameters, MobileNet.RESOLUTION, MobileNet.RESOLUTION)
                        .arenaBytes());
    }

    private static List<Block> blocks(Network network) {
        Shapes shapes = Shapes.of(network, MobileNet.RESOLUTION, MobileNet.RESOLUTION);
        Map<String, List<Node>> modules = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            MapShape shape = shapes.of(node.location());
            if (shape.pixels() > 1) {
                modules.computeIfAbsent(node.location().module(), first -> new ArrayList<>())
                        .add(node);
            }
        }
        List<Block> blocks = new ArrayList<>();
        modules.forEach((module, nodes) -> {
            Location in = nodes.getFirst().input();
            MapShape out = shapes.of(nodes.getLast().location());
            long widest = nodes.stream()
                    .mapToLong(node -> (long) shapes.of(node.input()).length()
                            + shapes.of(node.location()).length())
                    .max()
                    .orElse(0);
            blocks.add(new Block(
                    module,
                    out.height(),
                    Float.BYTES * ((long) shapes.of(in).length() + out.length()),
                    Float.BYTES * widest));
        });
        return blocks;
    }

    long largestEnds() {
        return blocks.stream().mapToLong(Block::endBytes).max().orElse(0);
    }

    long largestWidth() {
        return blocks.stream().mapToLong(Block::widestBytes).max().orElse(0);
    }
}
