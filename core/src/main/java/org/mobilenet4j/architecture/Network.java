package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A network as a value: layers in the order of computation, each reading values that were computed before, and named
 * outputs. It says nothing of the size of images, nor where it comes from: the papers' tables build it and are then
 * forgotten. Immutable.
 */
public final class Network {
    /** The name of a classifier's only output. */
    public static final String LOGITS = "logits";

    /** The name of what a segmentation network gives: a score for every class at every pixel of the input. */
    public static final String OUT = "out";

    /** The same of the auxiliary head, which is there for training. */
    public static final String AUXILIARY = "aux";

    private static final int MOST_NODES = 10_000;

    private final int inputChannels;
    private final SequencedMap<Location, Node> nodes;
    private final SequencedMap<String, Location> outputs;
    private final Map<Location, Integer> channels = new LinkedHashMap<>();
    private final Map<Location, List<Node>> readers = new LinkedHashMap<>();

    /**
     * A network.
     *
     * @param inputChannels 3 for colour, 1 for grey
     * @param nodes in an order in which each reads only what is computed before it
     * @param outputs the values that a call gives, by name
     * @throws IllegalArgumentException if two layers stand at one place, or one reads what is not there or has other
     *     channels
     */
    public Network(int inputChannels, List<Node> nodes, SequencedMap<String, Location> outputs) {
        if (inputChannels < 1 || inputChannels > Options.MOST_INPUT_CHANNELS) {
            throw new IllegalArgumentException(
                    "inputChannels is " + inputChannels + ", expected 1 to " + Options.MOST_INPUT_CHANNELS);
        }
        if (nodes.isEmpty() || nodes.size() > MOST_NODES || outputs.isEmpty()) {
            throw new IllegalArgumentException(nodes.size() + " layers and " + outputs.size()
                    + " outputs, expected at least one of each and at most " + MOST_NODES + " layers");
        }
        this.inputChannels = inputChannels;
        this.outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
        channels.put(Location.INPUT, inputChannels);
        SequencedMap<Location, Node> placed = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (placed.put(node.location(), node) != null) {
                throw new IllegalArgumentException("two layers stand at " + node.location());
            }
            channels.put(node.location(), outChannels(node));
            node.inputs()
                    .forEach(input -> readers.computeIfAbsent(input, first -> new ArrayList<>())
                            .add(node));
        }
        this.nodes = Collections.unmodifiableSequencedMap(placed);
        outputs.forEach((name, location) -> {
            if (!placed.containsKey(location)) {
                throw new IllegalArgumentException("output " + name + " is of " + location + ", where no layer stands");
            }
        });
    }

    private int outChannels(Node node) {
        List<Integer> inputs = new ArrayList<>();
        for (Location input : node.inputs()) {
            Integer known = channels.get(input);
            if (known == null) {
                throw new IllegalArgumentException(
                        node.location() + " reads " + input + ", which is not computed before it");
            }
            inputs.add(known);
        }
        try {
            return node.layer().outChannels(inputs);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(node.location() + " " + e.getMessage(), e);
        }
    }

    public int inputChannels() {
        return inputChannels;
    }

    /** The layers in the order of computation. */
    public SequencedCollection<Node> nodes() {
        return nodes.sequencedValues();
    }

    /** The values that a call gives, by name. */
    public SequencedMap<String, Location> outputs() {
        return outputs;
    }

    /** What stands at a place, if a layer does. */
    public Optional<Node> find(Location location) {
        return Optional.ofNullable(nodes.get(location));
    }

    /**
     * The layer at a place.
     *
     * @throws IllegalArgumentException if none stands there
     */
    public Node node(Location location) {
        return find(location)
                .orElseThrow(() -> new IllegalArgumentException("the network has no layer at " + location));
    }

    /** Whether a layer stands at a place. */
    public boolean has(Location location) {
        return nodes.containsKey(location);
    }

    /** The layers that read a value, in the order of computation. */
    public List<Node> readers(Location value) {
        return Collections.unmodifiableList(readers.getOrDefault(value, List.of()));
    }

    /** The channels of a value. */
    public int channels(Location value) {
        return Objects.requireNonNull(channels.get(value), value::path);
    }

    /**
     * The value of a name as people write it: a layer's location, or a group's, {@code stages.3}, whose value is that of
     * its last layer.
     */
    public Optional<Location> value(String name) {
        return nodes.sequencedKeySet().reversed().stream()
                .filter(location ->
                        location.path().equals(name) || location.path().startsWith(name + "."))
                .findFirst();
    }

    /** The names of what is frozen as one, {@link Location#module}, in the order of computation. */
    public List<String> modules() {
        LinkedHashSet<String> modules = new LinkedHashSet<>();
        nodes.keySet().forEach(location -> modules.add(location.module()));
        return List.copyOf(modules);
    }

    /** The layer that gives the logits of a classifier, if it is one. */
    public Optional<Layer.Linear> classifier() {
        Location logits = outputs.get(LOGITS);
        return logits != null && outputs.size() == 1 && node(logits).layer() instanceof Layer.Linear linear
                ? Optional.of(linear)
                : Optional.empty();
    }

    /**
     * How many classes a classifier tells.
     *
     * @throws IllegalArgumentException if the network is no classifier
     */
    public int classes() {
        return classifier()
                .orElseThrow(() -> new IllegalArgumentException("the network gives " + outputs.keySet()
                        + ", expected only " + LOGITS + " of a linear layer: it is no classifier"))
                .outFeatures();
    }

    /** The value that a classifier's last layer reads: a vector of features. */
    public Location features() {
        classes();
        return node(Objects.requireNonNull(outputs.get(LOGITS))).input();
    }

    /** The same network with other layers in the places of its own. */
    public Network map(UnaryOperator<Node> change) {
        return new Network(inputChannels, nodes().stream().map(change).toList(), outputs);
    }

    /**
     * The same classifier for another number of classes.
     *
     * @throws IllegalArgumentException if the network is no classifier
     */
    public Network withClasses(int classes) {
        Layer.Linear own = classifier().orElseThrow(() -> new IllegalArgumentException("the network is no classifier"));
        Layer.Linear changed = new Layer.Linear(own.inFeatures(), classes, own.activation());
        Location logits = outputs.get(LOGITS);
        return map(node -> node.location().equals(logits) ? node.withLayer(changed) : node);
    }

    /** The same network with one more output, of a value that it computes anyway. */
    public Network withOutput(String name, Location value) {
        SequencedMap<String, Location> more = new LinkedHashMap<>(outputs);
        more.put(name, value);
        return new Network(inputChannels, List.copyOf(nodes.values()), more);
    }

    /** The same network with one of its outputs alone, and only the layers that it needs. */
    public Network only(String output) {
        Location wanted = outputs.get(output);
        if (wanted == null) {
            throw new IllegalArgumentException("the network gives " + outputs.keySet() + ", expected " + output);
        }
        Set<Location> needed = new HashSet<>(Set.of(wanted));
        List<Node> kept = new ArrayList<>();
        for (Node node : nodes().reversed()) {
            if (needed.contains(node.location())) {
                needed.addAll(node.inputs());
                kept.addFirst(node);
            }
        }
        SequencedMap<String, Location> one = new LinkedHashMap<>();
        one.put(output, wanted);
        return new Network(inputChannels, kept, one);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that
                && inputChannels == that.inputChannels
                && List.copyOf(nodes.values()).equals(List.copyOf(that.nodes.values()))
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inputChannels, List.copyOf(nodes.values()), outputs);
    }

    @Override
    public String toString() {
        return "Network of " + nodes.size() + " layers, from " + inputChannels + " channels to " + outputs.keySet();
    }
}
