package org.mobilenet4j.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.formats.graph.ForeignGraph;
import org.mobilenet4j.formats.graph.Function;
import org.mobilenet4j.formats.graph.Padding;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.io.InvalidInputException;

/**
 * States an ONNX file as a graph of operations, in floats: eight-bit weights are dequantised, and quantising the values
 * between operators is left out.
 */
final class OnnxGraph {
    private static final int USUAL_SIDE = 224;

    private final OnnxFile file;
    private final ForeignGraph graph;
    private final Constants constants;
    private final Map<String, Located> values = new HashMap<>();

    private boolean isQuantized;

    OnnxGraph(OnnxFile file) {
        this.file = file;
        this.graph = new ForeignGraph(file.source());
        this.constants = new Constants(file, graph);
    }

    ForeignGraph graph() {
        return graph;
    }

    boolean isQuantized() {
        return isQuantized || constants.isQuantized();
    }

    /** The images as the graph takes them. */
    record Input(String name, int channels, int height, int width, boolean isChannelsLast) {}

    /**
     * The graph's one input.
     *
     * @throws InvalidInputException if there are several, or it is no image
     */
    Input input() {
        Map<String, List<Integer>> inputs = file.inputs();
        if (inputs.size() != 1) {
            throw new InvalidInputException(
                    file.source() + ": takes " + inputs.keySet() + ", expected one input, an image");
        }
        String name = inputs.keySet().iterator().next();
        List<Integer> shape = inputs.values().iterator().next();
        if (shape.size() != 4) {
            throw new InvalidInputException(file.source() + ": its input " + name + " has " + shape.size()
                    + " axes, expected N x C x H x W, an image");
        }
        boolean isLast = !isImageChannels(shape.get(1)) && isImageChannels(shape.get(3));
        int channels = shape.get(isLast ? 3 : 1);
        return new Input(
                name,
                channels == -1 ? 3 : channels,
                side(shape.get(isLast ? 1 : 2)),
                side(shape.get(isLast ? 2 : 3)),
                isLast);
    }

    private static boolean isImageChannels(int extent) {
        return extent == 1 || extent == 3;
    }

    private static int side(int extent) {
        return extent == -1 ? USUAL_SIDE : extent;
    }

    /** The value of the graph's one output. */
    Value output(Input input) {
        if (file.outputs().size() != 1) {
            throw new InvalidInputException(file.source() + ": gives " + file.outputs()
                    + ", expected one output, the classes; export the classifier alone");
        }
        values.put(
                input.name,
                new Located(graph.input(input.channels, input.height, input.width), 4, input.isChannelsLast));
        for (OnnxNode node : file.nodes()) {
            run(node);
        }
        return value(file.outputs().getFirst()).value();
    }

    private void run(OnnxNode node) {
        if (node.outputs().isEmpty()) {
            throw graph.damaged("an operator " + node + " gives nothing");
        }
        String result = node.outputs().getFirst();
        if (node.operator().equals("Shape") && values.containsKey(node.input(0))) {
            constants.put(result, shape(read(node, 0))); // exporters compute paddings and flattened sizes from it
            return;
        }
        boolean isConstant = node.inputs().stream().noneMatch(values::containsKey);
        if (isConstant) {
            constants.evaluate(node);
            return;
        }
        values.put(result, compute(node));
    }

    /** As the file has the axes, of one image. */
    private static Constant shape(Located located) {
        Value value = located.value();
        if (located.rank() == 2) {
            return Constant.whole(1, value.channels());
        }
        return located.isChannelsLast()
                ? Constant.whole(1, value.height(), value.width(), value.channels())
                : Constant.whole(1, value.channels(), value.height(), value.width());
    }

