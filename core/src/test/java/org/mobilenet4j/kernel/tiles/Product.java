package org.mobilenet4j.kernel.tiles;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The kinds of matrix product that tiles compute: where a row's scalars, the vectors and the sums lie, and the loops. */
enum Product {
    /** Rows times packed panels. */
    ROWS(
            "int inChannels, float[] in, int inAt, float[] panels, int panelAt",
            "for (int i = 0; i < inChannels; i++) {\n",
            "panels, panelAt%1$s + i * PANEL",
            "out, outAt") {
        @Override
        String scalar(int row) {
            return "in[" + sum("inAt", times(row, "inChannels"), "i") + "]";
        }
    },

    /** One output of a dense convolution, by the taps that lie in the map. */
    TAPS(
            "Window window, int startY, int startX, float[] in, int inAt, float[] panels, int panelAt",
            """
            for (int ky = window.firstTap(startY); ky < window.endTap(startY, window.height()); ky++) {
            for (int kx = window.firstTap(startX); kx < window.endTap(startX, window.width()); kx++) {
            int pixel = (startY + ky * window.dilation()) * window.width() + startX + kx * window.dilation();
            int at = inAt + pixel * window.channels();
            int taps = panelAt + (ky * window.kernel() + kx) * window.channels() * PANEL;
            for (int i = 0; i < window.channels(); i++) {
            """,
            "panels, taps + i * PANEL",
            "out, outAt") {
        @Override
        String scalar(int row) {
            return "in[at + i]";
        }
    },

    /** Any pixels times the panels of one tap, added to what their outputs hold. */
    PIXELS(
            "int channels, float[] in, float[] panels, int panelAt, int panelLength",
            "for (int i = 0; i < channels; i++) {\n",
            "panels, panelAt%1$s + i * PANEL",
            "out, out%2$d") {
        @Override
        String parameters(int rows) {
            return super.parameters(rows)
                    + IntStream.range(0, rows)
                            .mapToObj(row -> ", int in" + row + ", int out" + row)
                            .collect(Collectors.joining());
        }

        @Override
        String scalar(int row) {
            return "in[in" + row + " + i]";
        }
    },

    /** Outputs' gradients times inputs, added to the gradient by the weights. */
    WEIGHTS(
            "int rows, int inChannels, int outChannels, float[] in, int inAt, float[] gradient, int gradientAt",
            """
            for (int row = 0; row < rows; row++) {
            int at = gradientAt + row * outChannels;
            """,
            "in, inAt + row * inChannels",
            "weights, weightsAt") {
        @Override
        String scalar(int row) {
            return "gradient[" + sum("at", row == 0 ? "" : "" + row) + "]";
        }
    };

    /**
     * Before the sums are stored. With {@code max(lowBits)} for each sum, C2 had no room left to inline the last stores of eight at
     * the first attempt, and after the second an array for a vector stayed in the code, in half of the JVMs.
     */
    static final String BOUNDS = """
            IntVector low = IntVector.broadcast(INTS, lowBits);
            IntVector high = IntVector.broadcast(INTS, highBits);
            """;

    /** See {@code Clamp}. */
    static final String CLAMPED = ".reinterpretAsInts().max(low).min(high).reinterpretAsFloats()";

    private final String parameters;
    final String loops;
    private final String vectors;
    private final String sums;

    Product(String parameters, String loops, String vectors, String sums) {
        this.parameters = parameters;
        this.loops = loops;
        this.vectors = vectors;
        this.sums = sums;
    }

    /** What row {@code row} multiplies the vectors with in each turn of the loop. */
    abstract String scalar(int row);

    /** All that a tile of so many rows may be given. */
    String parameters(int rows) {
        return parameters
                + ", float[] bias, int biasAt, int lowBits, int highBits, float[] out, int outAt, float[] weights,"
                + " int weightsAt, int outChannels, int second, int valid";
    }

    boolean isClamped() {
        return this != PIXELS && this != WEIGHTS;
    }

    /** Array and index of a vector; a panel holds two of them. */
    String vector(int vector, String behind) {
        return sum(
                vectors.formatted(vector < 2 ? "" : "" + vector / 2),
                vector < 2 || this == WEIGHTS ? behind : offset(vector % 2));
    }

    /** Array and index of a sum. */
    String sums(int row, String behind) {
        String step = this == PIXELS ? "" : times(row, this == WEIGHTS ? "inChannels" : "outChannels");
        return sum(sums.formatted("", row), step, behind);
    }

    /** How far a whole vector lies behind the first. */
    static String offset(int vector) {
        return times(vector, "LANES");
    }

    static String times(int factor, String step) {
        return factor == 0 ? "" : factor == 1 ? step : factor + " * " + step;
    }

    static String sum(String... terms) {
        return Stream.of(terms).filter(term -> !term.isEmpty()).collect(Collectors.joining(" + "));
    }
}
