package org.mobilenet4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer;
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
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;

/** Any network as JSON, node by node: what {@code config.json} holds of a network that no name fits. */
final class NetworkConfig {
    private NetworkConfig() {}

    static Map<String, @Nullable Object> toJson(Network network) {
        List<@Nullable Object> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            members.put("location", node.location().path());
            members.put("inputs", node.inputs().stream().map(Location::path).toList());
            members.putAll(toJson(node.layer()));
            nodes.add(members);
        }
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        network.outputs().forEach((name, location) -> outputs.put(name, location.path()));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("input_channels", network.inputChannels());
        json.put("outputs", outputs);
        json.put("nodes", nodes);
        return json;
    }

    private static Map<String, @Nullable Object> toJson(Layer layer) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        switch (layer) {
            case Convolution c -> {
                json.put("layer", "convolution");
                json.put("in", c.inChannels());
                json.put("out", c.outChannels());
                json.put("kernel", c.kernel());
                json.put("stride", c.stride());
                json.put("dilation", c.dilation());
                json.put("groups", c.groups());
                json.put("padding", c.padding().name().toLowerCase(Locale.ROOT));
                json.put("bias", c.hasBias());
                BatchNorm norm = c.norm();
                if (norm != null) {
                    json.put("norm_eps", norm.eps());
                    json.put("norm_momentum", norm.momentum());
                }
                json.put("activation", c.activation().name().toLowerCase(Locale.ROOT));
            }
            case SqueezeExcite s -> {
                json.put("layer", "squeeze_excite");
                json.put("in", s.channels());
                json.put("squeezed", s.squeezed());
            }
            case Linear l -> {
                json.put("layer", "linear");
                json.put("in", l.inFeatures());
                json.put("out", l.outFeatures());
                json.put("activation", l.activation().name().toLowerCase(Locale.ROOT));
            }
            case Dropout d -> {
                json.put("layer", "dropout");
                json.put("rate", d.rate());
            }
            case Add a -> json.put("layer", "add");
            case Multiply m -> json.put("layer", "multiply");
            case Concatenate c -> json.put("layer", "concatenate");
            case Upsample u -> json.put("layer", "upsample");
            case GlobalAveragePool p -> json.put("layer", "global_average_pool");
        }
        return json;
    }

    /**
     * Reads what {@link #toJson} made.
     *
     * @throws InvalidInputException if something is missing, of another type or out of range, or makes no network
     */
    static Network read(JsonObject json) {
        List<Node> nodes =
                json.objects("nodes").stream().map(NetworkConfig::node).toList();
        SequencedMap<String, Location> outputs = new LinkedHashMap<>();
        JsonObject named = json.object("outputs");
        named.members()
                .keySet()
                .forEach(name -> outputs.put(name, location(named, name, require(named.text(name), named, name))));
        try {
            return new Network(require(json.integer("input_channels"), json, "input_channels"), nodes, outputs);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(json.source() + ": " + e.getMessage(), e);
        }
    }

    private static Node node(JsonObject json) {
        Location at = location(json, "location", require(json.text("location"), json, "location"));
        List<Location> inputs = require(json.texts("inputs"), json, "inputs").stream()
                .map(input -> location(json, "inputs", input))
                .toList();
        try {
            return new Node(at, layer(json), inputs);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(json.source() + ": " + e.getMessage(), e);
        }
    }

    private static Layer layer(JsonObject json) {
        String kind = require(json.text("layer"), json, "layer");
        return switch (kind) {
            case "convolution" ->
                new Convolution(
                        whole(json, "in"),
                        whole(json, "out"),
                        whole(json, "kernel"),
                        whole(json, "stride"),
                        whole(json, "dilation"),
                        whole(json, "groups"),
                        require(json.oneOf("padding", PaddingMode.values()), json, "padding"),
                        norm(json),
                        require(json.flag("bias"), json, "bias"),
                        activation(json));
            case "squeeze_excite" -> new SqueezeExcite(whole(json, "in"), whole(json, "squeezed"));
            case "linear" -> new Linear(whole(json, "in"), whole(json, "out"), activation(json));
            case "dropout" -> new Dropout(require(json.number("rate"), json, "rate"));
            case "add" -> new Add();
            case "multiply" -> new Multiply();
            case "concatenate" -> new Concatenate();
            case "upsample" -> new Upsample();
            case "global_average_pool" -> new GlobalAveragePool();
            default ->
                throw json.refused(
                        "layer",
                        "convolution, squeeze_excite, linear, dropout, add, multiply, concatenate, upsample or"
                                + " global_average_pool");
        };
    }

    private static @Nullable BatchNorm norm(JsonObject json) {
        Optional<Double> eps = json.number("norm_eps");
        return eps.isEmpty()
                ? null
                : new BatchNorm(eps.get(), require(json.number("norm_momentum"), json, "norm_momentum"));
    }

    private static Activation activation(JsonObject json) {
        return require(json.oneOf("activation", Activation.values()), json, "activation");
    }

    private static int whole(JsonObject json, String name) {
        return require(json.integer(name), json, name);
    }

    private static Location location(JsonObject json, String name, String path) {
        try {
            return new Location(path);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(json.source() + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private static <V> V require(Optional<V> value, JsonObject json, String name) {
        return value.orElseThrow(() -> json.refused(name, "to be given"));
    }
}
