package org.mobilenet4j.formats.keras;

import static org.mobilenet4j.formats.graph.ForeignGraph.transposed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.formats.graph.ForeignGraph;
import org.mobilenet4j.formats.graph.Function;
import org.mobilenet4j.formats.graph.Padding;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.formats.keras.KerasLayer.Argument;
import org.mobilenet4j.formats.keras.KerasLayer.Constant;
import org.mobilenet4j.formats.keras.KerasLayer.Reference;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;

/** States a Keras model as a graph of operations, layer by layer. Nothing of a file is run: what is code is refused. */
final class KerasGraph {
    /** What changes images or features in training alone. */
    private static final Set<String> ONLY_IN_TRAINING = Set.of(
            "Dropout",
            "SpatialDropout2D",
            "GaussianNoise",
            "GaussianDropout",
            "AlphaDropout",
            "ActivityRegularization",
            "RandomFlip",
            "RandomRotation",
            "RandomZoom",
            "RandomContrast",
            "RandomBrightness",
            "RandomTranslation",
            "RandomHeight",
            "RandomWidth",
            "RandomShear",
            "RandomHue",
            "RandomSaturation",
            "RandomColorJitter",
            "RandomErasing",
            "RandAugment",
            "AugMix",
            "MixUp",
            "CutMix");

    private final ForeignGraph graph;
    private final KerasWeights weights;

