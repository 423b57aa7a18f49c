package org.mobilenet4j.kernel.tiles;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A kernel of batch norm and the activation behind it, over {@code [pixels][channels]}, whose {@code x} are {@code y =
 * (x - mean) * factor + shift} before the activation.
 *
 * <p>What writes maps goes along them, as memory likes it, and loads the numbers of each channel anew. What only sums goes
 * down a block of pixels with one vector of channels, whose sums so stay in registers; they are double, since a norm
 * passes its own rounding on to everything behind it. Each kernel has its loop written out: C2 boxes vectors that pass
 * through methods of ours. Half a vector of channels behind the last whole one goes under a constant mask, in methods of
 * their own: C2 would box the vectors of longer ones, and masks that are made anew.
 *
 * <p>Clamps compare and blend: Java's {@code max} and {@code min} order zeros and pass NaN on, which costs several
 * instructions each.
 *
 * @param terms the numbers of each channel that it needs
 * @param vector what it writes of {@code y}, {@code centred} and the gradient {@code g}, or what it sums, and sums times
 *     {@code centred}
 * @param scalar the same for a channel that fills no half vector
 */
record NormKernel(String name, String doc, boolean isSum, List<String> terms, String vector, String scalar) {
    private static final List<String> NORM = List.of("mean", "factor", "shift");
    private static final List<String> GRADIENT = List.of("mean", "factor", "shift", "slope", "offset");

    private static final String CLAMP =
            "zero.blend(g, y.compare(VectorOperators.GT, low).and(y.compare(VectorOperators.LT, high)))";
    private static final String CLAMP_SCALAR = "(y > low && y < high ? g : 0)";
    private static final String HARD_SWISH = "y.div(3).add(0.5f).blend(0, y.compare(VectorOperators.LT, -3))"
            + ".blend(1, y.compare(VectorOperators.GT, 3)).mul(g)";
    private static final String HARD_SWISH_SCALAR = "g * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1)";
    private static final String CLAMPED =
            "y.blend(low, y.compare(VectorOperators.LT, low)).blend(high, y.compare(VectorOperators.GT, high))";
    private static final String CLAMPED_SCALAR = "y < low ? low : y > high ? high : y";

    private static final String WIDENED =
            "((IntVector) ShortVector.fromArray(SHORTS, in, inAt + i).convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))"
                    + ".lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()";

    static List<Method> methods() {
        NormKernel normalize =
                new NormKernel("normalize", "The norm and a clamp", false, NORM, CLAMPED, CLAMPED_SCALAR);
        NormKernel clampGradient = gradient("clampGradient", "behind a clamp", CLAMP, CLAMP_SCALAR);
        Stream<NormKernel> kernels = Stream.of(
                new NormKernel("moments", "Centred values", true, List.of("mean"), "centred", "centred"),
                normalize,
                new NormKernel("clampSums", "Gradients behind a clamp", true, NORM, CLAMP, CLAMP_SCALAR),
                clampGradient,
                new NormKernel(
                        "hardSwishSums", "Gradients behind hard-swish", true, NORM, HARD_SWISH, HARD_SWISH_SCALAR),
                gradient("hardSwishGradient", "behind hard-swish", HARD_SWISH, HARD_SWISH_SCALAR));
        Stream<NormKernel> widened = Stream.of(normalize, clampGradient);
        return Stream.concat(kernels.flatMap(NormKernel::parts), widened.flatMap(NormKernel::widened))
                .toList();
    }

    /** The gradient by the norm's input. */
    private static NormKernel gradient(String name, String where, String vector, String scalar) {
        return new NormKernel(
                name,
                "The gradient by the norm's input from that " + where,
                false,
                GRADIENT,
                vector + ".mul(factor).sub(centred.fma(slope, offset))",
                scalar + " * factor - Math.fma(centred, slope, offset)");
    }

    private Stream<Method> parts() {
        Method whole = whole(load("in, inAt + i", ""));
        Method half = half();
        Method rest = rest();
        String body = """
                int whole = SPECIES.loopBound(channels);
                int first = whole;
                %sif (channels - whole >= HALF) {
                first += HALF;
                %s}
                %s""".formatted(whole.call(), half.call(Map.of("c", "whole")), rest.call());
        String summed = isSum ? ": their sums, and those of them times the centred values." : ".";
        return Stream.of(method(doc + summed, "static void " + name, body), whole, half, rest);
    }

    /** The same of bfloat16, in one pass where channels fill whole vectors. */
    private Stream<Method> widened() {
        Method whole = whole(WIDENED).ofShorts();
        Method floats = parts().findFirst().orElseThrow();
        String body = """
                if (channels %% LANES != 0) {
                SimdBFloat16.widen(in, inAt, out, outAt, pixels * channels);
                %sreturn;
                }
                %s""".formatted(floats.call(Map.of("in", "out", "inAt", "outAt")), whole.call());
        return Stream.of(
                method(doc + " of bfloat16.", "static void " + name, body).ofShorts(), whole);
    }

