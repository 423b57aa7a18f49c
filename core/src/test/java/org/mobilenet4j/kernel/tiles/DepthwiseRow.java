package org.mobilenet4j.kernel.tiles;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A row of outputs of a depthwise convolution, which share what they load of the input.
 *
 * @param isUnrolled whether the rows of the kernel are written out, with all weights in registers, and the input is taken
 *     column by column; else four outputs side by side are taken at a time, the rows of the kernel are a loop, and columns
 *     may lie any number of pixels apart
 */
record DepthwiseRow(int kernel, int stride, boolean isUnrolled) {
    private static final int GROUP = 4;

    private static final String OPERANDS =
            ", float[] in, int inAt, float[] weights, int weightsAt, float[] bias, int biasAt, int lowBits, int highBits,"
                    + " float[] out, int outAt";

    private static final String CHANNELS = """
            for (int nextC = 0; nextC < channels; nextC += LANES) {
            int c = Math.min(nextC, channels - LANES);
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            """;

    /** What a loop over the rows of the kernel needs. */
    static final String ROWS_INSIDE = """
            int channels = window.channels();
            int startY = y * window.stride() - window.top();
            int firstY = window.firstTap(startY);
            int endY = window.endTap(startY, window.height());
            int tapY = window.dilation() * window.width() * channels;
            """;

    private static final String LOOP_PARAMETERS =
            "int outputs, int inputs, int column, int pixel, int channels, int firstY, int endY, int tapY" + OPERANDS;
    static final String PARAMETERS = "Window window, int y" + OPERANDS;
    static final String ROWS_PARAMETERS = "Window window, int fromY, int endY" + OPERANDS;

    Method method() {
        String doc = "Kernel of " + kernel + ", stride " + stride
                + (isUnrolled ? "." : ", over the rows of the window that lie in the map.");
        String head = "private static void row" + kernel + "s" + stride + (isUnrolled ? "" : "Loop");
        return isUnrolled
                ? Method.of(doc, head, ROWS_PARAMETERS, unrolled())
                : Method.of(doc, head, LOOP_PARAMETERS, loop());
    }

    /** Rows that are not {@link #method}: outputs side by side that see the same taps share the weights only. */
    static Stream<Method> others() {
        Method run = run();
        Map<String, String> arguments = Map.of("outputs", "end - x", "inAt", "from", "outAt", "outAt + x * channels");
        Method runs = Method.of(
                "A row of outputs by any kernel and stride: some side by side that see the same taps, then the next.",
                "static void runs",
                PARAMETERS,
                ROWS_INSIDE + """
                        int kernel = window.kernel();
                        int tapX = window.dilation() * channels;
                        int step = window.stride() * channels;
                        int end;
                        for (int x = 0; x < window.outWidth(); x = end) {
                        int startX = x * window.stride() - window.left();
                        int firstX = window.firstTap(startX);
                        int endX = window.endTap(startX, window.width());
                        end = SimdDepthwise.endOfRun(window, x, firstX, endX);
                        int from = inAt + (startY * window.width() + startX) * channels;
                        """ + run.call(arguments) + "}\n");
        return Stream.of(runs, run, points(true), points(false));
    }

    /** Each output by itself: a narrow row that is not dilated sees other taps at each. */
    private static Method points(boolean isVector) {
        String weight = "weights, weightsAt + (ky * window.kernel() + kx) * channels + c";
        String value = "in, from + ky * tapY + kx * tapX + c";
        String body = ROWS_INSIDE + """
                int tapX = window.dilation() * channels;
                for (int x = 0; x < window.outWidth(); x++) {
                int startX = x * window.stride() - window.left();
                int firstX = window.firstTap(startX);
                int endX = window.endTap(startX, window.width());
                int from = inAt + (startY * window.width() + startX) * channels;
                %sfor (int ky = firstY; ky < endY; ky++) {
                for (int kx = firstX; kx < endX; kx++) {
                sum = %s;
                }
                }
                %s}
                }
                """;
        String[] parts = isVector
                ? new String[] {
                    CHANNELS + "FloatVector sum = start;\n",
                    "FloatVector.fromArray(SPECIES, " + value + ").fma(FloatVector.fromArray(SPECIES, " + weight
                            + "), sum)",
                    "sum.reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats()"
                            + ".intoArray(out, outAt + x * channels + c);\n"
                }
                : new String[] {
                    "for (int c = 0; c < channels; c++) {\nfloat sum = bias[biasAt + c];\n",
                    "Math.fma(" + value.replace(", ", "[") + "], " + weight.replace(", ", "[") + "], sum)",
                    "out[outAt + x * channels + c] = Clamp.clamp(sum, lowBits, highBits);\n"
                };
        return Method.of(
                "A row of outputs one by one, " + (isVector ? "a vector of channels" : "a channel") + " at a time.",
                "static void " + (isVector ? "points" : "scalars"),
                PARAMETERS,
                body.formatted((Object[]) parts));
    }

