package org.mobilenet4j.kernel.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One row times panels of narrow weights, which are widened in registers.
 *
 * @param type what a word of 32 bits holds
 * @param vectors of sums, two of a panel; of two alone the second may overlap the first
 */
record NarrowRow(Type type, int vectors) {
    private static final String PARAMETERS =
            "int words, float[] in, int inAt, int[] panels, int panelAt, float[] scales, int scalesAt, float[] bias,"
                    + " int biasAt, int lowBits, int highBits, float[] out, int outAt, int second, int valid";

    /** How many weights a word holds, and what makes floats of them. */
    enum Type {
        BFLOAT16(2) {
            @Override
            String widened(String word, int index, String scale) {
                return word + (index == 0 ? ".lanewise(VectorOperators.LSHL, 16)" : ".and(0xffff0000)")
                        + ".reinterpretAsFloats()";
            }
        },
        INT8(4) {
            @Override
            String widened(String word, int index, String scale) {
                String left = index == 3 ? "" : ".lanewise(VectorOperators.LSHL, " + (24 - 8 * index) + ")";
                return "((FloatVector) " + word + left + ".lanewise(VectorOperators.ASHR, 24)"
                        + ".convert(VectorOperators.I2F, 0)).mul(" + scale + ")";
            }
        };

        private final int perWord;

        Type(int perWord) {
            this.perWord = perWord;
        }

        /** The weight of a word, counted from the lowest bits. */
        abstract String widened(String word, int index, String scale);

        String prefix() {
            return this == BFLOAT16 ? "bfloat16" : "int8";
        }
    }

    /** The methods of a type: the choice among its tiles, these, and the widening of a whole panel. */
    static List<Method> methods(Type type, List<NarrowRow> rows) {
        List<NarrowRow> ofType = rows.stream().filter(row -> row.type == type).toList();
        List<Method> tiles = ofType.stream().map(NarrowRow::method).toList();
        String choice = IntStream.range(0, tiles.size())
                .mapToObj(i -> ofType.get(i).vectors == 2
                        ? "{\nint second = valid - LANES;\n" + tiles.get(i).call() + "}"
                        : "if (valid == " + ofType.get(i).vectors + " * LANES) {\n"
                                + tiles.get(i).call() + "}")
                .collect(Collectors.joining(" else "));
        List<Method> methods = new ArrayList<>();
        methods.add(Method.of(
                "One row of {@code valid} outputs: as many as a tile has, or more than a vector of two.",
                "static void " + type.prefix(),
                PARAMETERS,
                choice + "\n"));
        methods.addAll(tiles);
        methods.add(widening(type));
        return methods;
    }

    private Method method() {
        StringBuilder body = new StringBuilder();
        for (int v = 0; v < vectors; v++) {
            body.append(load("sum" + letter(v), "bias, biasAt", offset(v)));
        }
        if (type == Type.INT8) {
            for (int v = 0; v < vectors; v++) {
                body.append(load("scale" + letter(v), "scales, scalesAt", offset(v)));
            }
        }
        for (int panel = 1; 2 * panel < vectors; panel++) {
            body.append("int panelAt%d = panelAt + %s;\n".formatted(panel, Product.times(panel, "words * PANEL")));
        }
        body.append("for (int w = 0; w < words; w++) {\n");
        body.append("int i = inAt + %d * w;\n".formatted(type.perWord));
        for (int k = 0; k < type.perWord; k++) {
            body.append("FloatVector x%d = FloatVector.broadcast(SPECIES, in[%s]);\n"
                    .formatted(k, Product.sum("i", k == 0 ? "" : "" + k)));
        }
        for (int v = 0; v < vectors; v++) {
            String panel = "panelAt" + (v < 2 ? "" : v / 2);
            String behind = vectors == 2 ? offset(v) : Product.offset(v % 2);
            body.append("IntVector %s = IntVector.fromArray(INTS, panels, %s);\n"
                    .formatted(word(v), Product.sum(panel, "w * PANEL", behind)));
            for (int k = 0; k < type.perWord; k++) {
                body.append("sum%1$s = x%2$d.fma(%3$s, sum%1$s);\n"
                        .formatted(letter(v), k, type.widened(word(v), k, "scale" + letter(v))));
            }
        }
        body.append("}\n");
        body.append(Product.BOUNDS);
        for (int v = 0; v < vectors; v++) {
            body.append("sum%s%s.intoArray(%s);\n"
                    .formatted(letter(v), Product.CLAMPED, Product.sum("out, outAt", offset(v))));
        }
        String vectorsOf =
                vectors == 2 ? "two vectors, the second of which may overlap the first." : vectors + " vectors.";
        return Method.of(
                "One row of " + vectorsOf,
                "private static void " + type.prefix() + "x" + vectors,
                PARAMETERS,
                body.toString());
    }

    private static Method widening(Type type) {
        StringBuilder body = new StringBuilder();
        for (int v = 0; v < 2 && type == Type.INT8; v++) {
            body.append(load("scale" + letter(v), "scales, scalesAt", Product.offset(v)));
        }
        body.append("for (int w = 0; w < words; w++) {\nint to = outAt + %d * w * PANEL;\n".formatted(type.perWord));
        for (int v = 0; v < 2; v++) {
            body.append("IntVector %s = IntVector.fromArray(INTS, panels, %s);\n"
                    .formatted(word(v), Product.sum("panelAt", "w * PANEL", Product.offset(v))));
            for (int k = 0; k < type.perWord; k++) {
                body.append("%s.intoArray(%s);\n"
                        .formatted(
                                type.widened(word(v), k, "scale" + letter(v)),
                                Product.sum("out, to", Product.times(k, "PANEL"), Product.offset(v))));
            }
        }
        body.append("}\n");
        return Method.of(
                "Widens a panel to {@code [%d * words][panel]}.".formatted(type.perWord),
                "static void " + type.prefix() + "Panel",
                PARAMETERS,
                body.toString());
    }

    private String offset(int vector) {
        return vectors == 2 && vector == 1 ? "second" : Product.offset(vector);
    }

    private static String load(String name, String from, String behind) {
        return "FloatVector %s = FloatVector.fromArray(SPECIES, %s);\n".formatted(name, Product.sum(from, behind));
    }

    private static String word(int vector) {
        return "" + (char) ('a' + vector);
    }

    private static char letter(int vector) {
        return (char) ('A' + vector);
    }
}
