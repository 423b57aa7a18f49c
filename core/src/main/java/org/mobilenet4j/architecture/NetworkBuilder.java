package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location.Part;

/** Puts a network together, layer by layer. Not thread-safe. */
public final class NetworkBuilder {
    private final int inputChannels;
    private final List<Node> nodes = new ArrayList<>();
    private final SequencedMap<String, Location> outputs = new LinkedHashMap<>();
    private final Map<Location, Integer> channels = new HashMap<>();
    private Location current = Location.INPUT;

    /** A network without layers. */
    public NetworkBuilder(int inputChannels) {
        this.inputChannels = inputChannels;
        channels.put(Location.INPUT, inputChannels);
    }

    /** The layers of a network, to which others are added; the outputs are left out. */
    public static NetworkBuilder from(Network network) {
        NetworkBuilder builder = new NetworkBuilder(network.inputChannels());
        network.nodes()
                .forEach(node ->
                        builder.add(node.location(), node.layer(), node.inputs().toArray(Location[]::new)));
        return builder;
    }

    /** The layers of a network up to one of them, to which others are added. */
    public static NetworkBuilder upTo(Network network, Location end) {
        network.node(end);
        NetworkBuilder builder = new NetworkBuilder(network.inputChannels());
        for (Node node : network.nodes()) {
            builder.add(node.location(), node.layer(), node.inputs().toArray(Location[]::new));
            if (node.location().equals(end)) {
                break;
            }
        }
        return builder;
    }

    /** The value that was computed last. */
    public Location current() {
        return current;
    }

    /** The channels of the value that was computed last. */
    public int channels() {
        return Objects.requireNonNull(channels.get(current));
    }

    /** Adds a layer that reads the value that was computed last. */
    public NetworkBuilder add(Location location, Layer layer) {
        return add(location, layer, current);
    }

    /** Adds a layer that reads given values. */
    public NetworkBuilder add(Location location, Layer layer, Location... inputs) {
        List<Integer> read = Stream.of(inputs)
                .map(input -> Objects.requireNonNull(channels.get(input), input::path))
                .toList();
        nodes.add(new Node(location, layer, List.of(inputs)));
        channels.put(location, layer.outChannels(read));
        current = location;
        return this;
    }

    /**
     * Adds MobileNetV2's inverted residual (section 3.3): expanded where {@code expanded} differs from the channels so far,
     * a shortcut at stride 1 and equal channels.
     *
     * @param squeezed squeeze-excite's inner channels; 0 for none
     */
    public NetworkBuilder invertedResidual(
            int stage,
            int block,
            int expanded,
            int outChannels,
            int kernel,
            int stride,
            int squeezed,
            Activation activation,
            Options options) {
        Location input = current;
        int inChannels = channels();
        if (expanded != inChannels) {
            add(
                    Location.inBlock(stage, block, Part.EXPAND),
                    Convolution.pointwise(inChannels, expanded, options, activation));
        }
        add(
                Location.inBlock(stage, block, Part.DEPTHWISE),
                Convolution.depthwise(expanded, kernel, stride, options, activation));
        if (squeezed > 0) {
            add(Location.inBlock(stage, block, Part.SQUEEZE_EXCITE), new SqueezeExcite(expanded, squeezed));
        }
        add(
                Location.inBlock(stage, block, Part.PROJECT),
                Convolution.pointwise(expanded, outChannels, options, Activation.NONE));
        if (stride == 1 && inChannels == outChannels) {
            add(Location.inBlock(stage, block, Part.ADD), new Layer.Add(), current, input);
        }
        return this;
    }

    /** Adds dropout and a linear classifier, and gives its logits. */
    public NetworkBuilder classifier(Options options) {
        return add(Location.DROPOUT, new Layer.Dropout(options.dropout()))
                .add(Location.CLASSIFIER, new Layer.Linear(channels(), options.classes(), Activation.NONE))
                .output(Network.LOGITS);
    }

    /** The channels of a value. */
    public int channels(Location value) {
        return Objects.requireNonNull(channels.get(value), value::path);
    }

    /** Gives the value that was computed last as an output. */
    public NetworkBuilder output(String name) {
        outputs.put(name, current);
        return this;
    }

    public Network build() {
        return new Network(inputChannels, nodes, outputs);
    }
}
