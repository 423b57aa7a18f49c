package org.mobilenet4j.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.quantization.FilterLevels;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Eight-bit integers in QDQ form: every value passes QuantizeLinear and DequantizeLinear, every constant is stored as
 * integers behind a DequantizeLinear, and runtimes fuse these with the operators between into integer arithmetic.
 * Values are unsigned with a zero point, weights signed with a scale for each output channel, biases have 32 bits.
 */
final class Int8Numbers implements Numbers {
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
        FilterLevels levels =
                FilterLevels.of(weight.data(), bias.data(), range(input).scale());
        int outputs = levels.biases().length;
        dequantized(
                weightName,
                new Initializer(TensorType.INT8, weight.shape(), levels.weights()),
                levels.scales(),
                new Initializer(TensorType.INT8, Shape.of(outputs), new byte[outputs]));
        return dequantized(
                name,
                Initializer.ints(bias.shape(), levels.biases()),
                levels.biasScales(),
                Initializer.ints(Shape.of(outputs), new int[outputs]));
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
        return !Quantization.hasSum(activation);
    }

    private Range range(String value) {
        return Objects.requireNonNull(ranges.get(value), value);
    }
}