    private static Method run() {
        String body = "int last = outputs - 1;\n"
                + CHANNELS
                + "for (int x0 = 0; x0 < outputs; x0 += GROUP) {\n"
                + lines(GROUP, g -> g == 0 ? "" : "int x%1$d = Math.min(x0 + %1$d, last);\n".formatted(g))
                + lines(GROUP, g -> "int in%1$d = inAt + x%1$d * step + c;\n".formatted(g))
                + lines(GROUP, g -> "FloatVector sum" + g + " = start;\n")
                + """
                for (int ky = firstY; ky < endY; ky++) {
                for (int kx = firstX; kx < endX; kx++) {
                int from = ky * tapY + kx * tapX;
                FloatVector w = FloatVector.fromArray(SPECIES, weights, weightsAt + (ky * kernel + kx) * channels + c);
                """
                + lines(
                        GROUP,
                        g -> "sum%1$d = FloatVector.fromArray(SPECIES, in, in%1$d + from).fma(w, sum%1$d);\n"
                                .formatted(g))
                + "}\n}\nint to = outAt + c;\n"
                + lines(GROUP, g -> store(g, "to + x" + g + " * channels"))
                + "}\n}\n";
        return Method.of(
                "Outputs side by side that see the same taps; the last group may repeat the last.",
                "private static void run",
                "Window window, int outputs, int step, int channels, int kernel, int firstY, int endY, int tapY, int firstX,"
                        + " int endX, int tapX"
                        + OPERANDS,
                body);
    }

    private int half() {
        return kernel / 2;
    }

    /** Input columns that four outputs see. */
    private int span() {
        return (GROUP - 1) * stride + kernel;
    }

    private String loop() {
        String x = stride == 1 ? "x" : "x * " + stride;
        return CHANNELS
                + """
                for (int next = 0; next < outputs; next += GROUP) {
                int x = Math.min(next, outputs - GROUP);
                int first = column + %s;
                """.formatted(x)
                + presence("first", "inputs")
                + lines(GROUP, g -> "FloatVector sum" + g + " = start;\n")
                + """
                for (int ky = firstY; ky < endY; ky++) {
                int at = inAt + ky * tapY + %s * pixel + c;
                int taps = weightsAt + ky * %d * channels + c;
                """.formatted(x, kernel)
                + lines(kernel, k -> weight("w" + k, k))
                + products("x", "w", "in", "at", "pixel")
                + "}\n"
                + stores("pixel");
    }

    /** Column by column of the input: each is loaded once and goes into the sums of all outputs that see it. */
    private String unrolled() {
        return """
                int channels = window.channels();
                int width = window.width();
                int outputs = window.outWidth();
                int left = window.left();
                int rowLength = width * channels;
                for (int nextC = 0; nextC < channels; nextC += LANES) {
                int c = Math.min(nextC, channels - LANES);
                int taps = weightsAt + c;
                """
                + lines(kernel * kernel, k -> weight("w" + k / kernel + k % kernel, k))
                + """
                FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
                for (int y = fromY; y < endY; y++) {
                int startY = y * %d - window.top();
                int mapAt = inAt + startY * rowLength + c;
                int firstTo = outAt + y * outputs * channels + c;
                int to = firstTo;
                """.formatted(stride)
                + lines(kernel, DepthwiseRow::startOfRow)
                + (stride == 1 ? oneByOne() : twoByTwo())
                + "}\n}\n";
    }

    /** Rows above and below the map are rows of zeros. */
    private static String startOfRow(int ky) {
        return """
                boolean hasRow%1$d = startY >= -%1$d && startY + %1$d < window.height();
                float[] row%1$d = hasRow%1$d ? in : ZEROS;
                int step%1$d = hasRow%1$d ? channels : 0;
                int at%1$d = hasRow%1$d ? mapAt + %1$d * rowLength : 0;
                """.formatted(ky);
    }

