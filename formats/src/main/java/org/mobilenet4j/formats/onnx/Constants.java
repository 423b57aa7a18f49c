package org.mobilenet4j.formats.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.formats.graph.ForeignGraph;

/** The constants of a file, and what its operators make of them alone: dequantised, widened or reshaped weights. */
final class Constants {
    private final ForeignGraph graph;
    private final Map<String, Constant> known;
    private boolean isQuantized;

    Constants(OnnxFile file, ForeignGraph graph) {
        this.graph = graph;
        this.known = new HashMap<>(file.constants());
    }

    /** Whether weights of eight bits were dequantised. */
    boolean isQuantized() {
        return isQuantized;
    }

    @Nullable
    Constant find(String name) {
        return known.get(name);
    }

    void put(String name, Constant constant) {
        known.put(name, constant);
    }

    Constant get(String name, OnnxNode reader) {
        Constant constant = known.get(name);
        if (constant == null) {
            throw graph.unsupported("the operator " + reader + " with '" + name + "' that is not constant");
        }
        return constant;
    }

    private Constant get(OnnxNode node, int index) {
        return get(node.input(index), node);
    }

    /** Computes an operator of constants. One that is not known matters only where its result is read. */
    void evaluate(OnnxNode node) {
        Constant result = switch (node.operator()) {
            case "Constant" -> literal(node);
            case "DequantizeLinear" -> dequantized(node, 0, 1, 2, Math.clamp(node.number("axis", 1), -8, 8));
            case "QuantizeLinear" -> quantized(node);
            case "Identity", "Dropout" -> find(node.input(0));
            case "Transpose" -> transposed(node);
            case "Reshape" -> reshaped(node);
            case "Sqrt" -> mapped(node, Math::sqrt);
            case "Neg" -> mapped(node, x -> -x);
            case "Reciprocal" -> mapped(node, x -> 1 / x);
            default -> ConstantOperators.evaluate(node, this);
        };
        if (result != null) {
            known.put(node.outputs().getFirst(), result);
        }
    }

    private @Nullable Constant mapped(OnnxNode node, DoubleUnaryOperator function) {
        Constant input = find(node.input(0));
        return input == null ? null : input.map(function);
    }

    private static @Nullable Constant literal(OnnxNode node) {
        OnnxNode.Attribute value = node.attributes().get("value");
        if (value != null) {
            return value.tensor();
        }
        if (node.has("value_float")) {
            return new Constant(new int[0], new float[] {(float) node.real("value_float", 0)}, Constant.Type.REAL);
        }
        if (node.has("value_int")) {
            return new Constant(new int[0], new float[] {node.number("value_int", 0)}, Constant.Type.WHOLE);
        }
        int[] whole = node.numbers("value_ints");
        return whole.length > 0 ? Constant.whole(whole) : null;
    }

    /**
     * {@code (level - zero) * scale}, with scales for the whole tensor or for each index of an axis.
     *
     * @param at the inputs that are the levels, the scales and the zero points
     */
    Constant dequantized(OnnxNode node, int at, int scaleAt, int zeroAt, int axis) {
        Constant levels = get(node, at);
        Constant scale = get(node, scaleAt);
        float[] zeros =
                node.input(zeroAt).isEmpty() ? new float[0] : get(node, zeroAt).values();
        isQuantized |= levels.type() == Constant.Type.LEVELS;
        int scales = scale.values().length;
        int along = axis < 0 ? axis + levels.rank() : axis;
        int inner = 1;
        if (scales > 1) {
            if (along >= levels.rank() || along < 0 || levels.shape()[along] != scales) {
                throw graph.damaged("a tensor has " + scales + " scales, which are not those of its axis " + axis);
            }
            for (int i = along + 1; i < levels.rank(); i++) {
                inner *= levels.shape()[i];
            }
        }
        if (scales == 0 || (zeros.length > 1 && zeros.length != scales)) {
            throw graph.damaged("a tensor has " + scales + " scales and other zero points");
        }
        float[] values = new float[levels.values().length];
        for (int i = 0; i < values.length; i++) {
            int channel = scales > 1 ? i / inner % scales : 0;
            double from = zeros.length == 0 ? 0 : zeros[zeros.length == 1 ? 0 : channel];
            values[i] = (float) ((levels.values()[i] - from) * scale.values()[channel]);
        }
        return new Constant(levels.shape(), values, Constant.Type.REAL);
    }

    /** Levels of a float weight, made as the file is loaded: of one scale, which is what writers have. */
    private @Nullable Constant quantized(OnnxNode node) {
        Constant input = find(node.input(0));
        if (input == null) {
            return null;
        }
        Constant scale = get(node, 1);
        Constant zero = node.input(2).isEmpty() ? null : get(node, 2);
        if (scale.values().length != 1) {
            throw graph.unsupported("a QuantizeLinear of a constant with several scales");
        }
        double from = zero == null ? 0 : zero.values()[0];
        Constant levels = input.map(x -> Math.rint(x / scale.values()[0]) + from);
        return new Constant(levels.shape(), levels.values(), Constant.Type.LEVELS);
    }

    private @Nullable Constant transposed(OnnxNode node) {
        Constant input = find(node.input(0));
        if (input == null) {
            return null;
        }
        int[] permutation = node.numbers("perm");
        boolean[] isUsed = new boolean[input.rank()];
        boolean isPermutation = permutation.length == input.rank();
        for (int axis : permutation) {
            isPermutation = isPermutation && axis >= 0 && axis < isUsed.length && !isUsed[axis];
            if (isPermutation) {
                isUsed[axis] = true;
            }
        }
        if (!isPermutation) {
            throw graph.damaged("a Transpose of a constant of " + input.rank() + " axes");
        }
        return input.transposed(permutation);
    }

    private @Nullable Constant reshaped(OnnxNode node) {
        Constant input = find(node.input(0));
        Constant wanted = find(node.input(1));
        if (input == null || wanted == null || wanted.values().length > 8) {
            return null;
        }
        int[] shape = wanted.ints();
        long known = 1;
        int open = -1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1) {
                open = i;
            } else {
                known *= Math.max(shape[i], 0);
            }
        }
        if (open >= 0 && known > 0) {
            shape[open] = (int) (input.values().length / known);
            known *= shape[open];
        }
        return known == input.values().length ? input.with(shape) : null;
    }
}
