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

import java.util.Locale;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/**
 * Writes a network's operations as ONNX operators, in the forms that runtimes recognise and fuse: a convolution with a
 * clamp of constant bounds behind it, one operator for hard-swish, one for pooling.
 */
final class GraphWriter {
    /** What the sums before an activation are called, and other values within an operation. */
    static final String SUM = "/sum";

    static final String MEANS = "/means";
    static final String SQUEEZED = "/squeezed";
    static final String FACTORS = "/factors";

    private final Graph graph;
    private final Parameters parameters;
    private final Numbers numbers;

    GraphWriter(Graph graph, Parameters parameters, Numbers numbers) {
        this.graph = graph;
        this.parameters = parameters;
        this.numbers = numbers;
    }

    /** Adds an operation; the last one's output stays float. */
    void add(Operation operation) {
        String output = operation.output().name();
        switch (operation) {
            case Operation.Convolve convolve -> convolve(convolve);
            case Operation.Excite excite -> excite(excite);
            case Operation.Add add -> {
                graph.node("Add", output, read(add.residual()), read(add.shortcut()));
                numbers.computed(output);
            }
            case Operation.Pool pool -> {
                graph.node("GlobalAveragePool", output + MEANS, read(pool.input()));
                numbers.computed(output + MEANS);
                graph.node("Flatten", output, numbers.read(output + MEANS));
                numbers.computed(output);
            }
            case Operation.Multiply multiply -> multiply(multiply);
        }
    }

    private void convolve(Operation.Convolve convolve) {
        Convolution layer = convolve.layer();
        Location location = convolve.location();
        String input = convolve.input().name();
        String output = convolve.output().name();
        String sum = sum(output, layer.activation());
        BatchNorm norm = layer.norm();
        if (norm == null) {
            convolution(sum, input, location, WEIGHT, BIAS, geometry(convolve));
        } else {
            String convolved = output + "/convolved";
            String weight = numbers.weight(name(location, WEIGHT), parameters.get(location, WEIGHT));
            graph.node("Conv", convolved, new String[] {input, weight}, geometry(convolve));
            graph.node(
                    "BatchNormalization",
                    sum,
                    new String[] {
                        convolved,
                        statistic(location, NORM_SCALE),
                        statistic(location, NORM_SHIFT),
                        statistic(location, NORM_MEAN),
                        statistic(location, NORM_VARIANCE)
                    },
                    Attribute.of("epsilon", (float) norm.eps()));
        }
        activate(layer.activation(), sum, output);
    }

    private void convolution(
            String output,
            String input,
            Location location,
            ParameterId.Kind weightKind,
            ParameterId.Kind biasKind,
            Attribute... attributes) {
        String weight = numbers.weight(name(location, weightKind), parameters.get(location, weightKind));
        String bias = numbers.bias(name(location, biasKind), parameters.get(location, biasKind), input, weight);
        graph.node("Conv", output, new String[] {numbers.read(input), weight, bias}, attributes);
    }

    /** The attributes of a convolution: TensorFlow's padding, too, is explicit, as the input's size is fixed. */
    private static Attribute[] geometry(Operation.Convolve convolve) {
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
        Location location = excite.location();
        graph.node("GlobalAveragePool", output + MEANS, read(excite.input()));
        numbers.computed(output + MEANS);

        String squeezed = output + SQUEEZED;
        convolution(sum(squeezed, Activation.RELU), output + MEANS, location, SQUEEZE_WEIGHT, SQUEEZE_BIAS);
        activate(Activation.RELU, sum(squeezed, Activation.RELU), squeezed);

        String factors = output + FACTORS;
        convolution(sum(factors, Activation.HARD_SIGMOID), squeezed, location, EXCITE_WEIGHT, EXCITE_BIAS);
        activate(Activation.HARD_SIGMOID, sum(factors, Activation.HARD_SIGMOID), factors);

        graph.node("Mul", output, read(excite.input()), numbers.read(factors));
        numbers.computed(output);
    }

    private void multiply(Operation.Multiply multiply) {
        Location location = multiply.location();
        String input = multiply.input().name();
        String output = multiply.output().name();
        Activation activation = multiply.layer().activation();
        String weight = numbers.weight(name(location, WEIGHT), parameters.get(location, WEIGHT));
        String bias = numbers.bias(name(location, BIAS), parameters.get(location, BIAS), input, weight);
        String sum = sum(output, activation);
        graph.node("Gemm", sum, new String[] {numbers.read(input), weight, bias}, Attribute.of("transB", 1));
        if (!location.equals(Location.CLASSIFIER)) {
            activate(activation, sum, output);
        }
    }

    /** The name of what an activation is applied to. */
    private String sum(String output, Activation activation) {
        return numbers.stands(activation) ? output : output + SUM;
    }

    private void activate(Activation activation, String sum, String output) {
        if (!numbers.stands(activation)) {
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
                            graph.constant(output + "/low", Constant.scalar(0)),
                            graph.constant(output + "/high", Constant.scalar(6)));
                case HARD_SWISH -> graph.node("HardSwish", output, input);
                case HARD_SIGMOID ->
                    graph.node(
                            "HardSigmoid",
                            output,
                            new String[] {input},
                            Attribute.of("alpha", 1 / 6f),
                            Attribute.of("beta", 0.5f));
            }
        }
        numbers.computed(output);
    }

    private String read(Operation.Value value) {
        return numbers.read(value.name());
    }

    private String statistic(Location location, ParameterId.Kind kind) {
        Tensor tensor = parameters.get(location, kind);
        return graph.constant(name(location, kind), Constant.floats(tensor.shape(), tensor.data()));
    }

    /** The name of a parameter in the file. */
    static String name(Location location, ParameterId.Kind kind) {
        return location + "." + kind.name().toLowerCase(Locale.ROOT);
    }
}
