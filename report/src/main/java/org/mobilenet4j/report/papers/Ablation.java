package org.mobilenet4j.report.papers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;

/** A small MobileNet, or one that differs from MobileNetV2 in one thing (MobileNetV2, section 6.4 and figure 6). */
public enum Ablation {
    V2("MobileNetV2: linear bottlenecks, shortcuts between them"),
    RELU_BOTTLENECKS("ReLU6 behind the bottlenecks, too"),
    SHORTCUTS_BETWEEN_EXPANSIONS("shortcuts between the expanded maps"),
    NO_SHORTCUTS("no shortcuts"),
    V2_RELU("MobileNetV2 with ReLU for ReLU6"),
    V1("MobileNetV1"),
    V1_RELU("MobileNetV1 with ReLU for ReLU6");

    /** Halvings left out, so that 32 pixels keep some area to the last layer, as the recipe {@code cifar10} has it. */
    private static final List<Integer> SKIPPED_HALVINGS = List.of(1, 4);

    private final String description;

    Ablation(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    /** The network for images of 32 pixels, about as costly in every case: V2 at width 0.35, V1 at 0.25. */
    public Network network(int classes) {
        boolean isV1 = this == V1 || this == V1_RELU;
        Network base = (isV1 ? MobileNet.MOBILENET_V1 : MobileNet.MOBILENET_V2)
                .build(options -> options.withWidth(isV1 ? 0.25 : 0.35)
                        .withClasses(classes)
                        .withDropout(0)
                        .withSkippedHalvings(SKIPPED_HALVINGS));
        return switch (this) {
            case V1, V2 -> base;
            case V1_RELU, V2_RELU -> base.map(node -> activated(node, Activation.RELU6, Activation.RELU));
            case RELU_BOTTLENECKS -> base.map(node -> activated(node, Activation.NONE, Activation.RELU6));
            case NO_SHORTCUTS -> withoutShortcuts(base);
            case SHORTCUTS_BETWEEN_EXPANSIONS -> betweenExpansions(withoutShortcuts(base));
        };
    }

    private static Node activated(Node node, Activation from, Activation to) {
        return node.layer() instanceof Convolution c && c.activation() == from
                ? node.withLayer(new Convolution(
                        c.inChannels(),
                        c.outChannels(),
                        c.kernel(),
                        c.stride(),
                        c.dilation(),
                        c.groups(),
                        c.padding(),
                        c.norm(),
                        c.hasBias(),
                        to))
                : node;
    }

    private static Network withoutShortcuts(Network base) {
        Map<Location, Location> instead = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : base.nodes()) {
            if (node.layer() instanceof Add) {
                instead.put(node.location(), read(instead, node.input()));
            } else {
                nodes.add(new Node(
                        node.location(),
                        node.layer(),
                        node.inputs().stream()
                                .map(input -> read(instead, input))
                                .toList()));
            }
        }
        return new Network(base.inputChannels(), nodes, base.outputs());
    }

    private static Location read(Map<Location, Location> instead, Location value) {
        return instead.getOrDefault(value, value);
    }

    /** What a block expands to is added to what the block before filtered, where the two have one shape. */
    private static Network betweenExpansions(Network plain) {
        List<Node> nodes = new ArrayList<>();
        Optional<Node> filtered = Optional.empty();
        for (Node node : plain.nodes()) {
            boolean isFilter = node.layer() instanceof Convolution c && c.isDepthwise();
            Location reads = node.input();
            if (isFilter
                    && filtered.isPresent()
                    && stage(filtered.get()).equals(stage(node))
                    && plain.channels(filtered.get().location()) == plain.channels(reads)) {
                String block = node.location()
                        .path()
                        .substring(0, node.location().path().lastIndexOf('.'));
                Location sum = new Location(block).child(Part.ADD.lowerCaseName());
                nodes.add(new Node(sum, new Add(), List.of(reads, filtered.get().location())));
                nodes.add(new Node(node.location(), node.layer(), List.of(sum)));
            } else {
                nodes.add(node);
            }
            filtered = isFilter ? Optional.of(node) : filtered;
        }
        return new Network(plain.inputChannels(), nodes, plain.outputs());
    }

    private static String stage(Node node) {
        return node.location().steps().getFirst();
    }
}