    private Located compute(OnnxNode node) {
        return switch (node.operator()) {
            case "Conv" -> convolution(node);
            case "BatchNormalization" -> norm(node);
            case "Gemm" -> gemm(node);
            case "MatMul" -> matMul(node);
            case "Add", "Sub", "Mul", "Div" -> arithmetic(node);
            case "Relu" -> applied(node, Function.RELU);
            case "Clip" -> clip(node);
            case "HardSwish" -> applied(node, Function.HARD_SWISH);
            case "HardSigmoid" -> hardSigmoid(node);
            case "Sigmoid" -> applied(node, Function.SIGMOID);
            case "Softmax" -> applied(node, Function.SOFTMAX);
            case "GlobalAveragePool" -> pooled(node, true);
            case "ReduceMean" -> reduceMean(node);
            case "AveragePool" -> averagePool(node);
            case "Flatten", "Reshape", "Squeeze" -> flattened(node);
            case "Unsqueeze" -> new Located(read(node, 0).value(), 4, false);
            case "Transpose" -> transposed(node);
            case "Pad" -> pad(node);
            case "Concat" -> concatenated(node);
            case "Identity", "Dropout", "Cast", "QuantizeLinear", "DequantizeLinear" -> read(node, 0);
            case "QLinearConv" -> quantizedConvolution(node);
            case "QLinearMatMul", "QGemm" -> quantizedProduct(node);
            case "QLinearAdd", "QLinearMul" -> quantizedArithmetic(node);
            case "QLinearGlobalAveragePool" -> pooled(node, true);
            case "QLinearSigmoid" -> applied(node, Function.SIGMOID);
            case "Resize", "Upsample" ->
                throw new InvalidInputException(file.source()
                        + ": resizes its maps, as segmentation networks and detectors do, which are not read yet;"
                        + " expected a classifier of images");
            default -> throw graph.unsupported("the operator " + node);
        };
    }

    private Located value(String name) {
        Located value = values.get(name);
        if (value == null) {
            throw graph.damaged("the value '" + name + "' is read and not computed before");
        }
        return value;
    }

    private Located read(OnnxNode node, int index) {
        return value(node.input(index));
    }

    private Constant constant(OnnxNode node, int index) {
        return constants.get(node.input(index), node);
    }

    private @Nullable Constant optional(OnnxNode node, int index) {
        return node.input(index).isEmpty() ? null : constant(node, index);
    }

    private Located applied(OnnxNode node, Function function) {
        Located input = read(node, 0);
        return input.with(graph.apply(input.value(), function));
    }

    private Located convolution(OnnxNode node) {
        return convolution(node, read(node, 0), constant(node, 1), optional(node, 2));
    }

    private Located convolution(OnnxNode node, Located input, Constant weight, @Nullable Constant bias) {
        if (weight.rank() != 4 || input.rank() != 4 || input.isChannelsLast()) {
            throw graph.unsupported("a convolution of other than maps N x C x H x W");
        }
        int[] shape = weight.shape();
        int groups = Math.clamp(node.number("group", 1), 0, Integer.MAX_VALUE);
        Value product = graph.convolution(
                input.value(),
                weight.values(),
                shape[0],
                new int[] {shape[2], shape[3]},
                pair(node, "strides"),
                pair(node, "dilations"),
                groups,
                padding(node));
        return input.with(bias == null ? product : graph.bias(product, bias.values()));
    }

    private int[] pair(OnnxNode node, String attribute) {
        int[] found = node.numbers(attribute, 1, 1);
        if (found.length != 2) {
            throw graph.damaged("a convolution has " + found.length + " " + attribute);
        }
        return found;
    }

    private Padding padding(OnnxNode node) {
        return switch (node.text("auto_pad", "NOTSET")) {
            case "SAME_UPPER" -> Padding.SAME;
            case "VALID" -> Padding.VALID;
            case "NOTSET", "" -> {
                int[] pads = node.numbers("pads", 0, 0, 0, 0);
                if (pads.length != 4) {
                    throw graph.damaged("a convolution has " + pads.length + " pads");
                }
                yield Padding.of(pads[0], pads[1], pads[2], pads[3]);
            }
            default -> throw graph.unsupported("a convolution that pads " + node.text("auto_pad", ""));
        };
    }

    private Located norm(OnnxNode node) {
        Located input = read(node, 0);
        return input.with(graph.normalize(
                input.value(),
                constant(node, 1).values(),
                constant(node, 2).values(),
                constant(node, 3).values(),
                constant(node, 4).values(),
                node.real("epsilon", 1e-5),
                // ONNX counts what stays, PyTorch what comes.
                Math.clamp(1 - node.real("momentum", 0.9), 1e-6, 1)));
    }

    private Located gemm(OnnxNode node) {
        if (node.number("transA", 0) != 0 || node.real("alpha", 1) != 1 || node.real("beta", 1) != 1) {
            throw graph.unsupported("a Gemm that scales or transposes its input");
        }
        return product(read(node, 0), constant(node, 1), node.number("transB", 0) == 1, optional(node, 2));
    }

    private Located matMul(OnnxNode node) {
        return product(read(node, 0), constant(node, 1), false, null);
    }