    /** Each column ends one sum, which is stored; what is stored before the first output is overwritten by it. */
    private String oneByOne() {
        String shift = lines(kernel - 1, g -> "sum" + g + " = sum" + (g + 1) + ";\n");
        String next = store(0, "Math.max(to, firstTo)") + "to += channels;\n" + shift;
        return "to += (left - %d) * channels;\n".formatted(kernel - 1)
                + lines(kernel, g -> "FloatVector sum" + g + " = start;\n")
                + "for (int x = 0; x < width; x++) {\n"
                + column(kx -> "sum" + (kernel - 1 - kx), IntStream.range(0, kernel))
                + next
                + "sum" + (kernel - 1) + " = start;\n}\n"
                + "for (int x = width + left - %d; x < outputs; x++) {\n".formatted(kernel - 1)
                + next
                + "}\n";
    }

    /** Of a kernel of three, every second column ends a sum and begins the next. */
    private String twoByTwo() {
        IntFunction<String> sums = kx -> kx == 0 ? "sum1" : "sum0";
        return "FloatVector sum0 = start;\n"
                + "if (left == 0) {\n" + column(kx -> "sum0", IntStream.of(0)) + "}\n"
                + "int x = 1 - left;\n"
                + "for (; x + 1 < width; x += 2) {\n"
                + column(sums, IntStream.of(1))
                + "FloatVector sum1 = start;\n"
                + column(sums, IntStream.of(2, 0)).replaceAll("\\bx(\\d)\\b", "y$1")
                + store(0, "to")
                + "to += channels;\nsum0 = sum1;\n}\n"
                + "if (to < firstTo + outputs * channels) {\n"
                + "if (x < width) {\n" + column(sums, IntStream.of(1)) + "}\n"
                + store(0, "to")
                + "}\n";
    }

    /**
     * The order in which a column's rows are added: the middle one first, of five rows from the bottom up. All orders are as near to
     * the true sums, but with others values of the training goldens' first steps fall to the other side of ReLU's kink than in
     * float64, and take gradients with them.
     */
    private int tapRow(int position) {
        return kernel == 3 ? new int[] {1, 0, 2}[position] : kernel - 1 - position;
    }

    /** One column of the input, and what the sums take of it. */
    private String column(IntFunction<String> sum, IntStream taps) {
        int[] kxs = taps.toArray();
        return lines(kernel, position -> {
            int ky = tapRow(position);
            return load("x" + ky, "row" + ky, "at" + ky)
                    + "at%1$d += step%1$d;\n".formatted(ky)
                    + IntStream.of(kxs)
                            .mapToObj(kx -> "%1$s = x%2$d.fma(w%2$d%3$d, %1$s);\n".formatted(sum.apply(kx), ky, kx))
                            .collect(Collectors.joining());
        });
    }

    /** Which of the columns at the sides lie in the map. */
    private String presence(String first, String end) {
        return lines(half(), t -> "boolean has" + t + " = " + Product.sum(first, t == 0 ? "" : "" + t) + " >= 0;\n")
                + lines(
                        half(),
                        i -> "boolean has%1$d = %2$s + %1$d < %3$s;\n".formatted(span() - half() + i, first, end));
    }

    private String weight(String name, int tap) {
        return load(name, "weights", Product.sum("taps", Product.times(tap, "channels")));
    }

    /** One row of the kernel: each column of the input, and what the outputs take of it. */
    private String products(String x, String w, String array, String at, String step) {
        return lines(span(), t -> {
            String from = Product.sum(at, Product.times(t, step));
            boolean isSide = t < half() || t >= span() - half();
            String load = isSide
                    ? load(x + t, "has" + t + " ? " + array + " : ZEROS", "has" + t + " ? " + from + " : 0")
                    : load(x + t, array, from);
            return load
                    + lines(GROUP, g -> {
                        int k = t - g * stride;
                        return k < 0 || k >= kernel
                                ? ""
                                : "sum%1$d = %2$s.fma(%3$s, sum%1$d);\n".formatted(g, x + t, w + k);
                    });
        });
    }

    private static String stores(String step) {
        return "int to = outAt + x * " + step + " + c;\n"
                + lines(GROUP, g -> store(g, Product.sum("to", Product.times(g, step))))
                + "}\n}\n";
    }

    private static String store(int output, String at) {
        return "sum" + output + ".reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats().intoArray(out, "
                + at + ");\n";
    }

    private static String load(String name, String array, String at) {
        return "FloatVector " + name + " = FloatVector.fromArray(SPECIES, " + array + ", " + at + ");\n";
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
    }
}