    /** The channels that fill vectors. */
    private Method whole(String load) {
        String loops = isSum ? """
                for (int block = 0; block < pixels; block += BLOCK) {
                int count = Math.min(BLOCK, pixels - block);
                for (int c = 0; c < whole; c += LANES) {
                %2$s%3$sint from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                int i = from + pixel * channels;
                %4$s}
                %5$s}
                }
                """ : """
                for (int pixel = 0; pixel < pixels; pixel++) {
                for (int c = 0; c < whole; c += LANES) {
                int i = pixel * channels + c;
                %2$s%4$s}
                }
                """;
        return part("Whole", "int whole = SPECIES.loopBound(channels);\n%1$s" + loops, load, "", 2);
    }

    /** Half a vector of channels. */
    private Method half() {
        String loop = "%1$s%2$s%3$sfor (int i = c; i < pixels * channels; i += channels) {\n%4$s}\n%5$s";
        return part("Half", loop, load("in, inAt + i", ", FIRST_HALF"), ", FIRST_HALF", 1);
    }

    /** The channels of a vector, whose sums are one or two of doubles, by loops around what is done with each vector. */
    private Method part(String suffix, String loops, String load, String mask, int doubles) {
        String zero = mentions("zero") ? "FloatVector zero = FloatVector.zero(SPECIES);\n" : "";
        String terms = terms((term, at) -> "FloatVector " + term + " = " + load("terms, " + at, mask) + ";\n");
        String before = "";
        String each = "FloatVector centred = " + load + ".sub(mean);\n"
                + (mentions("y") ? "FloatVector y = centred.fma(factor, shift);\n" : "")
                + (mentions("g") ? "FloatVector g = " + load("gradient, gradientAt + i", mask) + ";\n" : "")
                + (isSum
                        ? "FloatVector passed = " + vector + ";\n"
                        : vector + ".intoArray(out, outAt + i" + mask + ");\n");
        String after = "";
        for (int d = 0; isSum && d < doubles; d++) {
            String at = "sumsAt + c" + (d == 0 ? "" : " + HALF");
            String productsAt = "sumsAt + channels + c" + (d == 0 ? "" : " + HALF");
            before += "DoubleVector sum%1$d = DoubleVector.fromArray(DOUBLES, sums, %2$s);\n".formatted(d, at);
            before += "DoubleVector products%1$d = DoubleVector.fromArray(DOUBLES, sums, %2$s);\n"
                    .formatted(d, productsAt);
            each += """
                    DoubleVector passed%1$d = (DoubleVector) passed.convertShape(VectorOperators.F2D, DOUBLES, %1$d);
                    sum%1$d = sum%1$d.add(passed%1$d);
                    DoubleVector centred%1$d = (DoubleVector) centred.convertShape(VectorOperators.F2D, DOUBLES, %1$d);
                    products%1$d = passed%1$d.fma(centred%1$d, products%1$d);
                    """.formatted(d);
            after += "sum%1$d.intoArray(sums, %2$s);\nproducts%1$d.intoArray(sums, %3$s);\n"
                    .formatted(d, at, productsAt);
        }
        return method(
                doc + ", " + (doubles == 2 ? "channels that fill vectors." : "half a vector of channels."),
                "private static void " + name + suffix,
                loops.formatted(zero, terms, before, each, after));
    }

    /** The channels left, one by one: networks whose channels fill no half vector are rare. */
    private Method rest() {
        String before = isSum ? "double sum = 0;\ndouble products = 0;\n" : "";
        String each = isSum
                ? "double passed = " + scalar + ";\nsum += passed;\nproducts += passed * centred;\n"
                : "out[outAt + i] = " + scalar + ";\n";
        String after = isSum ? "sums[sumsAt + c] += sum;\nsums[sumsAt + channels + c] += products;\n" : "";
        return method(
                doc + ", channels from {@code first} on, one by one.",
                "private static void " + name + "Rest",
                "for (int c = first; c < channels; c++) {\n"
                        + terms((term, at) -> "float " + term + " = terms[" + at + "];\n")
                        + before
                        + "for (int i = c; i < pixels * channels; i += channels) {\n"
                        + "float centred = in[inAt + i] - mean;\n"
                        + (mentions("y") ? "float y = Math.fma(centred, factor, shift);\n" : "")
                        + (mentions("g") ? "float g = gradient[gradientAt + i];\n" : "")
                        + each
                        + "}\n"
                        + after
                        + "}\n");
    }

    private static Method method(String doc, String head, String body) {
        return Method.of(
                doc,
                head,
                "int pixels, int channels, int c, int first, float[] in, int inAt, float[] terms, int termsAt, float low,"
                        + " float high, float[] gradient, int gradientAt, float[] out, int outAt, double[] sums, int sumsAt",
                body);
    }

    private String terms(BinaryOperator<String> declaration) {
        return IntStream.range(0, terms.size())
                .mapToObj(
                        i -> declaration.apply(terms.get(i), Product.sum("termsAt", Product.times(i, "channels"), "c")))
                .collect(Collectors.joining());
    }

    private boolean mentions(String name) {
        return Method.mentions(vector, name);
    }

    private static String load(String from, String mask) {
        return "FloatVector.fromArray(SPECIES, " + from + mask + ")";
    }
}
