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

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.Parameters;

/**
 * Writes a network's operations as float operators, in the forms that runtimes recognise and fuse: a convolution with a
 * clamp of constant bounds behind it, one operator for hard-swish, one for pooling.
 */
final class FloatGraph {
    private final Graph graph;
    private final Parameters parameters;
    private final boolean hasHalfWeights;

    FloatGraph(Graph graph, Parameters parameters, boolean hasHalfWeights) {
        this.graph = graph;
        this.parameters = parameters;
        this.hasHalfWeights = hasHalfWeights;
    }

    void add(Operation operation) {
        String output = operation.output().name();
        switch (operation) {
            case Operation.Convolve convolve -> convolve(convolve);
            case Operation.Excite excite -> excite(excite);
            case Operation.Add add ->
                graph.node(
                        "Add",
                        output,
                        List.of(add.residual().name(), add.shortcut().name()));
            case Operation.Pool pool -> {
                String means = graph.node(
                        "GlobalAveragePool",
                        output + "/means",
                        List.of(pool.input().name()));
                graph.node("Flatten", output, List.of(means));
            }
            case Operation.Multiply multiply -> multiply(multiply);
        }
    }

    private void convolve(Operation.Convolve convolve) {
        Convolution layer = convolve.layer();
        Location location = convolve.location();
        String output = convolve.output().name();
        String weight = weight(location, WEIGHT);
        BatchNorm norm = layer.norm();
        List<String> operands = norm == null
                ? List.of(convolve.input().name(), weight, vector(location, BIAS))
                : List.of(convolve.input().name(), weight);
        String sum = before(output, layer.activation());
        graph.node("Conv", norm == null ? sum : output + "/convolved", operands, geometry(convolve));
        if (norm != null) {
            graph.node(
                    "BatchNormalization",
                    sum,
                    List.of(
                            output + "/convolved",
                            vector(location, NORM_SCALE),
                            vector(location, NORM_SHIFT),
                            vector(location, NORM_MEAN),
                            vector(location, NORM_VARIANCE)),
                    Attribute.of("epsilon", (float) norm.eps()));
        }
        activate(graph, layer.activation(), sum, output);
    }

    /** The attributes of a convolution: TensorFlow's padding, too, is explicit, as the input's size is fixed. */
    static Attribute[] geometry(Operation.Convolve convolve) {
        Convolution layer = convolve.layer();
        int input = convolve.input().extent();
        int before = layer.paddingBefore(input);
        int covered = (convolve.output().extent() - 1) * layer.stride() + layer.dilation() * (layer.kernel() - 1) + 1;
        int after = Math.max(covered - input - before, 0);
        return new Attribute[] {
            Attribute.of("kernel_shape", layer.kernel(), layer.kernel()),
            Attribute.of("strides", layer.stride(), layer.stride()),
            Attribute.of("dilations", layer.dilation(), layer.dilation()),
            Attribute.of("pads", before, before, after, after),
            Attribute.of("group", layer.groups())
        };
    }

    private void excite(Operation.Excite excite) {
        String output = excite.output().name();
        String input = excite.input().name();
        Location location = excite.location();
        String means = graph.node("GlobalAveragePool", output + "/means", List.of(input));
        String squeezed = graph.node(
                "Conv",
                output + "/squeezed",
                List.of(means, weight(location, SQUEEZE_WEIGHT), vector(location, SQUEEZE_BIAS)));
        String rectified = activate(graph, Activation.RELU, squeezed, output + "/rectified");
        String excited = graph.node(
                "Conv",
                output + "/excited",
                List.of(rectified, weight(location, EXCITE_WEIGHT), vector(location, EXCITE_BIAS)));
        String factors = activate(graph, Activation.HARD_SIGMOID, excited, output + "/factors");
        graph.node("Mul", output, List.of(input, factors));
    }

    private void multiply(Operation.Multiply multiply) {
        Location location = multiply.location();
        String output = multiply.output().name();
        Activation activation = multiply.layer().activation();
        String product = graph.node(
                "Gemm",
                before(output, activation),
                List.of(multiply.input().name(), weight(location, WEIGHT), vector(location, BIAS)),
                Attribute.of("transB", 1));
        activate(graph, activation, product, output);
    }

    /** The name of what an activation is applied to. */
    static String before(String output, Activation activation) {
        return activation == Activation.NONE ? output : output + "/sum";
    }

    /** Adds an activation's operator; returns the name of its output. */
    static String activate(Graph graph, Activation activation, String input, String output) {
        return switch (activation) {
            case NONE -> input;
            case RELU -> graph.node("Relu", output, List.of(input));
            case RELU6 -> {
                String low = graph.constant(output + "/low", Constant.scalar(0));
                String high = graph.constant(output + "/high", Constant.scalar(6));
                yield graph.node("Clip", output, List.of(input, low, high));
            }
            case HARD_SWISH -> graph.node("HardSwish", output, List.of(input));
            case HARD_SIGMOID ->
                graph.node(
                        "HardSigmoid",
                        output,
                        List.of(input),
                        Attribute.of("alpha", 1 / 6f),
                        Attribute.of("beta", 0.5f));
        };
    }

    /** A kernel or matrix; of half precision it is widened as the model is loaded. */
    private String weight(Location location, ParameterId.Kind kind) {
        Tensor tensor = parameters.get(location, kind);
        String name = name(location, kind);
        if (!hasHalfWeights) {
            return graph.constant(name, Constant.floats(tensor.shape(), tensor.data()));
        }
        String half = graph.constant(name + "/half", Constant.halves(tensor.shape(), tensor.data()));
        return graph.node("Cast", name, List.of(half), Attribute.of("to", ElementType.FLOAT32.code()));
    }

    private String vector(Location location, ParameterId.Kind kind) {
        Tensor tensor = parameters.get(location, kind);
        return graph.constant(name(location, kind), Constant.floats(tensor.shape(), tensor.data()));
    }

    private static String name(Location location, ParameterId.Kind kind) {
        return location + "." + kind.name().toLowerCase(Locale.ROOT);
    }
}
