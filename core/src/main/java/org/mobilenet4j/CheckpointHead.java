package org.mobilenet4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * What a checkpoint has behind the trunk: the linear layers that lead from the trunk's features to the classes, whatever
 * they are called.
 *
 * @param layers in the order in which they are computed; none where the file has only the trunk
 * @param others names of tensors that are no part of them
 * @param isOneOfSeveral whether another layer reads the trunk's features too, and no name says which is meant
 */
record CheckpointHead(List<LinearLayer> layers, List<String> others, boolean isOneOfSeveral) {
    /** A matrix product, {@code out x in}, and its bias, which is zero where the file has none. */
    record LinearLayer(String name, Tensor weight, Tensor bias) {
        int inFeatures() {
            return weight.shape().extent(1);
        }

        int outFeatures() {
            return weight.shape().extent(0);
        }
    }

    CheckpointHead {
        layers = List.copyOf(layers);
        others = List.copyOf(others);
    }

    /**
     * Finds the layers among what is left when the trunk is taken out.
     *
     * @param left in the order of the file
     * @param features what the trunk gives
     * @param usual the name of the classifier's weight in the file's layout: where it is there, it is the head
     */
    static CheckpointHead of(SequencedMap<String, Tensor> left, int features, String usual) {
        Map<String, LinearLayer> linear = new LinkedHashMap<>();
        left.forEach((name, tensor) -> {
            LinearLayer layer = linear(name, tensor, left);
            if (layer != null) {
                linear.put(name, layer);
            }
        });
        List<LinearLayer> layers = new ArrayList<>();
        int current = features;
        LinearLayer classifier = linear.remove(usual);
        if (classifier != null && classifier.inFeatures() == features) {
            layers.add(classifier);
            current = classifier.outFeatures();
        }
        for (LinearLayer layer : linear.values()) {
            if (layer.inFeatures() == current) {
                layers.add(layer);
                current = layer.outFeatures();
            }
        }
        boolean isOneOfSeveral = classifier == null
                && linear.values().stream()
                        .anyMatch(layer -> layer.inFeatures() == features && !layers.contains(layer));
        List<String> others = new ArrayList<>(left.keySet());
        layers.forEach(layer -> others.removeAll(List.of(layer.name() + "weight", layer.name() + "bias")));
        return new CheckpointHead(layers, others, isOneOfSeveral);
    }

    /** A layer of that weight; null where it is none. */
    private static @Nullable LinearLayer linear(String name, Tensor weight, Map<String, Tensor> all) {
        Shape shape = weight.shape();
        boolean isMatrix = shape.rank() == 2 || (shape.rank() == 4 && shape.extent(2) == 1 && shape.extent(3) == 1);
        if (!isMatrix || !name.endsWith("weight") || shape.elements() == 0) {
            return null;
        }
        String module = name.substring(0, name.length() - "weight".length());
        Shape perOutput = Shape.of(shape.extent(0));
        Tensor bias = all.getOrDefault(module + "bias", Tensor.zeros(perOutput));
        return bias.shape().equals(perOutput)
                ? new LinearLayer(module, weight.reshaped(Shape.of(shape.extent(0), shape.extent(1))), bias)
                : null;
    }

    /** Whether more may be computed than the layers in a row. */
    boolean hasForeignParts() {
        return isOneOfSeveral
                || others.stream()
                        .anyMatch(name -> layers.stream()
                                .anyMatch(layer -> firstWord(layer.name()).equals(firstWord(name))));
    }

    private static String firstWord(String name) {
        return name.split("\\.", 2)[0];
    }

    /**
     * Whether ReLU is assumed behind a layer. In a Sequential the next layer's number tells whether there is room for it;
     * layers side by side in a module have it by custom; a layer behind a whole network has none.
     */
    private boolean hasActivationAfter(int index) {
        String[] words = layers.get(index).name().split("\\.", -1);
        String[] next = layers.get(index + 1).name().split("\\.", -1);
        // A name ends with a dot: its last word is empty, the one before is the layer's own.
        int own = words.length - 2;
        if (words.length != next.length || own < 0 || !Arrays.equals(words, 0, own, next, 0, own)) {
            return false;
        }
        boolean areNumbers = words[own].matches("\\d{1,4}") && next[own].matches("\\d{1,4}");
        return !areNumbers || Integer.parseInt(next[own]) - Integer.parseInt(words[own]) > 1;
    }

    /** The layers in their order, for people. */
    String description() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < layers.size(); i++) {
            String name = layers.get(i).name();
            text.append(i == 0 ? "" : ", ").append(name.isEmpty() ? "weight" : name.substring(0, name.length() - 1));
            text.append(i + 1 < layers.size() && hasActivationAfter(i) ? ", ReLU" : "");
        }
        return text.toString();
    }

    /**
     * A network with all of these layers, activations between them as assumed, in the place of its classifier and what is before that behind
     * the pooling.
     *
     * @param trunk the parameters of a network of the tables, whose own head does not matter
     * @param keepsHidden whether the table's hidden layer is part of the trunk
     */
    Parameters behind(Parameters trunk, boolean keepsHidden) {
        Network network = trunk.network();
        NetworkBuilder builder = new NetworkBuilder(network.inputChannels());
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            Location at = node.location();
            boolean isReplaced = at.equals(Location.CLASSIFIER)
                    || at.equals(Location.DROPOUT)
                    || (at.equals(Location.HIDDEN) && !keepsHidden);
            if (!isReplaced) {
                builder.add(at, node.layer(), node.inputs().toArray(Location[]::new));
                ParameterShapes.of(node.layer()).keySet().forEach(kind -> {
                    ParameterId id = new ParameterId(at, kind);
                    tensors.put(id, Objects.requireNonNull(trunk.tensors().get(id)));
                });
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            LinearLayer layer = layers.get(i);
            boolean isLast = i == layers.size() - 1;
            if (isLast) {
                builder.add(
                        Location.DROPOUT,
                        Objects.requireNonNull(network.node(Location.DROPOUT)).layer());
            }
            Location at = isLast ? Location.CLASSIFIER : new Location("head." + i);
            builder.add(
                    at,
                    new Layer.Linear(
                            layer.inFeatures(),
                            layer.outFeatures(),
                            !isLast && hasActivationAfter(i) ? Activation.RELU : Activation.NONE));
            tensors.put(new ParameterId(at, ParameterId.Kind.WEIGHT), layer.weight());
            tensors.put(new ParameterId(at, ParameterId.Kind.BIAS), layer.bias());
        }
        return new Parameters(builder.output(Network.LOGITS).build(), tensors);
    }
}
