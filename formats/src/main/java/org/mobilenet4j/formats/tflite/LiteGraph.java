package org.mobilenet4j.formats.tflite;

import static org.mobilenet4j.formats.graph.ForeignGraph.transposed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.formats.graph.ForeignGraph;
import org.mobilenet4j.formats.graph.ForeignModel;
import org.mobilenet4j.formats.graph.Function;
import org.mobilenet4j.formats.graph.InputRange;
import org.mobilenet4j.formats.graph.Padding;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.formats.tflite.LiteFile.Operator;
import org.mobilenet4j.io.InvalidInputException;

/**
 * States a TensorFlow Lite model as a graph of operations, in floats: quantised weights are dequantised, and quantising the
 * values between operators is left out.
 */
public final class LiteGraph {
    // BuiltinOperator of the schema.
    private static final int ADD = 0;
    private static final int AVERAGE_POOL_2D = 1;
    private static final int CONCATENATION = 2;
    private static final int CONV_2D = 3;
    private static final int DEPTHWISE_CONV_2D = 4;
    private static final int DEQUANTIZE = 6;
    private static final int FULLY_CONNECTED = 9;
    private static final int LOGISTIC = 14;
    private static final int MUL = 18;
    private static final int RELU = 19;
    private static final int RELU6 = 21;
    private static final int RESHAPE = 22;
    private static final int RESIZE_BILINEAR = 23;
    private static final int SOFTMAX = 25;
    private static final int PAD = 34;
    private static final int MEAN = 40;
    private static final int SUB = 41;
    private static final int DIV = 42;
    private static final int SQUEEZE = 43;
    private static final int STRIDED_SLICE = 45;
    private static final int ARG_MAX = 56;
    private static final int SHAPE = 77;
    private static final int PACK = 83;
    private static final int QUANTIZE = 114;
    private static final int HARD_SWISH = 117;

    private final LiteFile file;
    private final ForeignGraph graph;
    private final Map<Integer, Value> values = new HashMap<>();

    /** Constants that an operator makes of others: float16 weights come through DEQUANTIZE. */
    private final Map<Integer, LiteTensor> constants = new HashMap<>();

    private boolean isQuantized;

    private LiteGraph(LiteFile file) {
        this.file = file;
        this.graph = new ForeignGraph(file.source());
    }

    /** The text of the labels that lie in a file, empty where none do. */
    public static byte[] labels(byte[] content) {
        return LiteFile.labels(content);
    }

    /**
     * Reads a model.
     *
     * @param source what to call the file in messages
     * @param labels the class names, or none
     * @throws InvalidInputException if it is damaged, or no classifier of the family
     */
    public static Model read(byte[] content, String source, List<String> labels) {
        return new LiteGraph(LiteFile.read(content, source)).model(labels);
    }

    private Model model(List<String> labels) {
        refuseOtherTasks();
        if (file.inputs().length != 1 || file.outputs().length != 1) {
            throw new InvalidInputException(file.source() + ": has " + file.inputs().length + " inputs and "
                    + file.outputs().length + " outputs, expected one of each, an image and its classes");
        }
        int in = file.inputs()[0];
        LiteTensor images = file.tensors().get(in);
        int[] shape = images.shape();
        if (shape.length != 4) {
            throw new InvalidInputException(
                    file.source() + ": its input has " + shape.length + " axes, expected N x H x W x C, an image");
        }
        Value input = graph.input(shape[3], shape[1], shape[2]);
        values.put(in, input);
        for (Operator operator : file.operators()) {
            run(operator);
        }
        Value output = value(file.outputs()[0]);
        ForeignModel model = ForeignModel.of(graph, output, shape[3], isQuantized);
        if (isQuantized) {
            model = model.withNotes(List.of("its weights of eight bits are read as float32: images are classified more"
                    + " slowly than eight bits allow, and a little otherwise than the file's own integers do"));
        }
        String type = isQuantized ? "TensorFlow Lite, quantised" : "TensorFlow Lite";
        return model.toModel(new ForeignModel.Origin(type, shape[1], shape[2], range(images), labels, null));
    }

    /** Detectors and segmentation networks come in this format as well. */
    private void refuseOtherTasks() {
        for (Operator operator : file.operators()) {
            boolean isDetector =
                    operator.code() == Operator.CUSTOM && operator.customName().equals("TFLite_Detection_PostProcess");
            if (isDetector || file.outputs().length == 4) {
                throw new InvalidInputException(file.source()
                        + ": is an object detector (SSD), which is not read yet; expected a classifier of images");
            }
            if (operator.code() == RESIZE_BILINEAR || operator.code() == ARG_MAX) {
                throw new InvalidInputException(file.source()
                        + ": is a segmentation network (such as DeepLab), which is not read yet; expected a classifier"
                        + " of images");
            }
        }
    }

