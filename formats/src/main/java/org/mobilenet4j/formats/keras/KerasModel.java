package org.mobilenet4j.formats.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.formats.keras.KerasLayer.Argument;
import org.mobilenet4j.formats.keras.KerasLayer.Constant;
import org.mobilenet4j.formats.keras.KerasLayer.Reference;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;

/**
 * A model as {@code model_config} states it, Keras 2's or 3's: a chain of layers (Sequential), or layers that say what they
 * are called with (Functional, Model).
 */
record KerasModel(
        String name, boolean isSequential, List<KerasLayer> layers, List<Reference> inputs, List<Reference> outputs) {
    private static final int MOST_LAYERS = 3000;
    private static final int MOST_NESTED = 8;

    /** Copies the lists. */
    KerasModel {
        layers = List.copyOf(layers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a configuration.
     *
     * @throws InvalidInputException if it is none of a model that can be read without running its code
     */
    static KerasModel read(JsonObject model) {
        return read(model, "", 0);
    }

    private static KerasModel read(JsonObject model, String container, int depth) {
        if (depth > MOST_NESTED) {
            throw new InvalidInputException(
                    model.source() + ": has models nested more than " + MOST_NESTED + " deep; expected a MobileNet");
        }
        String className = model.text("class_name").orElse("");
        if (!isModel(className)) {
            throw model.refused("class_name", "Sequential, Functional or Model");
        }
        boolean isSequential = className.equals("Sequential");
        // Keras before 2.2.3 wrote a Sequential's layers without a name of the model.
        boolean isBareList = isSequential && model.members().get("config") instanceof List<?>;
        JsonObject config = isBareList ? model : model.object("config");
        List<JsonObject> found = config.objects(isBareList ? "config" : "layers");
        if (found.isEmpty() || found.size() > MOST_LAYERS) {
            throw new InvalidInputException(
                    config.source() + ": has " + found.size() + " layers, expected 1 to " + MOST_LAYERS);
        }
        List<KerasLayer> layers = new ArrayList<>();
        Map<String, Integer> used = new HashMap<>();
        for (JsonObject layer : found) {
            layers.add(layer(layer, container, used, depth));
        }
        return new KerasModel(
                config.text("name").orElse(""),
                isSequential,
                layers,
                isSequential ? List.of() : ends(config, "input_layers"),
                isSequential ? List.of() : ends(config, "output_layers"));
    }

    private static boolean isModel(String className) {
        return className.equals("Sequential") || className.equals("Functional") || className.equals("Model");
    }

    private static KerasLayer layer(JsonObject layer, String container, Map<String, Integer> used, int depth) {
        String className = layer.text("class_name").orElse("");
        JsonObject config = layer.object("config");
        // Keras 3 names weights by class, counted within a model in the order of its layers.
        String kind = snakeCase(className);
        int number = used.merge(kind, 1, Integer::sum) - 1;
        String own = container + "layers/" + kind + (number == 0 ? "" : "_" + number) + "/";
        return new KerasLayer(
                className,
                layer.text("name").or(() -> config.text("name")).orElse(""),
                own,
                config,
                calls(layer),
                isModel(className) ? read(layer, own, depth + 1) : null);
    }

    /** As Keras spells a class in a path: DepthwiseConv2D is depthwise_conv2d, ReLU is re_lu. */
    static String snakeCase(String className) {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    private static List<Reference> ends(JsonObject config, String member) {
        Object found = config.members().get(member);
        List<Argument> arguments = new ArrayList<>();
        collect(found, arguments);
        List<Reference> references = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument instanceof Reference reference) {
                references.add(reference);
            }
        }
        if (references.size() != 1) {
            throw new InvalidInputException(config.source() + ": has " + references.size() + " " + member
                    + ", expected one; split a model of several inputs or outputs in Keras and save the part that is"
                    + " the MobileNet");
        }
        return references;
    }

    private static List<List<Argument>> calls(JsonObject layer) {
        List<List<Argument>> calls = new ArrayList<>();
        if (layer.members().get("inbound_nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                List<Argument> arguments = new ArrayList<>();
                collect(node, arguments);
                calls.add(arguments);
            }
        }
        return calls;
    }

    /**
     * The tensors and numbers in a node: Keras 2 writes {@code ["layer", 0, 0, {"y": 3.0}]}, Keras 3 {@code {"args": [{
     * "class_name": "__keras_tensor__", "config": {"keras_history": ["layer", 0, 0]}}, 3.0]}}.
     */
    private static void collect(@Nullable Object node, List<Argument> arguments) {
        if (node instanceof List<?> list) {
            Reference reference = reference(list);
            if (reference == null) {
                list.forEach(element -> collect(element, arguments));
            } else {
                arguments.add(reference);
                if (list.size() > 3 && list.get(3) instanceof Map<?, ?> keywords) {
                    collect(keywords.get("y"), arguments);
                }
            }
        } else if (node instanceof Map<?, ?> map) {
            if ("__keras_tensor__".equals(map.get("class_name")) && map.get("config") instanceof Map<?, ?> config) {
                collect(config.get("keras_history"), arguments);
            }
            collect(map.get("args"), arguments);
            if (map.get("kwargs") instanceof Map<?, ?> keywords) {
                collect(keywords.get("x2"), arguments);
            }
        } else if (node instanceof Number number) {
            arguments.add(new Constant(number.doubleValue()));
        }
    }

    private static @Nullable Reference reference(List<?> list) {
        return list.size() >= 3
                        && list.get(0) instanceof String layer
                        && list.get(1) instanceof Number call
                        && list.get(2) instanceof Number output
                ? new Reference(layer, call.intValue(), output.intValue())
                : null;
    }

    /** Height, width and channels of the input, null where any will do; empty where nothing says. */
    Optional<List<@Nullable Integer>> inputShape() {
        for (KerasLayer layer : layers) {
            for (String member : List.of("batch_input_shape", "batch_shape", "build_input_shape")) {
                Optional<List<@Nullable Integer>> shape = shape(layer.config(), member);
                if (shape.isPresent()) {
                    return shape;
                }
            }
            if (layer.nested() != null) {
                Optional<List<@Nullable Integer>> shape = layer.nested().inputShape();
                if (shape.isPresent()) {
                    return shape;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<List<@Nullable Integer>> shape(JsonObject config, String member) {
        if (!(config.members().get(member) instanceof List<?> extents) || extents.size() != 4) {
            return Optional.empty();
        }
        List<@Nullable Integer> shape = new ArrayList<>();
        for (Object extent : extents.subList(1, 4)) {
            shape.add(extent instanceof Number number ? number.intValue() : null);
        }
        return Optional.of(shape);
    }
}
