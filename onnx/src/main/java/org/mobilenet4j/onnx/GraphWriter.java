package org.mobilenet4j.onnx;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_MEAN;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SCALE;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SHIFT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_VARIANCE;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
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
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.formats.onnx.OwnNames;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Writes a network's layers as ONNX operators, in the forms that runtimes recognise and fuse: a convolution with a clamp of
 * constant bounds behind it, one operator for hard-swish, one for pooling. Maps are {@code N x C x H x W}; only what a
 * linear layer reads and gives is {@code N x C}.
 */
final class GraphWriter {
    private final Graph graph;
    private final Parameters parameters;
    private final Network network;
    private final Shapes shapes;
    private final Numbers numbers;
    private final Map<Location, String> names = new HashMap<>();
    private final Set<String> vectors = new HashSet<>();

    GraphWriter(Graph graph, Parameters parameters, Shapes shapes, Numbers numbers) {
        this.graph = graph;
        this.parameters = parameters;
        this.network = parameters.network();
        this.shapes = shapes;
        this.numbers = numbers;
    }

    /**
     * Adds the whole network; its outputs stay float.
     *
     * @param input the name of the network's input, which is in the graph
     * @return the names of the outputs' values, by the outputs' names
     */
    Map<String, String> write(String input) {
        names.put(Location.INPUT, input);
        numbers.computed(input);
        network.nodes().forEach(this::write);
        Map<String, String> outputs = new HashMap<>();
        network.outputs()
                .forEach((name, location) -> outputs.put(
                        name, nameOf(location).equals(name) ? name : graph.node("Identity", name, nameOf(location))));
        return outputs;
    }

