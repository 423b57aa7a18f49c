package org.mobilenet4j.formats.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of shapes that exporters write out where a padding or a size depends on the input's. An operator, or a use of
 * one, that is not known gives null: that matters only where the result is read.
 */
final class ConstantOperators {
    private static final int MOST_ELEMENTS = 1 << 16;
    private static final int INT32 = 6;
    private static final int INT64 = 7;

    private ConstantOperators() {}

    static @Nullable Constant evaluate(OnnxNode node, Constants constants) {
        Constant first = constants.find(node.input(0));
        if (first == null) {
            return null;
        }
        Constant second = constants.find(node.input(1));
        return switch (node.operator()) {
            case "Cast" -> cast(first, node.number("to", 0));
            case "Shape" -> Constant.whole(first.shape());
            case "Add", "Sub", "Mul", "Div" -> second == null ? null : arithmetic(node.operator(), first, second);
            case "Gather" -> second == null || node.number("axis", 0) != 0 ? null : gathered(first, second);
            case "Unsqueeze", "Squeeze" -> first.rank() > 1 ? null : first.with(new int[] {first.values().length});
            case "Concat" -> concatenated(node, constants);
            case "ConstantOfShape" -> filled(node, first);
            case "Slice" -> sliced(node, first, constants);
            default -> null;
        };
    }

    private static Constant cast(Constant value, long type) {
        if (type != INT32 && type != INT64) {
            return value;
        }
        Constant cut = value.map(x -> (long) x);
        return new Constant(cut.shape(), cut.values(), Constant.Type.WHOLE);
    }

    private static @Nullable Constant arithmetic(String operator, Constant first, Constant second) {
        int size = Math.max(first.values().length, second.values().length);
        boolean fits = (first.values().length == size || first.values().length == 1)
                && (second.values().length == size || second.values().length == 1);
        if (!fits) {
            return null;
        }
        boolean isWhole = first.type() == Constant.Type.WHOLE && second.type() == Constant.Type.WHOLE;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            double a = first.values()[first.values().length == 1 ? 0 : i];
            double b = second.values()[second.values().length == 1 ? 0 : i];
            double result = switch (operator) {
                case "Add" -> a + b;
                case "Sub" -> a - b;
                case "Mul" -> a * b;
                default -> a / b;
            };
            values[i] = (float) (isWhole ? (long) result : result);
        }
        Constant longer = first.values().length == size ? first : second;
        return new Constant(longer.shape(), values, isWhole ? Constant.Type.WHOLE : Constant.Type.REAL);
    }

    private static @Nullable Constant gathered(Constant data, Constant indices) {
        if (data.rank() != 1 || indices.values().length > MOST_ELEMENTS) {
            return null;
        }
        float[] values = new float[indices.values().length];
        for (int i = 0; i < values.length; i++) {
            int index = (int) indices.values()[i];
            int from = index < 0 ? index + data.values().length : index;
            if (from < 0 || from >= data.values().length) {
                return null;
            }
            values[i] = data.values()[from];
        }
        return new Constant(indices.shape(), values, data.type());
    }

    private static @Nullable Constant concatenated(OnnxNode node, Constants constants) {
        float[] values = new float[0];
        Constant.Type type = Constant.Type.WHOLE;
        for (String input : node.inputs()) {
            Constant part = constants.find(input);
            if (part == null || part.rank() != 1 || values.length + part.values().length > MOST_ELEMENTS) {
                return null;
            }
            int at = values.length;
            values = Arrays.copyOf(values, at + part.values().length);
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            type = part.type();
        }
        return new Constant(new int[] {values.length}, values, type);
    }

    private static @Nullable Constant filled(OnnxNode node, Constant shape) {
        long size = 1;
        for (int extent : shape.ints()) {
            size = extent < 0 || size > MOST_ELEMENTS ? Long.MAX_VALUE : size * extent;
        }
        if (size > MOST_ELEMENTS || shape.values().length > 8) {
            return null;
        }
        OnnxNode.Attribute value = node.attributes().get("value");
        Constant filling = value == null ? null : value.tensor();
        float[] values = new float[(int) size];
        if (filling == null || filling.values().length != 1) {
            return new Constant(shape.ints(), values, Constant.Type.REAL);
        }
        Arrays.fill(values, filling.values()[0]);
        return new Constant(shape.ints(), values, filling.type());
    }

    /** Rows of a matrix or elements of a vector, also backwards. */
    private static @Nullable Constant sliced(OnnxNode node, Constant data, Constants constants) {
        Constant starts = constants.find(node.input(1));
        Constant ends = constants.find(node.input(2));
        Constant axes = constants.find(node.input(3));
        Constant steps = constants.find(node.input(4));
        boolean isElsewhere = axes != null && (axes.values().length != 1 || axes.values()[0] != 0);
        boolean isUnusual = steps != null && (steps.values().length != 1 || steps.values()[0] == 0);
        if (starts == null || ends == null || isElsewhere || isUnusual) {
            return null;
        }
        if (data.rank() < 1 || data.rank() > 2 || starts.values().length != 1 || ends.values().length != 1) {
            return null;
        }
        int step = steps == null ? 1 : (int) steps.values()[0];
        int rows = data.shape()[0];
        int inner = data.rank() == 1 ? 1 : data.shape()[1];
        int start = bound(starts.values()[0], rows, step);
        int end = bound(ends.values()[0], rows, step);
        int count = step == 0 ? 0 : Math.max(0, (int) Math.ceil((end - start) / (double) step));
        if ((long) count * inner > MOST_ELEMENTS) {
            return null;
        }
        float[] values = new float[count * inner];
        for (int i = 0; i < count; i++) {
            System.arraycopy(data.values(), (start + i * step) * inner, values, i * inner, inner);
        }
        return new Constant(data.rank() == 1 ? new int[] {count} : new int[] {count, inner}, values, data.type());
    }

    /** A place between rows, by ONNX' rules: negative ones count from the end, and none is outside. */
    private static int bound(float place, int rows, int step) {
        double from = place < 0 ? (double) place + rows : place;
        return (int) (step > 0 ? Math.clamp(from, 0, rows) : Math.clamp(from, -1, rows - 1.0));
    }
}
