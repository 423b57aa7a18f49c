package org.mobilenet4j.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Eight-bit integers in QDQ form: every value passes QuantizeLinear and DequantizeLinear, every constant is stored as
 * integers behind a DequantizeLinear, and runtimes fuse these with the operators between into integer arithmetic.
 * Values are unsigned with a zero point, weights signed with a scale for each output channel, biases have 32 bits.
 */
final class Int8Numbers implements Numbers {
    private static final int LARGEST_WEIGHT = 127;

    /** A bias in units of input scale times weight scale must fit 32 bits with room for the sums. */
    private static final double LARGEST_BIAS = 1 << 30;

    private final Graph graph;
    private final Map<String, Range> ranges;
    private final Map<String, Tensor> weights = new HashMap<>();

    Int8Numbers(Graph graph, Map<String, Range> ranges) {
        this.graph = graph;
        this.ranges = new HashMap<>(ranges);
    }

    /** Only remembers it: the scales depend on the bias, too. */
    @Override
    public String weight(String name, Tensor weight) {
        weights.put(name, weight);
        return name;
    }

    @Override
    public String bias(String name, Tensor bias, String input, String weightName) {
        Tensor weight = Objects.requireNonNull(weights.get(weightName));
        float inputScale = range(input).scale();
        float[] scales = scales(weight, bias, inputScale);
        int outputs = scales.length;
        int perOutput = weight.data().length / outputs;
        byte[] levels = new byte[weight.data().length];
        int[] biases = new int[outputs];
        float[] biasScales = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
                levels[i] = (byte)
                        Math.clamp(Math.rint(weight.data()[i] / (double) scales[o]), -LARGEST_WEIGHT, LARGEST_WEIGHT);
            }
            biasScales[o] = inputScale * scales[o];
            biases[o] = (int) Math.rint(bias.data()[o] / (double) biasScales[o]);
        }
        dequantized(
                weightName,
                new Initializer(TensorType.INT8, weight.shape(), levels),
                scales,
                new Initializer(TensorType.INT8, Shape.of(outputs), new byte[outputs]));
        return dequantized(
                name,
                Initializer.ints(bias.shape(), biases),
                biasScales,
                Initializer.ints(Shape.of(outputs), new int[outputs]));
    }

    /** One for each output channel: as fine as its largest weight allows, and as its bias does. */
    private static float[] scales(Tensor weight, Tensor bias, float inputScale) {
        int outputs = weight.shape().extent(0);
        int perOutput = weight.data().length / outputs;
        float[] scales = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            double largest = 0;
            for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
                largest = Math.max(largest, Math.abs(weight.data()[i]));
            }
            double forBias = Math.abs(bias.data()[o]) / (inputScale * LARGEST_BIAS);
            double scale = Math.max(largest / LARGEST_WEIGHT, forBias);
            scales[o] = (float) Math.max(scale, Float.MIN_NORMAL / inputScale);
        }
        return scales;
    }

    private String dequantized(String name, Initializer levels, float[] scales, Initializer zeros) {
        return graph.node(
                "DequantizeLinear",
                name,
                new String[] {
                    graph.constant(name + "/quantized", levels),
                    graph.constant(name + "/scale", Initializer.floats(Shape.of(scales.length), scales)),
                    graph.constant(name + "/zero", zeros)
                },
                Attribute.of("axis", 0));
    }

    @Override
    public void computed(String value) {
        Range range = range(value);
        String scale = graph.constant(value + "/scale", Initializer.scalar(range.scale()));
        String zero = graph.constant(value + "/zero", Initializer.level(range.zeroPoint()));
        String quantized = graph.node("QuantizeLinear", value + "/quantized", new String[] {value, scale, zero});
        graph.node("DequantizeLinear", read(value), new String[] {quantized, scale, zero});
    }

    @Override
    public void same(String value, String of) {
        ranges.put(value, range(of));
        computed(value);
    }

    @Override
    public String read(String value) {
        return value + "/dequantized";
    }

    /** Levels end where the clamps of ReLU and ReLU6 do, or within: their ranges are made so. */
    @Override
    public boolean isPartOfValue(Activation activation) {
        return switch (activation) {
            case NONE, RELU, RELU6 -> true;
            case HARD_SWISH, HARD_SIGMOID, SIGMOID -> false;
        };
    }

    private Range range(String value) {
        return Objects.requireNonNull(ranges.get(value), value);
    }
}