    /** What black and white are to the network, where the file's input has levels; TensorFlow's custom otherwise. */
    private static InputRange range(LiteTensor images) {
        return switch (images.type()) {
            case LiteTensor.UINT8 -> InputRange.between(images.real(0), images.real(255));
            case LiteTensor.INT8 -> InputRange.between(images.real(-128), images.real(127));
            default -> InputRange.SIGNED;
        };
    }

    private void run(Operator operator) {
        if (operator.outputs().length == 0) {
            throw graph.damaged("an operator gives nothing");
        }
        Value result = switch (operator.code()) {
            case CONV_2D -> convolution(operator, false);
            case DEPTHWISE_CONV_2D -> convolution(operator, true);
            case FULLY_CONNECTED -> fullyConnected(operator);
            case ADD, SUB, MUL, DIV -> arithmetic(operator);
            case AVERAGE_POOL_2D -> averagePool(operator);
            case MEAN -> mean(operator);
            case RELU -> graph.apply(read(operator, 0), Function.RELU);
            case RELU6 -> graph.apply(read(operator, 0), Function.RELU6);
            case HARD_SWISH -> graph.apply(read(operator, 0), Function.HARD_SWISH);
            case LOGISTIC -> graph.apply(read(operator, 0), Function.SIGMOID);
            case SOFTMAX -> graph.apply(read(operator, 0), Function.SOFTMAX);
            case RESHAPE, SQUEEZE -> graph.flatten(read(operator, 0));
            case PAD -> pad(operator);
            case CONCATENATION -> concatenation(operator);
            case DEQUANTIZE, QUANTIZE -> same(operator);
            case SHAPE, STRIDED_SLICE, PACK -> null; // computes the shape of a RESHAPE
            default -> throw graph.unsupported(name(operator));
        };
        if (result != null) {
            values.put(operator.outputs()[0], result);
        }
    }

    private static String name(Operator operator) {
        return operator.code() == Operator.CUSTOM
                ? "the custom operator " + operator.customName()
                : "the operator " + operator.code() + " (BuiltinOperator of TensorFlow Lite's schema)";
    }

    private Value value(int tensor) {
        Value value = values.get(tensor);
        if (value == null) {
            throw graph.damaged("an operator reads tensor " + tensor + ", which is not computed before it");
        }
        return value;
    }

    private Value read(Operator operator, int index) {
        return value(tensorOf(operator, index));
    }

    private int tensorOf(Operator operator, int index) {
        if (index >= operator.inputs().length || operator.inputs()[index] < 0) {
            throw graph.damaged("an operator lacks its input " + index);
        }
        return operator.inputs()[index];
    }

    /** A constant that an operator reads, or null if that input is a value or left out. */
    private @Nullable LiteTensor constant(Operator operator, int index) {
        if (index >= operator.inputs().length || operator.inputs()[index] < 0) {
            return null;
        }
        int tensor = operator.inputs()[index];
        LiteTensor made = constants.get(tensor);
        LiteTensor found = made == null ? file.tensors().get(tensor) : made;
        return found.isConstant() && !values.containsKey(tensor) ? found : null;
    }

    private LiteTensor weights(Operator operator, int rank) {
        LiteTensor weights = constant(operator, 1);
        if (weights == null || weights.shape().length != rank) {
            throw graph.damaged("an operator has no weights of " + rank + " axes");
        }
        isQuantized |= weights.isQuantized();
        return weights;
    }

    private Value convolution(Operator operator, boolean isDepthwise) {
        Value input = read(operator, 0);
        LiteTensor weights = weights(operator, 4);
        int[] shape = weights.shape();
        Table options = operator.options();
        int channels = isDepthwise ? shape[3] : shape[0];
        // O H W I, depthwise 1 H W C
        float[] data = weights.floats();
        float[] turned = isDepthwise ? transposed(data, shape, 3, 0, 1, 2) : transposed(data, shape, 0, 3, 1, 2);
        int dilationSlot = isDepthwise ? 14 : 12;
        Value product = graph.convolution(
                input,
                turned,
                channels,
                new int[] {shape[1], shape[2]},
                new int[] {options.intAt(8, 1), options.intAt(6, 1)},
                new int[] {options.intAt(dilationSlot + 2, 1), options.intAt(dilationSlot, 1)},
                isDepthwise ? input.channels() : 1,
                options.byteAt(4, 0) == 0 ? Padding.SAME : Padding.VALID);
        return activated(biased(product, operator), options.byteAt(isDepthwise ? 12 : 10, 0));
    }

