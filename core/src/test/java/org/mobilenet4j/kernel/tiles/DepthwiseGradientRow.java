package org.mobilenet4j.kernel.tiles;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The gradient by so many neighbouring weights of a depthwise kernel's row, for one vector of channels. A kernel's whole row at
 * stride 1 keeps the inputs that the next output sees again in registers; taps alone load them anew.
 */
record DepthwiseGradientRow(int taps, boolean isWhole) {
    private static final String PARAMETERS =
            "Window window, int kx, int from, int end, int columns, int pixel, int channels,"
                    + " float[] in, int inAt, int inRow, float[] gradient, int gradientAt, int row, float[] weights, int weightAt,"
                    + " int weightRow, int c, int valid";

    Method method() {
        return isWhole
                ? Method.of(
                        "A kernel's row of " + taps
                                + " along a row of the map, whose columns lie {@code pixel} floats apart.",
                        "private static void row" + taps,
                        PARAMETERS,
                        row())
                : Method.of(
                        "Neighbouring weights, " + taps
                                + " from {@code kx} on, over outputs for which all of their inputs lie in the map.",
                        "private static void taps" + taps,
                        PARAMETERS,
                        alone());
    }

    /** Of a kernel of three the last output, beyond which no column is read, comes behind the loop. */
    private String row() {
        int half = taps / 2;
        String product = "sum%1$d = x%1$d.fma(g, sum%1$d);\n";
        String gradient = "FloatVector g = " + load("gradient", "gradientAt + %s * pixel", "") + ";\n";
        String next = "(x + " + half + ") * pixel";
        return each(k -> "FloatVector sum" + k + " = " + load("weights", weight(k), "") + ";\n")
                + from(0, half, k -> "FloatVector x" + k + " = FloatVector.zero(SPECIES);\n")
                + "FloatVector x" + half + " = " + load("in", "inAt", "") + ";\n"
                + from(1, half, k -> guarded(half + k, "" + k, Product.times(k, "pixel")))
                + "for (int x = 0; x < columns" + (half == 1 ? " - 1" : "") + "; x++) {\n"
                + gradient.formatted("x")
                + (half == 1
                        ? "FloatVector x2 = " + load("in", "inAt + " + next, "") + ";\n"
                        : guarded(taps - 1, "x + " + half, next))
                + each(product::formatted)
                + from(1, taps, k -> "x" + (k - 1) + " = x" + k + ";\n")
                + "}\n"
                + (half == 1 ? gradient.formatted("(columns - 1)") + from(0, 2, product::formatted) : "")
                + each(k -> "sum" + k + ".intoArray(weights, " + weight(k) + ");\n");
    }

    private String alone() {
        return """
                VectorMask<Float> mask = SPECIES.indexInRange(0, valid);
                int channels = window.channels();
                int step = window.stride() * channels;
                int tapX = window.dilation() * channels;
                int columns = end - from;
                int inAt = inRow + from * step + kx * tapX - window.left() * channels + c;
                int gradientAt = row + from * channels + c;
                int weightAt = weightRow + kx * channels + c;
                """
                + each(k -> "FloatVector sum" + k + " = " + load("weights", weight(k), ", mask") + ";\n")
                + "for (int x = 0; x < columns; x++) {\n"
                + "FloatVector g = " + load("gradient", "gradientAt + x * channels", ", mask") + ";\n"
                + "int at = inAt + x * step;\n"
                + each(k -> "sum%1$d = %2$s.fma(g, sum%1$d);\n"
                        .formatted(k, load("in", Product.sum("at", Product.times(k, "tapX")), ", mask")))
                + "}\n"
                + each(k -> "sum" + k + ".intoArray(weights, " + weight(k) + ", mask);\n");
    }

    /** An input, or zeros where the row has no such column. */
    private static String guarded(int x, String column, String at) {
        return """
                boolean has%1$d = %2$s < columns;
                FloatVector x%1$d = FloatVector.fromArray(SPECIES, has%1$d ? in : ZEROS, has%1$d ? inAt + %3$s : 0);
                """.formatted(x, column, at);
    }

    private static String weight(int tap) {
        return Product.sum("weightAt", Product.times(tap, "channels"));
    }

    private static String load(String array, String at, String mask) {
        return "FloatVector.fromArray(SPECIES, " + array + ", " + at + mask + ")";
    }

    private String each(IntFunction<String> line) {
        return from(0, taps, line);
    }

    private static String from(int first, int end, IntFunction<String> line) {
        return IntStream.range(first, end).mapToObj(line).collect(Collectors.joining());
    }
}