    /** @param isOutFirst whether the matrix is out x in */
    private Located product(Located input, Constant matrix, boolean isOutFirst, @Nullable Constant bias) {
        if (matrix.rank() != 2) {
            throw graph.unsupported("a product with a tensor of " + matrix.rank() + " axes");
        }
        Constant outFirst = isOutFirst ? matrix : matrix.transposed(new int[] {1, 0});
        Value product = graph.dense(input.value(), outFirst.values(), outFirst.shape()[0]);
        return new Located(bias == null ? product : graph.bias(product, bias.values()), 2, false);
    }

    private Located arithmetic(OnnxNode node) {
        boolean isFirst = values.containsKey(node.input(0));
        boolean isSecond = values.containsKey(node.input(1));
        if (isFirst && isSecond) {
            return both(node, read(node, 0), read(node, 1));
        }
        Located input = read(node, isFirst ? 0 : 1);
        double[] numbers = perChannel(input, constant(node, isFirst ? 1 : 0));
        String operator = node.operator();
        if (!isFirst && (operator.equals("Sub") || operator.equals("Div"))) {
            throw graph.unsupported("a constant less a value, or divided by one");
        }
        double[] factors = new double[numbers.length];
        double[] shifts = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            factors[i] = switch (operator) {
                case "Mul" -> numbers[i];
                case "Div" -> 1 / numbers[i];
                default -> 1;
            };
            shifts[i] = switch (operator) {
                case "Add" -> numbers[i];
                case "Sub" -> -numbers[i];
                default -> 0;
            };
        }
        boolean isSum = operator.equals("Add") || operator.equals("Sub");
        return input.with(
                graph.scale(input.value(), isSum ? new double[] {1} : factors, isSum ? shifts : new double[] {0}));
    }

    private Located both(OnnxNode node, Located first, Located second) {
        Value result = switch (node.operator()) {
            case "Add", "QLinearAdd" -> graph.add(first.value(), second.value());
            case "Mul", "QLinearMul" -> graph.multiply(first.value(), second.value());
            default -> throw graph.unsupported("a difference or quotient of two values");
        };
        return first.with(result);
    }

    /** A constant that is broadcast over a value, as one number or one for each channel. */
    private double[] perChannel(Located input, Constant constant) {
        if (constant.values().length == 1) {
            return constant.doubles();
        }
        int axis = constant.rank() - 1 - input.channelsFromLast();
        boolean isPerChannel = axis >= 0 && constant.shape()[axis] == constant.values().length;
        if (!isPerChannel) {
            throw graph.unsupported("a constant of shape " + Arrays.toString(constant.shape())
                    + " that is not one number for each channel");
        }
        return constant.doubles();
    }

    private Located clip(OnnxNode node) {
        double least;
        double most;
        if (node.inputs().size() > 1) {
            Constant low = optional(node, 1);
            Constant high = optional(node, 2);
            least = low == null ? Double.NEGATIVE_INFINITY : low.values()[0];
            most = high == null ? Double.POSITIVE_INFINITY : high.values()[0];
        } else {
            least = node.real("min", Double.NEGATIVE_INFINITY);
            most = node.real("max", Double.POSITIVE_INFINITY);
        }
        if (least != 0 || (most != 6 && most < 1e30)) {
            throw graph.unsupported("a Clip from " + least + " to " + most);
        }
        return applied(node, most == 6 ? Function.RELU6 : Function.RELU);
    }

    private Located hardSigmoid(OnnxNode node) {
        boolean isOurs = Math.abs(node.real("alpha", 0.2) - 1.0 / 6) < 1e-3 && node.real("beta", 0.5) == 0.5;
        if (!isOurs) {
            throw graph.unsupported("a HardSigmoid with alpha " + node.real("alpha", 0.2) + " and beta "
                    + node.real("beta", 0.5) + ", not 1/6 and 0.5");
        }
        return applied(node, Function.HARD_SIGMOID);
    }

    private Located pooled(OnnxNode node, boolean isMap) {
        Located input = read(node, 0);
        return new Located(graph.pool(input.value()), isMap ? 4 : 2, input.isChannelsLast() && isMap);
    }

    private Located reduceMean(OnnxNode node) {
        int[] axes = node.numbers("axes");
        Constant given = optional(node, 1);
        if (given != null) {
            axes = given.ints();
        }
        Located input = read(node, 0);
        Set<Integer> over = new HashSet<>();
        for (int axis : axes) {
            over.add(axis < 0 ? axis + 4 : axis);
        }
        if (input.rank() != 4 || !over.equals(input.isChannelsLast() ? Set.of(1, 2) : Set.of(2, 3))) {
            throw graph.unsupported("a mean over other axes than height and width");
        }
        return pooled(node, node.number("keepdims", 1) == 1);
    }

    private Located averagePool(OnnxNode node) {
        int[] kernel = node.numbers("kernel_shape", 0, 0);
        Located input = read(node, 0);
        if (kernel.length != 2) {
            throw graph.damaged("an AveragePool of " + kernel.length + " axes");
        }
        return input.with(graph.averagePool(input.value(), kernel[0], kernel[1]));
    }

    private Located flattened(OnnxNode node) {
        Located input = read(node, 0);
        Constant shape = node.operator().equals("Reshape") ? constants.find(node.input(1)) : null;
        boolean isMap = shape != null && shape.values().length == 4;
        return new Located(graph.flatten(input.value()), isMap ? 4 : 2, false);
    }

    private Located transposed(OnnxNode node) {
        Located input = read(node, 0);
        int[] permutation = node.numbers("perm");
        if (input.rank() == 4 && Arrays.equals(permutation, new int[] {0, 3, 1, 2}) && input.isChannelsLast()) {
            return new Located(input.value(), 4, false);
        }
        if (input.rank() == 4 && Arrays.equals(permutation, new int[] {0, 2, 3, 1}) && !input.isChannelsLast()) {
            return new Located(input.value(), 4, true);
        }
        throw graph.unsupported("a Transpose by " + Arrays.toString(permutation));
    }

    private Located pad(OnnxNode node) {
        Constant given = optional(node, 1);
        int[] pads = given == null ? node.numbers("pads") : given.ints();
        Constant level = optional(node, 2);
        boolean isZero = (level == null || level.values()[0] == 0)
                && node.text("mode", "constant").equals("constant");
        Located input = read(node, 0);
        int rows = input.isChannelsLast() ? 1 : 2;
        if (pads.length != 8 || !isZero || pads[0] != 0 || pads[4] != 0 || pads[input.isChannelsLast() ? 3 : 1] != 0) {
            throw graph.unsupported("a Pad by " + Arrays.toString(pads));
        }
        return input.with(graph.pad(input.value(), pads[rows], pads[rows + 1], pads[rows + 4], pads[rows + 5]));
    }

    private Located concatenated(OnnxNode node) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(read(node, i).value());
        }
        Located first = read(node, 0);
        int channels = first.rank() - 1 - first.channelsFromLast();
        long axis = node.number("axis", 1);
        if (axis != channels && axis != channels - first.rank()) {
            throw graph.unsupported("a Concat of other axes than the channels");
        }
        return first.with(graph.concatenate(inputs));
    }

    /** Inputs x, its scale and zero point, w and its, y's, and a bias in steps of both scales. */
    private Located quantizedConvolution(OnnxNode node) {
        Constant weight = constants.dequantized(node, 3, 4, 5, 0);
        return convolution(node, read(node, 0), weight, quantizedBias(node, 8, weight.shape()[0]));
    }

    private @Nullable Constant quantizedBias(OnnxNode node, int at, int outputs) {
        Constant levels = optional(node, at);
        if (levels == null) {
            return null;
        }
        double input = constant(node, 1).values()[0];
        float[] scales = constant(node, 4).values();
        if (levels.values().length != outputs || (scales.length != 1 && scales.length != outputs)) {
            throw graph.damaged("a bias of " + levels.values().length + " numbers for " + outputs + " channels");
        }
        float[] bias = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            bias[i] = (float) (levels.values()[i] * input * scales[scales.length == 1 ? 0 : i]);
        }
        return new Constant(new int[] {outputs}, bias, Constant.Type.REAL);
    }

    private Located quantizedProduct(OnnxNode node) {
        boolean isGemm = node.operator().equals("QGemm");
        boolean isOutFirst = isGemm && node.number("transB", 0) == 1;
        if (isGemm && (node.number("transA", 0) != 0 || node.real("alpha", 1) != 1)) {
            throw graph.unsupported("a QGemm that scales or transposes its input");
        }
        Constant matrix = constants.dequantized(node, 3, 4, 5, isOutFirst ? 0 : 1);
        int outputs = matrix.shape()[isOutFirst ? 0 : matrix.rank() - 1];
        return product(read(node, 0), matrix, isOutFirst, isGemm ? quantizedBias(node, 6, outputs) : null);
    }

    /** Each operand with its scale and zero point. */
    private Located quantizedArithmetic(OnnxNode node) {
        isQuantized = true;
        if (!values.containsKey(node.input(3))) {
            throw graph.unsupported("a " + node + " with a constant");
        }
        return both(node, read(node, 0), read(node, 3));
    }
}