    KerasGraph(ForeignGraph graph, KerasWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** What a model makes of an input. */
    Value output(KerasModel model, Value input) throws IOException {
        return output(model, input, List.of());
    }

    private Value output(KerasModel model, Value input, List<String> outside) throws IOException {
        List<String> path = new ArrayList<>(outside);
        path.add(model.name());
        if (model.isSequential()) {
            Value value = input;
            for (KerasLayer layer : model.layers()) {
                value = call(layer, List.of(value), List.of(), path);
            }
            return value;
        }
        return new Functional(model, input, path).value(model.outputs().getFirst());
    }

    /** The calls of a model's layers, each computed when another first reads it. */
    private final class Functional {
        private final Map<String, KerasLayer> layers = new HashMap<>();
        private final Map<Reference, Value> values = new HashMap<>();
        private final Set<Reference> open = new HashSet<>();
        private final List<String> path;

        Functional(KerasModel model, Value input, List<String> path) {
            this.path = path;
            model.layers().forEach(layer -> layers.put(layer.name(), layer));
            values.put(model.inputs().getFirst(), input);
        }

        Value value(Reference reference) throws IOException {
            Value known = values.get(reference);
            if (known != null) {
                return known;
            }
            KerasLayer layer = layers.get(reference.layer());
            if (layer == null || reference.output() != 0 || !open.add(reference)) {
                throw graph.damaged("a layer reads output " + reference.output() + " of " + reference.layer()
                        + ", which is not there or reads it in turn");
            }
            // Layers of a nested model count their calls on from those when it was built.
            int call = layer.calls().size() == 1 ? 0 : reference.call();
            if (call < 0 || call >= layer.calls().size()) {
                throw graph.damaged(
                        "a layer reads call " + call + " of " + reference.layer() + ", which is called less often");
            }
            List<Value> inputs = new ArrayList<>();
            List<Double> constants = new ArrayList<>();
            for (Argument argument : layer.calls().get(call)) {
                switch (argument) {
                    case Reference other -> inputs.add(value(other));
                    case Constant constant -> constants.add(constant.value());
                }
            }
            if (inputs.isEmpty()) {
                throw graph.damaged("the layer " + layer.name() + " reads nothing");
            }
            Value value = call(layer, inputs, constants, path);
            values.put(reference, value);
            return value;
        }
    }

    private Value call(KerasLayer layer, List<Value> inputs, List<Double> constants, List<String> path)
            throws IOException {
        Value input = inputs.getFirst();
        JsonObject config = layer.config();
        if (config.text("data_format").orElse("channels_last").equals("channels_first")) {
            throw graph.unsupported("channels first (data_format of " + layer.name() + ")");
        }
        KerasModel nested = layer.nested();
        if (nested != null) {
            return output(nested, input, path);
        }
        if (ONLY_IN_TRAINING.contains(layer.className())) {
            return input;
        }
        return switch (layer.className()) {
            case "InputLayer" -> input;
            case "Conv2D", "Convolution2D" -> convolution(layer, input, path);
            case "DepthwiseConv2D" -> depthwise(layer, input, path);
            case "Dense" -> dense(layer, input, path);
            case "BatchNormalization", "BatchNormalizationV1", "SyncBatchNormalization" -> norm(layer, input, path);
            case "ReLU" -> relu(layer, input);
            case "Softmax" -> graph.apply(input, Function.SOFTMAX);
            case "Activation" -> activated(input, activation(layer), layer);
            case "ZeroPadding2D" -> zeroPadding(layer, input);
            case "GlobalAveragePooling2D" -> graph.pool(input);
            case "AveragePooling2D" -> averagePooling(layer, input);
            case "Reshape", "Flatten" -> graph.flatten(input);
            case "Rescaling" -> graph.scale(input, numbers(layer, "scale", 1), numbers(layer, "offset", 0));
            case "Normalization" -> normalization(layer, input, path);
            case "Add", "Multiply", "Subtract", "TrueDivide", "Divide" ->
                arithmetic(layer, layer.className(), inputs, constants);
            case "TFOpLambda" -> tensorFlow(layer, inputs, constants);
            case "TensorFlowOpLayer" -> tensorFlowNode(layer, inputs);
            case "Concatenate" -> graph.concatenate(inputs);
            case "Lambda" ->
                throw graph.unsupported("the layer " + layer.name()
                        + " (Lambda), which is Python code: replace it by a Rescaling layer, if it scales images");
            default -> throw graph.unsupported("the layer " + layer.name() + " (" + layer.className() + ")");
        };
    }

    private Value convolution(KerasLayer layer, Value input, List<String> path) throws IOException {
        int groups = whole(layer, "groups", 1);
        Map<String, Array> found = weights.of(path, layer, withBias(layer, "kernel"));
        Array kernel = required(layer, found, "kernel", 4); // H W I O
        float[] turned = transposed(kernel.data(), kernel.shape(), 3, 2, 0, 1);
        Value product = graph.convolution(
                input,
                turned,
                kernel.extent(3),
                new int[] {kernel.extent(0), kernel.extent(1)},
                pair(layer, "strides", "subsample"),
                pair(layer, "dilation_rate", "dilation_rate"),
                groups,
                padding(layer));
        return activated(biased(layer, product, found), activation(layer), layer);
    }

    private Value depthwise(KerasLayer layer, Value input, List<String> path) throws IOException {
        if (whole(layer, "depth_multiplier", 1) != 1) {
            throw graph.unsupported("a depthwise convolution with a depth_multiplier above 1 (" + layer.name() + ")");
        }
        Map<String, Array> found = weights.of(path, layer, withBias(layer, "kernel"));
        String name = found.containsKey("depthwise_kernel") ? "depthwise_kernel" : "kernel";
        Array kernel = required(layer, found, name, 4); // H W C 1
        float[] turned = transposed(kernel.data(), kernel.shape(), 2, 3, 0, 1);
        Value product = graph.convolution(
                input,
                turned,
                kernel.extent(2),
                new int[] {kernel.extent(0), kernel.extent(1)},
                pair(layer, "strides", "subsample"),
                pair(layer, "dilation_rate", "dilation_rate"),
                input.channels(),
                padding(layer));
        return activated(biased(layer, product, found), activation(layer), layer);
    }

    private Value dense(KerasLayer layer, Value input, List<String> path) throws IOException {
        Map<String, Array> found = weights.of(path, layer, withBias(layer, "kernel"));
        Array kernel = required(layer, found, "kernel", 2); // in, out
        Value product = graph.dense(input, transposed(kernel.data(), kernel.shape(), 1, 0), kernel.extent(1));
        return activated(biased(layer, product, found), activation(layer), layer);
    }

    private Value biased(KerasLayer layer, Value product, Map<String, Array> found) {
        return hasBias(layer)
                ? graph.bias(product, required(layer, found, "bias", 1).data())
                : product;
    }

    private static boolean hasBias(KerasLayer layer) {
        return layer.config().flag("use_bias").orElse(true);
    }

    private static List<String> withBias(KerasLayer layer, String kernel) {
        return hasBias(layer) ? List.of(kernel, "bias") : List.of(kernel);
    }

    private Value norm(KerasLayer layer, Value input, List<String> path) throws IOException {
        boolean hasScale = layer.config().flag("scale").orElse(true);
        boolean hasCenter = layer.config().flag("center").orElse(true);
        List<String> variables = new ArrayList<>();
        if (hasScale) {
            variables.add("gamma");
        }
        if (hasCenter) {
            variables.add("beta");
        }
        variables.addAll(List.of("moving_mean", "moving_variance"));
        Map<String, Array> found = weights.of(path, layer, variables);
        float[] ones = new float[input.channels()];
        Arrays.fill(ones, 1);
        return graph.normalize(
                input,
                hasScale ? required(layer, found, "gamma", 1).data() : ones,
                hasCenter ? required(layer, found, "beta", 1).data() : new float[input.channels()],
                required(layer, found, "moving_mean", 1).data(),
                required(layer, found, "moving_variance", 1).data(),
                layer.config().number("epsilon").orElse(1e-3),
                // Keras counts what stays, PyTorch what comes.
                Math.clamp(1 - layer.config().number("momentum").orElse(0.99), 1e-6, 1));
    }

    private Value relu(KerasLayer layer, Value input) {
        double slope = layer.config().number("negative_slope").orElse(0.0);
        double threshold = layer.config().number("threshold").orElse(0.0);
        double most = layer.config().number("max_value").orElse(Double.POSITIVE_INFINITY);
        boolean isKnown = slope == 0 && threshold == 0 && (most == 6 || most == Double.POSITIVE_INFINITY);
        if (!isKnown) {
            throw graph.unsupported("a ReLU that ends at " + most + " with a slope of " + slope + " from " + threshold
                    + " (" + layer.name() + ")");
        }
        return graph.apply(input, most == 6 ? Function.RELU6 : Function.RELU);
    }

    /** A name, or in Keras 3's files of custom functions an object with one. */
    private static String activation(KerasLayer layer) {
        Object given = layer.config().members().get("activation");
        if (given instanceof Map<?, ?> object) {
            Object inner = object.get("config");
            return inner instanceof Map<?, ?> config && config.get("name") instanceof String name
                    ? name
                    : inner instanceof String name ? name : String.valueOf(object.get("class_name"));
        }
        return given == null ? "linear" : String.valueOf(given);
    }

    private Value activated(Value input, String name, KerasLayer layer) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "linear" -> input;
            case "relu" -> graph.apply(input, Function.RELU);
            case "relu6" -> graph.apply(input, Function.RELU6);
            case "hard_swish", "hard_silu" -> graph.apply(input, Function.HARD_SWISH);
            case "sigmoid" -> graph.apply(input, Function.SIGMOID);
            case "softmax" -> graph.apply(input, Function.SOFTMAX);
            default -> throw graph.unsupported("the activation " + name + " (" + layer.name() + ")");
        };
    }

    private Padding padding(KerasLayer layer) {
        String padding = layer.config()
                .text("padding")
                .or(() -> layer.config().text("border_mode"))
                .orElse("valid");
        return switch (padding) {
            case "same" -> Padding.SAME;
            case "valid" -> Padding.VALID;
            default -> throw layer.config().refused("padding", "same or valid");
        };
    }

    private Value zeroPadding(KerasLayer layer, Value input) {
        List<Integer> zeros = new ArrayList<>();
        integers(layer.config().members().get("padding"), zeros);
        List<Integer> sides = switch (zeros.size()) {
            case 1 -> List.of(zeros.get(0), zeros.get(0), zeros.get(0), zeros.get(0));
            case 2 -> List.of(zeros.get(0), zeros.get(0), zeros.get(1), zeros.get(1));
            case 4 -> zeros;
            default -> throw layer.config().refused("padding", "zeros at top, bottom, left and right");
        };
        return graph.pad(input, sides.get(0), sides.get(2), sides.get(1), sides.get(3));
    }

    private static void integers(@Nullable Object value, List<Integer> integers) {
        if (value instanceof Number number) {
            integers.add(number.intValue());
        } else if (value instanceof List<?> list) {
            list.forEach(element -> integers(element, integers));
        }
    }

    private Value averagePooling(KerasLayer layer, Value input) {
        int[] size = pair(layer, "pool_size", "pool_size");
        return graph.averagePool(input, size[0], size[1]);
    }

    private Value normalization(KerasLayer layer, Value input, List<String> path) throws IOException {
        double[] mean = numbers(layer, "mean", Double.NaN);
        double[] variance = numbers(layer, "variance", Double.NaN);
        if (Double.isNaN(mean[0]) || Double.isNaN(variance[0])) {
            Map<String, Array> found = weights.of(path, layer, List.of("mean", "variance", "count"));
            mean = doubles(required(layer, found, "mean", -1).data());
            variance = doubles(required(layer, found, "variance", -1).data());
        }
        double[] factors = Arrays.stream(variance)
                .map(value -> 1 / Math.max(Math.sqrt(value), 1e-7))
                .toArray();
        int channels = Math.max(mean.length, factors.length);
        double[] all = new double[channels];
        double[] shifts = new double[channels];
        for (int i = 0; i < channels; i++) {
            all[i] = factors[factors.length == 1 ? 0 : Math.min(i, factors.length - 1)];
            shifts[i] = -mean[mean.length == 1 ? 0 : Math.min(i, mean.length - 1)] * all[i];
        }
        return graph.scale(input, all, shifts);
    }

    private Value tensorFlow(KerasLayer layer, List<Value> inputs, List<Double> constants) {
        String function = layer.config().text("function").orElse("");
        return switch (function) {
            case "math.add", "__operators__.add" -> arithmetic(layer, "Add", inputs, constants);
            case "math.multiply", "__operators__.mul" -> arithmetic(layer, "Multiply", inputs, constants);
            case "math.subtract", "__operators__.sub" -> arithmetic(layer, "Subtract", inputs, constants);
            case "math.truediv", "math.divide", "__operators__.truediv" ->
                arithmetic(layer, "Divide", inputs, constants);
            case "nn.relu" -> graph.apply(inputs.getFirst(), Function.RELU);
            case "nn.relu6" -> graph.apply(inputs.getFirst(), Function.RELU6);
            case "nn.softmax" -> graph.apply(inputs.getFirst(), Function.SOFTMAX);
            case "math.sigmoid" -> graph.apply(inputs.getFirst(), Function.SIGMOID);
            default -> throw graph.unsupported("the operation " + function + " (" + layer.name() + ")");
        };
    }

    /** Before TensorFlow 2.4: a node of the graph as text, and its constants by the number of the input. */
    private Value tensorFlowNode(KerasLayer layer, List<Value> inputs) {
        String node = String.valueOf(layer.config().members().get("node_def"));
        List<Double> constants = new ArrayList<>();
        doubles(List.copyOf(layer.config().object("constants").members().values()), constants);
        for (Map.Entry<String, String> operation : Map.of(
                        "AddV2", "Add", "Add", "Add", "Mul", "Multiply", "Sub", "Subtract", "RealDiv", "Divide")
                .entrySet()) {
            if (node.contains("\"" + operation.getKey() + "\"")) {
                return arithmetic(layer, operation.getValue(), inputs, constants);
            }
        }
        throw graph.unsupported("the operation of " + layer.name() + " (TensorFlowOpLayer)");
    }

    private Value arithmetic(KerasLayer layer, String operation, List<Value> inputs, List<Double> constants) {
        Value input = inputs.getFirst();
        if (inputs.size() > 1 || constants.isEmpty()) {
            if (inputs.size() < 2 || !(operation.equals("Add") || operation.equals("Multiply"))) {
                throw graph.unsupported(
                        "the operation " + operation + " of " + inputs.size() + " values (" + layer.name() + ")");
            }
            Value result = input;
            for (Value other : inputs.subList(1, inputs.size())) {
                result = operation.equals("Add") ? graph.add(result, other) : graph.multiply(result, other);
            }
            return result;
        }
        double constant = constants.getFirst();
        return switch (operation) {
            case "Add" -> graph.scale(input, new double[] {1}, new double[] {constant});
            case "Subtract" -> graph.scale(input, new double[] {1}, new double[] {-constant});
            case "Multiply" -> graph.scale(input, new double[] {constant}, new double[] {0});
            default -> graph.scale(input, new double[] {1 / constant}, new double[] {0});
        };
    }

    private Array required(KerasLayer layer, Map<String, Array> found, String name, int rank) {
        Array array = found.get(name);
        if (array == null) {
            throw new InvalidInputException(graph.source() + ": has no " + name + " of the layer " + layer.name() + " ("
                    + layer.className() + "), which its model_config names; save the whole model again");
        }
        if (rank >= 0 && array.rank() != rank) {
            throw graph.damaged("the " + name + " of the layer " + layer.name() + " has the shape " + array);
        }
        return array;
    }

    private int whole(KerasLayer layer, String member, int usual) {
        return layer.config().integer(member).orElse(usual);
    }

    /** One number for both sides, or height and width. */
    private int[] pair(KerasLayer layer, String member, String oldMember) {
        List<Integer> numbers = new ArrayList<>();
        Object given = layer.config().members().get(member);
        integers(given == null ? layer.config().members().get(oldMember) : given, numbers);
        return switch (numbers.size()) {
            case 0 -> new int[] {1, 1};
            case 1 -> new int[] {numbers.get(0), numbers.get(0)};
            default -> new int[] {numbers.get(0), numbers.get(1)};
        };
    }

    private static double[] numbers(KerasLayer layer, String member, double usual) {
        List<Double> numbers = new ArrayList<>();
        doubles(layer.config().members().get(member), numbers);
        return numbers.isEmpty()
                ? new double[] {usual}
                : numbers.stream().mapToDouble(Objects::requireNonNull).toArray();
    }

    private static void doubles(@Nullable Object value, List<Double> numbers) {
        if (value instanceof Number number) {
            numbers.add(number.doubleValue());
        } else if (value instanceof List<?> list) {
            list.forEach(element -> doubles(element, numbers));
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