    private void write(Node node) {
        String output = network.outputs().entrySet().stream()
                .filter(entry -> entry.getValue().equals(node.location()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(node.location().path());
        names.put(node.location(), output);
        switch (node.layer()) {
            case Convolution c -> convolution(node, c, output);
            case SqueezeExcite s -> squeezeExcite(node, output);
            case Linear l -> linear(node, l, output);
            case Add a -> computed(node, graph.node("Add", output, readAll(node)));
            case Multiply m -> computed(node, graph.node("Mul", output, readAll(node)));
            case Concatenate c -> computed(node, graph.node("Concat", output, readAll(node), Attribute.of("axis", 1)));
            case Upsample u -> computed(node, resize(node, output));
            case GlobalAveragePool p -> computed(node, graph.node("GlobalAveragePool", output, read(node.input())));
            case Dropout d -> names.put(node.location(), nameOf(node.input())); // nothing in inference
        }
    }

    private String nameOf(Location value) {
        return Objects.requireNonNull(names.get(value), value::path);
    }

    /** Whether nothing but the graph's caller reads a value, which then stays float. */
    private boolean isOnlyOutput(Node node) {
        return network.outputs().containsValue(node.location())
                && network.readers(node.location()).isEmpty();
    }

    private void computed(Node node, String value) {
        if (!isOnlyOutput(node)) {
            numbers.computed(value);
        }
    }

    /** The name under which operators read a value as a map. */
    private String read(Location value) {
        String name = nameOf(value);
        if (!vectors.contains(name)) {
            return numbers.read(name);
        }
        String axes = graph.constant(name + "/axes", Initializer.longs(2, 3));
        String map = graph.node("Unsqueeze", name + "/map", numbers.read(name), axes);
        numbers.same(map, name);
        return numbers.read(map);
    }

    private String[] readAll(Node node) {
        return node.inputs().stream().map(this::read).toArray(String[]::new);
    }

    private void convolution(Node node, Convolution layer, String output) {
        Location at = node.location();
        String sum = sum(node, output, layer.activation());
        Attribute[] geometry = geometry(layer, shapes.of(node.input()), shapes.of(at));
        BatchNorm norm = layer.norm();
        if (layer.hasBias()) {
            convolution(sum, nameOf(node.input()), read(node.input()), at, WEIGHT, BIAS, geometry);
        } else {
            String weight = numbers.weight(OwnNames.parameter(at, WEIGHT), parameters.get(at, WEIGHT));
            String convolved = norm == null ? sum : output + "/convolved";
            graph.node("Conv", convolved, new String[] {read(node.input()), weight}, geometry);
            if (norm != null) {
                graph.node(
                        "BatchNormalization",
                        sum,
                        new String[] {
                            convolved,
                            statistic(at, NORM_SCALE),
                            statistic(at, NORM_SHIFT),
                            statistic(at, NORM_MEAN),
                            statistic(at, NORM_VARIANCE)
                        },
                        Attribute.of("epsilon", (float) norm.eps()));
            }
        }
        activate(node, layer.activation(), sum, output);
    }

    /** A convolution with a bias of the value {@code input}, which operators read as {@code read}. */
    private void convolution(
            String output,
            String input,
            String read,
            Location at,
            ParameterId.Kind weightKind,
            ParameterId.Kind biasKind,
            Attribute... attributes) {
        String weight = numbers.weight(OwnNames.parameter(at, weightKind), parameters.get(at, weightKind));
        String bias = numbers.bias(OwnNames.parameter(at, biasKind), parameters.get(at, biasKind), input, weight);
        graph.node("Conv", output, new String[] {read, weight, bias}, attributes);
    }

    /** The attributes of a convolution: TensorFlow's padding, too, is explicit, as the input's size is fixed. */
    private static Attribute[] geometry(Convolution layer, MapShape in, MapShape out) {
        int top = layer.paddingBefore(in.height());
        int left = layer.paddingBefore(in.width());
        return new Attribute[] {
            Attribute.of("kernel_shape", layer.kernel(), layer.kernel()),
            Attribute.of("strides", layer.stride(), layer.stride()),
            Attribute.of("dilations", layer.dilation(), layer.dilation()),
            Attribute.of(
                    "pads",
                    top,
                    left,
                    after(layer, in.height(), out.height(), top),
                    after(layer, in.width(), out.width(), left)),
            Attribute.of("group", layer.groups())
        };
    }

    private static int after(Convolution layer, int in, int out, int before) {
        int covered = (out - 1) * layer.stride() + layer.dilation() * (layer.kernel() - 1) + 1;
        return Math.max(covered - in - before, 0);
    }

    private void squeezeExcite(Node node, String output) {
        Location at = node.location();
        String means = graph.node("GlobalAveragePool", at + SqueezeExcite.MEANS, read(node.input()));
        numbers.computed(means);
        String squeezed = at + SqueezeExcite.SQUEEZED;
        String squeezeSum = sum(squeezed, Activation.RELU);
        convolution(squeezeSum, means, numbers.read(means), at, SQUEEZE_WEIGHT, SQUEEZE_BIAS);
        activate(Activation.RELU, squeezeSum, squeezed);
        numbers.computed(squeezed);
        String factors = at + SqueezeExcite.FACTORS;
        String exciteSum = sum(factors, Activation.HARD_SIGMOID);
        convolution(exciteSum, squeezed, numbers.read(squeezed), at, EXCITE_WEIGHT, EXCITE_BIAS);
        activate(Activation.HARD_SIGMOID, exciteSum, factors);
        numbers.computed(factors);
        computed(node, graph.node("Mul", output, read(node.input()), numbers.read(factors)));
    }

    private void linear(Node node, Linear layer, String output) {
        Location at = node.location();
        String input = nameOf(node.input());
        if (!vectors.contains(input)) {
            String flat = graph.node("Flatten", input + "/flat", numbers.read(input));
            numbers.same(flat, input);
            input = flat;
        }
        String weight = numbers.weight(OwnNames.parameter(at, WEIGHT), parameters.get(at, WEIGHT));
        String bias = numbers.bias(OwnNames.parameter(at, BIAS), parameters.get(at, BIAS), input, weight);
        String sum = sum(node, output, layer.activation());
        graph.node("Gemm", sum, new String[] {numbers.read(input), weight, bias}, Attribute.of("transB", 1));
        vectors.add(output);
        activate(node, layer.activation(), sum, output);
    }

    /** Bilinear, to the size of the second value. The number of images is the input's own, whatever that is. */
    private String resize(Node node, String output) {
        MapShape to = shapes.of(node.location());
        String value = read(node.input());
        String shape = graph.node("Shape", output + "/shape", value);
        String first = graph.node(
                "Slice",
                output + "/first",
                shape,
                graph.constant(output + "/begin", Initializer.longs(0)),
                graph.constant(output + "/end", Initializer.longs(2)));
        String size = graph.constant(output + "/size", Initializer.longs(to.height(), to.width()));
        String sizes = graph.node("Concat", output + "/sizes", new String[] {first, size}, Attribute.of("axis", 0));
        return graph.node(
                "Resize",
                output,
                new String[] {value, "", "", sizes},
                Attribute.of("mode", "linear"),
                Attribute.of("coordinate_transformation_mode", "half_pixel"));
    }

    /** The name of what a layer's activation is applied to; an output's activation is always an operator. */
    private String sum(Node node, String output, Activation activation) {
        boolean isPlain = activation == Activation.NONE;
        return isPlain || (!isOnlyOutput(node) && numbers.isPartOfValue(activation))
                ? output
                : output + Quantization.SUM;
    }

    private String sum(String output, Activation activation) {
        return numbers.isPartOfValue(activation) ? output : output + Quantization.SUM;
    }

    private void activate(Node node, Activation activation, String sum, String output) {
        activate(activation, sum, output);
        computed(node, output);
    }

    /** Adds the operator of an activation, if what it is applied to is another value than its result. */
    private void activate(Activation activation, String sum, String output) {
        if (sum.equals(output)) {
            return;
        }
        numbers.computed(sum);
        String input = numbers.read(sum);
        switch (activation) {
            case NONE -> throw new IllegalStateException("an operator for nothing");
            case RELU -> graph.node("Relu", output, input);
            case RELU6 ->
                graph.node(
                        "Clip",
                        output,
                        input,
                        graph.constant(output + "/low", Initializer.scalar(0)),
                        graph.constant(output + "/high", Initializer.scalar(6)));
            case HARD_SWISH -> graph.node("HardSwish", output, input);
            case HARD_SIGMOID ->
                graph.node(
                        "HardSigmoid",
                        output,
                        new String[] {input},
                        Attribute.of("alpha", 1 / 6f),
                        Attribute.of("beta", 0.5f));
            case SIGMOID -> graph.node("Sigmoid", output, input);
        }
    }

    private String statistic(Location at, ParameterId.Kind kind) {
        Tensor tensor = parameters.get(at, kind);
        return graph.constant(OwnNames.parameter(at, kind), Initializer.floats(tensor.shape(), tensor.data()));
    }

    /** The shape of an output without the batch: channels, or channels, height and width. */
    Shape shapeOf(Location output) {
        MapShape shape = shapes.of(output);
        return vectors.contains(nameOf(output))
                ? Shape.of(shape.channels())
                : Shape.of(shape.channels(), shape.height(), shape.width());
    }
}
