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
    private static final String HARD_SWISH =
            "y.div(3).add(0.5f).blend(0, y.compare(VectorOperators.LT, -3)).blend(1, y.compare(VectorOperators.GT, 3)).mul(g)";
    private static final String HARD_SWISH_SCALAR = "g * (y < -3 ? 0 : y <= 3 ? y / 3 + 0.5f : 1)";
    private static final String THROUGH = ".mul(factor).sub(centred.fma(slope, offset))";
    private static final String THROUGH_SCALAR = " * factor - Math.fma(centred, slope, offset)";

    private static final NormKernel NORMALIZE = new NormKernel(
            "normalize",
            "The norm and a clamp",
            false,
            NORM,
            "y.blend(low, y.compare(VectorOperators.LT, low)).blend(high, y.compare(VectorOperators.GT, high))",
            "y < low ? low : y > high ? high : y");
    private static final NormKernel CLAMP_GRADIENT = new NormKernel(
            "clampGradient",
            "The gradient by the input of the norm and a clamp",
            false,
            GRADIENT,
            CLAMP + THROUGH,
            CLAMP_SCALAR + THROUGH_SCALAR);

    static List<Method> methods() {
        List<NormKernel> kernels = List.of(
                new NormKernel(
                        "moments",
                        "Sums of centred values and of their squares",
                        true,
                        List.of("mean"),
                        "centred",
                        "centred"),
                NORMALIZE,
                new NormKernel(
                        "clampSums",
                        "Sums of the gradient behind a clamp, and of it times the centred values",
                        true,
                        NORM,
                        CLAMP,
                        CLAMP_SCALAR),
                CLAMP_GRADIENT,
                new NormKernel(
                        "hardSwishSums",
                        "Sums of the gradient behind hard-swish, and of it times the centred values",
                        true,
                        NORM,
                        HARD_SWISH,
                        HARD_SWISH_SCALAR),
                new NormKernel(
                        "hardSwishGradient",
                        "The gradient by the input of the norm and hard-swish",
                        false,
                        GRADIENT,
                        HARD_SWISH + THROUGH,
                        HARD_SWISH_SCALAR + THROUGH_SCALAR));
        Stream<Method> widened = Stream.of(NORMALIZE, CLAMP_GRADIENT).flatMap(NormKernel::widened);
        return Stream.concat(kernels.stream().flatMap(NormKernel::parts), widened)
                .toList();
    }

    private Stream<Method> parts() {
        Method whole = isSum ? sums() : map(false);
        Method half = half();
        Method rest = rest();
        Method all = method(
                doc + ".",
                "static void " + name,
                """
                int whole = SPECIES.loopBound(channels);
                int first = whole;
                """
                        + whole.call()
                        + "if (channels - whole >= HALF) {\nfirst += HALF;\n"
                        + half.call(Map.of("c", "whole"))
                        + "}\n"
                        + rest.call());
        return Stream.of(all, whole, half, rest);
    }

    /** The same of bfloat16, in one pass where channels fill whole vectors. */
    private Stream<Method> widened() {
        Method whole = map(true);
        Method all = method(
                        doc + " of bfloat16.",
                        "static void " + name,
                        """
                if (channels %% LANES != 0) {
                SimdBFloat16.widen(in, inAt, out, outAt, pixels * channels);
                %sreturn;
                }
                """.formatted(parts().findFirst().orElseThrow().call(Map.of("in", "out", "inAt", "outAt")))
                                + whole.call())
                .ofShorts();
        return Stream.of(all, whole.ofShorts());
    }

    /** The channels that fill vectors, of floats or of bfloat16. */
    private Method map(boolean isWidened) {
        String load = isWidened
                ? "((IntVector) ShortVector.fromArray(SHORTS, in, inAt + i).convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))"
                        + ".lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()"
                : load("in, inAt + i", "");
        return method(
                doc + (isWidened ? " of bfloat16" : "") + ", for the channels that fill vectors.",
                "private static void " + name + "Whole",
                """
                int whole = SPECIES.loopBound(channels);
                %sfor (int pixel = 0; pixel < pixels; pixel++) {
                for (int c = 0; c < whole; c += LANES) {
                int i = pixel * channels + c;
                %s%s.intoArray(out, outAt + i);
                }
                }
                """.formatted(zero(), vectorTerms("") + values(load, ""), vector));
    }

    private Method sums() {
        return method(
                doc + ", for the channels that fill vectors.", "private static void " + name + "Whole", """
                int whole = SPECIES.loopBound(channels);
                %sint productsAt = sumsAt + channels;
                for (int block = 0; block < pixels; block += BLOCK) {
                int count = Math.min(BLOCK, pixels - block);
                for (int c = 0; c < whole; c += LANES) {
                %sDoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c + HALF);
                DoubleVector products0 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c);
                DoubleVector products1 = DoubleVector.fromArray(DOUBLES, sums, productsAt + c + HALF);
                int from = block * channels + c;
                for (int pixel = 0; pixel < count; pixel++) {
                int i = from + pixel * channels;
                %sFloatVector passed = %s;
                DoubleVector passed0 = %s;
                DoubleVector passed1 = %s;
                sum0 = sum0.add(passed0);
                sum1 = sum1.add(passed1);
                products0 = passed0.fma(%s, products0);
                products1 = passed1.fma(%s, products1);
                }
                sum0.intoArray(sums, sumsAt + c);
                sum1.intoArray(sums, sumsAt + c + HALF);
                products0.intoArray(sums, productsAt + c);
                products1.intoArray(sums, productsAt + c + HALF);
                }
                }
                """.formatted(
                                zero(),
                                vectorTerms(""),
                                values(load("in, inAt + i", ""), ""),
                                vector,
                                doubles("passed", 0),
                                doubles("passed", 1),
                                doubles("centred", 0),
                                doubles("centred", 1)));
    }

    /** Half a vector of channels. */
    private Method half() {
        String mask = ", FIRST_HALF";
        String before = isSum ? """
                DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, sumsAt + c);
                DoubleVector products = DoubleVector.fromArray(DOUBLES, sums, sumsAt + channels + c);
                """ : "";
        String each = isSum
                ? """
                FloatVector floats = %s;
                DoubleVector passed = %s;
                sum = sum.add(passed);
                products = passed.fma(%s, products);
                """.formatted(vector, doubles("floats", 0), doubles("centred", 0))
                : vector + ".intoArray(out, outAt + i, FIRST_HALF);\n";
        String after =
                isSum ? "sum.intoArray(sums, sumsAt + c);\nproducts.intoArray(sums, sumsAt + channels + c);\n" : "";
        return method(
                doc + ", for half a vector of channels.",
                "private static void " + name + "Half",
                zero()
                        + vectorTerms(mask)
                        + before
                        + "for (int i = c; i < pixels * channels; i += channels) {\n"
                        + values(load("in, inAt + i", mask), mask)
                        + each
                        + "}\n"
                        + after);
    }

    /** The channels left, one by one: networks whose channels fill no half vector are rare. */
    private Method rest() {
        String before = isSum ? "double sum = 0;\ndouble products = 0;\n" : "";
        String each = isSum
                ? "double passed = " + scalar + ";\nsum += passed;\nproducts += passed * centred;\n"
                : "out[outAt + i] = " + scalar + ";\n";
        String after = isSum ? "sums[sumsAt + c] += sum;\nsums[sumsAt + channels + c] += products;\n" : "";
        return method(
                doc + ", for the channels from {@code first} on, one by one.",
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

    private Method method(String doc, String head, String body) {
        return Method.of(
                doc,
                head,
                "int pixels, int channels, int c, int first, float[] in, int inAt, float[] terms, int termsAt, float low, float high, float[] gradient,"
                        + " int gradientAt, float[] out, int outAt, double[] sums, int sumsAt",
                body);
    }

    /** The numbers of a vector of channels. */
    private String vectorTerms(String mask) {
        return terms((term, at) -> "FloatVector " + term + " = " + load("terms, " + at, mask) + ";\n");
    }

    private String terms(BinaryOperator<String> declaration) {
        return IntStream.range(0, terms.size())
                .mapToObj(
                        i -> declaration.apply(terms.get(i), Product.sum("termsAt", Product.times(i, "channels"), "c")))
                .collect(Collectors.joining());
    }

    /** The values that the formula mentions, from a load of {@code x}. */
    private String values(String load, String mask) {
        return "FloatVector centred = " + load + ".sub(mean);\n"
                + (mentions("y") ? "FloatVector y = centred.fma(factor, shift);\n" : "")
                + (mentions("g") ? "FloatVector g = " + load("gradient, gradientAt + i", mask) + ";\n" : "");
    }

    private String zero() {
        return mentions("zero") ? "FloatVector zero = FloatVector.zero(SPECIES);\n" : "";
    }

    private boolean mentions(String name) {
        return Method.mentions(vector, name);
    }

    private static String load(String from, String mask) {
        return "FloatVector.fromArray(SPECIES, " + from + mask + ")";
    }

    private static String doubles(String vector, int part) {
        return "(DoubleVector) " + vector + ".convertShape(VectorOperators.F2D, DOUBLES, " + part + ")";
    }
}