    private Value biased(Value product, Operator operator) {
        LiteTensor bias = constant(operator, 2);
        return bias == null ? product : graph.bias(product, bias.floats());
    }

    private Value activated(Value input, int activation) {
        return switch (activation) {
            case 0 -> input;
            case 1 -> graph.apply(input, Function.RELU);
            case 3 -> graph.apply(input, Function.RELU6);
            default -> throw graph.unsupported("the fused activation " + activation);
        };
    }

    private Value fullyConnected(Operator operator) {
        LiteTensor weights = weights(operator, 2);
        Value product = graph.dense(read(operator, 0), weights.floats(), weights.shape()[0]);
        return activated(biased(product, operator), operator.options().byteAt(4, 0));
    }

    private Value arithmetic(Operator operator) {
        int activation = operator.options().byteAt(4, 0);
        LiteTensor second = constant(operator, 1);
        LiteTensor first = constant(operator, 0);
        if (second == null && first == null) {
            Value one = read(operator, 0);
            Value other = read(operator, 1);
            return activated(
                    switch (operator.code()) {
                        case ADD -> graph.add(one, other);
                        case MUL -> graph.multiply(one, other);
                        default -> throw graph.unsupported("a difference or quotient of two values");
                    },
                    activation);
        }
        boolean isTurned = second == null;
        float[] numbers = Objects.requireNonNull(isTurned ? first : second).floats();
        if (isTurned && (operator.code() == SUB || operator.code() == DIV)) {
            throw graph.unsupported("a constant less a value, or divided by one");
        }
        double[] factors = new double[numbers.length];
        double[] shifts = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            factors[i] = operator.code() == MUL ? numbers[i] : operator.code() == DIV ? 1.0 / numbers[i] : 1;
            shifts[i] = operator.code() == ADD ? numbers[i] : operator.code() == SUB ? -numbers[i] : 0;
        }
        return activated(graph.scale(read(operator, isTurned ? 1 : 0), alike(factors), alike(shifts)), activation);
    }

    /** One number where all are the same. */
    private static double[] alike(double[] numbers) {
        for (double number : numbers) {
            if (number != numbers[0]) {
                return numbers;
            }
        }
        return new double[] {numbers.length == 0 ? 0 : numbers[0]};
    }

    private Value averagePool(Operator operator) {
        Table options = operator.options();
        Value pooled = graph.averagePool(read(operator, 0), options.intAt(12, 0), options.intAt(10, 0));
        return activated(pooled, options.byteAt(14, 0));
    }

    private Value mean(Operator operator) {
        LiteTensor axes = constant(operator, 1);
        int[] over = axes == null ? new int[0] : axes.ints();
        boolean isSpatial = over.length == 2 && Math.min(over[0], over[1]) == 1 && Math.max(over[0], over[1]) == 2;
        if (!isSpatial) {
            throw graph.unsupported("a mean over other axes than height and width");
        }
        return graph.pool(read(operator, 0));
    }

    private Value pad(Operator operator) {
        LiteTensor zeros = constant(operator, 1);
        int[] pairs = zeros == null ? new int[0] : zeros.ints();
        if (pairs.length != 8 || pairs[0] != 0 || pairs[1] != 0 || pairs[6] != 0 || pairs[7] != 0) {
            throw graph.unsupported("a padding of other axes than height and width");
        }
        return graph.pad(read(operator, 0), pairs[2], pairs[4], pairs[3], pairs[5]);
    }

    private Value concatenation(Operator operator) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < operator.inputs().length; i++) {
            inputs.add(read(operator, i));
        }
        int axis = operator.options().intAt(4, 0);
        if (inputs.isEmpty() || (axis != 3 && axis != -1)) {
            throw graph.unsupported("a concatenation of other axes than the channels");
        }
        return activated(graph.concatenate(inputs), operator.options().byteAt(6, 0));
    }

    /** Between floats and levels nothing changes here; constants pass as they are. */
    private @Nullable Value same(Operator operator) {
        LiteTensor constant = constant(operator, 0);
        if (constant != null) {
            isQuantized |= constant.isQuantized();
            constants.put(operator.outputs()[0], constant);
            return null;
        }
        return read(operator, 0);
    }
}
