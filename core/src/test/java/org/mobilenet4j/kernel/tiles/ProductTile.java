package org.mobilenet4j.kernel.tiles;

/**
 * A tile of a matrix product: rows x vectors of sums, which stay in registers over the whole loop.
 *
 * @param ends how its last vector ends
 */
record ProductTile(int rows, int vectors, Ends ends) {
    /** How the last vector of a tile ends. */
    enum Ends {
        /** All vectors are whole. */
        WHOLE("", ""),
        /** The second begins {@code second} behind the first and overlaps it. */
        MOVED("", ""),
        /** The first half of a vector is written. */
        HALF("Half", ", FIRST_HALF"),
        /** The first {@code valid} values are read and written. */
        MASKED("Masked", ", mask");

        private final String suffix;
        private final String mask;

        Ends(String suffix, String mask) {
            this.suffix = suffix;
            this.mask = mask;
        }
    }

    static ProductTile whole(int rows, int vectors) {
        return new ProductTile(rows, vectors, Ends.WHOLE);
    }

    static ProductTile moved(int rows) {
        return new ProductTile(rows, 2, Ends.MOVED);
    }

    static ProductTile half(int rows) {
        return new ProductTile(rows, 1, Ends.HALF);
    }

    static ProductTile masked(int rows) {
        return new ProductTile(rows, 1, Ends.MASKED);
    }

    Method method(Product product) {
        String name = "tile" + rows + "x" + vectors + ends.suffix;
        return Method.of(doc(), "private static void " + name, product.parameters(rows), body(product));
    }

    /** The condition for it among {@code valid} outputs, where no tile of whole vectors fits. */
    String fits() {
        return switch (ends) {
            case WHOLE -> "valid == " + Product.times(vectors, "LANES");
            case MOVED -> "valid >= LANES";
            case HALF -> "valid == HALF";
            case MASKED -> "valid <= LANES";
        };
    }

    private String doc() {
        String unit = (rows == 1 ? " row" : " rows") + " of ";
        return rows
                + unit
                + switch (ends) {
                    case WHOLE -> vectors == 1 ? "a whole vector." : vectors + " whole vectors.";
                    case MOVED -> "two vectors, the second of which may overlap the first.";
                    case HALF -> "half a vector.";
                    case MASKED -> "a vector, of which the first {@code valid} values exist.";
                };
    }

    private String body(Product product) {
        StringBuilder body = new StringBuilder();
        String read = ends == Ends.MASKED ? ends.mask : "";
        if (ends == Ends.MASKED) {
            body.append("VectorMask<Float> mask = SPECIES.indexInRange(0, valid);\n");
        }
        if (product.isClamped()) {
            for (int v = 0; v < vectors; v++) {
                body.append(
                        load("bias" + Character.toUpperCase(letter(v)), Product.sum("bias, biasAt", offset(v)), ""));
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                body.append(
                        product.isClamped()
                                ? "FloatVector " + sum(r, v) + " = bias" + Character.toUpperCase(letter(v)) + ";\n"
                                : load(sum(r, v), product.sums(r, offset(v)), read));
            }
        }
        for (int panel = 1; product != Product.WEIGHTS && 2 * panel < vectors; panel++) {
            body.append("int panelAt%d = panelAt + %s;\n".formatted(panel, panelLength(product, panel)));
        }
        body.append(product.loops);
        for (int v = 0; v < vectors; v++) {
            body.append(load("" + letter(v), product.vector(v, offset(v)), read));
        }
        for (int r = 0; r < rows; r++) {
            body.append("FloatVector x%d = FloatVector.broadcast(SPECIES, %s);\n".formatted(r, product.scalar(r)));
            for (int v = 0; v < vectors; v++) {
                body.append("%1$s = x%2$d.fma(%3$s, %1$s);\n".formatted(sum(r, v), r, letter(v)));
            }
        }
        body.append(
                "}\n".repeat((int) product.loops.chars().filter(c -> c == '{').count()));
        body.append(product.isClamped() ? Product.BOUNDS : "");
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                String clamped = product.isClamped() ? Product.CLAMPED : "";
                body.append(
                        "%s%s.intoArray(%s%s);\n".formatted(sum(r, v), clamped, product.sums(r, offset(v)), ends.mask));
            }
        }
        return body.toString();
    }

    private static String load(String name, String from, String mask) {
        return "FloatVector " + name + " = FloatVector.fromArray(SPECIES, " + from + mask + ");\n";
    }

    private static String panelLength(Product product, int panel) {
        return Product.times(panel, product == Product.PIXELS ? "panelLength" : "inChannels * PANEL");
    }

    private String offset(int vector) {
        return ends == Ends.MOVED && vector == 1 ? "second" : Product.offset(vector);
    }

    private static String sum(int row, int vector) {
        return "sum" + row + letter(vector);
    }

    private static char letter(int vector) {
        return (char) ('a' + vector);
    }
}
