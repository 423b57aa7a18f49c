package org.mobilenet4j.kernel.tiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tiles of the vector kernels, as data. A new one is a line in one of these lists; the kernel's class then has to choose it.
 * After a change, in the folder of the project:
 *
 * <pre>java core/src/test/java/org/mobilenet4j/kernel/tiles/Tiles.java core</pre>
 */
final class Tiles {
    /** Of one height, those of whole vectors come first: the first that fits is taken. */
    private static final List<ProductTile> ROWS = List.of(
            ProductTile.whole(5, 4),
            ProductTile.moved(14),
            ProductTile.whole(12, 1),
            ProductTile.half(12),
            ProductTile.moved(10),
            ProductTile.moved(6),
            ProductTile.moved(5),
            ProductTile.whole(1, 8),
            ProductTile.whole(1, 1),
            ProductTile.half(1),
            ProductTile.moved(1));

    private static final List<ProductTile> TAPS = List.of(ProductTile.half(1));
    private static final List<ProductTile> PIXELS = List.of(ProductTile.whole(5, 4), ProductTile.moved(6));

    /** From wide to narrow, and from high to low. */
    private static final List<ProductTile> WEIGHTS = List.of(
            ProductTile.whole(8, 2),
            ProductTile.whole(4, 2),
            ProductTile.whole(1, 2),
            ProductTile.masked(4),
            ProductTile.masked(1));

    /** Of one type, from wide to narrow. */
    private static final List<NarrowRow> NARROW_ROWS = List.of(
            new NarrowRow(NarrowRow.Type.BFLOAT16, 8),
            new NarrowRow(NarrowRow.Type.BFLOAT16, 2),
            new NarrowRow(NarrowRow.Type.INT8, 8),
            new NarrowRow(NarrowRow.Type.INT8, 2));

    private static final List<DepthwiseRow> DEPTHWISE = List.of(
            new DepthwiseRow(3, 1, true),
            new DepthwiseRow(3, 2, true),
            new DepthwiseRow(5, 1, true),
            new DepthwiseRow(3, 1, false),
            new DepthwiseRow(5, 1, false),
            new DepthwiseRow(5, 2, false));

    private static final List<DepthwiseGradientRow> DEPTHWISE_GRADIENT = List.of(
            new DepthwiseGradientRow(3, true),
            new DepthwiseGradientRow(5, true),
            new DepthwiseGradientRow(3, false),
            new DepthwiseGradientRow(2, false),
            new DepthwiseGradientRow(1, false));

    private static final String POINTWISE_GRADIENT = """
            The gradient of a matrix product by its weights: {@code weights[out][in] += gradient[rows][out]^T * in[rows][in]}.

            <p>A tile keeps eight outputs by two vectors of inputs in registers while it goes down the rows: two loads and eight
            broadcasts serve sixteen products. Eight, because every channel count of the family is a multiple of it; four where
            a machine has 16 registers. Rows are taken in pieces, so that a piece of both operands stays in L1 and L2 while all
            tiles pass over it. Inputs beyond the last pair of vectors go one masked vector at a time, outputs beyond the last
            tile one by one.
            """;

    private static final Door KERNELS = new Door(
            "Kernels",
            Map.of(
                    "name", "String.valueOf(MachineVectors.SPECIES.vectorBitSize())",
                    "panel", "SimdPointwise.PANEL",
                    "by", "new SimdKernels(measured)",
                    "bandFloats", "tiling.bandKilobytes() * 1024 / Float.BYTES",
                    "resampling", "resampling",
                    "gradients", "gradients"),
            List.of(
                    "SimdPointwise tile tiles pointwise",
                    "SimdNarrow narrowPointwise narrowRoom",
                    "SimdPatches patches",
                    "SimdDenseTaps dense",
                    "SimdDepthwise depthwise",
                    "SimdElementwise globalAveragePool hardSwish hardSigmoid multiply scaleChannels add addScaled dot",
                    "SimdSigmoid sigmoid",
                    "SimdBilinear bilinear",
                    "SimdMultiplyAdds multiplyAdds"),
            Set.of("tile", "pointwise"));

    private static final Door GRADIENT_KERNELS = new Door(
            "GradientKernels",
            Map.of(),
            List.of(
                    "SimdNorm moments normalize clampSums clampGradient hardSwishSums hardSwishGradient",
                    "SimdPointwiseGradient pointwiseWeights",
                    "SimdDepthwiseGradient depthwiseInput",
                    "DepthwiseGradientTiles depthwiseWeights",
                    "SimdDenseTaps denseInput",
                    "SimdBilinear bilinearGradient",
                    "SimdBFloat16 widen narrow"),
            Set.of());

    private static final Path FOLDER = Path.of("src/main/java/org/mobilenet4j/kernel/simd");

    private Tiles() {}

    /** Writes the generated classes of a module. */
    public static void main(String[] module) throws IOException {
        for (GeneratedClass generated : classes(Path.of(module[0]))) {
            Files.writeString(file(Path.of(module[0]), generated), generated.text());
        }
    }

    /** Where a class lies. */
    static Path file(Path module, GeneratedClass generated) {
        return module.resolve(FOLDER).resolve(generated.name() + ".java");
    }

    static List<GeneratedClass> classes(Path module) {
        return List.of(
                GeneratedClass.tiles("PointwiseTiles", "The tiles of {@link SimdPointwise}.", pointwise()),
                GeneratedClass.tiles(
                        "NarrowTiles",
                        "One row times narrow weights, and panels of these widened; see {@link SimdNarrow}.",
                        Stream.of(NarrowRow.Type.values())
                                .flatMap(type -> NarrowRow.methods(type, NARROW_ROWS).stream())
                                .toList()),
                GeneratedClass.tiles("DenseTapTiles", "The tiles of {@link SimdDenseTaps}.", denseTaps()),
                GeneratedClass.tiles("SimdPointwiseGradient", POINTWISE_GRADIENT, pointwiseGradient()),
                GeneratedClass.tiles("DepthwiseTiles", "The rows of {@link SimdDepthwise}.", depthwise()),
                GeneratedClass.tiles(
                        "DepthwiseGradientTiles", "The rows of {@link SimdDepthwiseGradient}.", depthwiseGradient()),
                GeneratedClass.tiles(
                        "SimdNorm",
                        "Batch norm and the activation behind it, forward and backward, over {@code [pixels][channels]}.",
                        NormKernel.methods()),
                new GeneratedClass(
                        "public final class SimdKernels implements Kernels", """
                        The vector kernels behind the common door. The width is a constant of the JVM, chosen before the first call.
                        """, """
                        private final Tiling tiling;
                        private final ResamplingKernels resampling = new SimdResamplingKernels();
                        private final GradientKernels gradients = new SimdGradientKernels();

                        public SimdKernels(Tiling tiling) {
                        this.tiling = tiling;
                        }
                        """, KERNELS.methods(module)),
                new GeneratedClass(
                        "final class SimdGradientKernels implements GradientKernels",
                        "The gradients in the vectors of this machine.",
                        "",
                        GRADIENT_KERNELS.methods(module)));
    }

    private static List<Method> pointwise() {
        List<Method> tiles = methods(ROWS, Product.ROWS);
        Map<String, String> row = Map.of("inAt", "rowIn", "outAt", "rowOut");
        String body = """
                int second = valid - LANES;
                for (int next = 0; next < rows; next += height) {
                int row = Math.min(next, rows - height);
                int rowIn = inAt + row * inChannels;
                int rowOut = outAt + row * outChannels;
                """
                + choice(ROWS, tile -> "height == " + tile.rows() + " && " + tile.fits(), tiles, tile -> tile.call(row))
                + """
                 else {
                for (int o = 0; o < valid; o++) {
                float sum = bias[biasAt + o];
                for (int i = 0; i < inChannels; i++) {
                sum = Math.fma(in[rowIn + i], panels[panelAt + i * PANEL + o], sum);
                }
                out[rowOut + o] = Clamp.clamp(sum, lowBits, highBits);
                }
                }
                }
                """;
        Method run = Method.of(
                "All rows of {@code valid} outputs by tiles of {@code height} rows, the last of which is moved up.",
                "static void run",
                "int rows, int height, " + Product.ROWS.parameters(0),
                body);
        return with(run, tiles);
    }

    /** Of few outputs, pixel by pixel. */
    private static List<Method> point() {
        List<Method> taps = methods(TAPS, Product.TAPS).stream()
                .map(method -> method.named(method.name().replace("tile", "point")))
                .toList();
        Method point = Method.of(
                "Fewer outputs than a vector holds, by the taps that lie in the map: half of one and then channel by channel.",
                "static void point",
                Product.TAPS.parameters(1),
                "int o = 0;\nif (valid >= HALF) {\n" + taps.getFirst().call() + """
                        o = HALF;
                        }
                        for (; o < valid; o++) {
                        float sum = bias[biasAt + o];
                        %ssum = Math.fma(in[at + i], panels[taps + i * PANEL + o], sum);
                        }
                        }
                        }
                        out[outAt + o] = Clamp.clamp(sum, lowBits, highBits);
                        }
                        """.formatted(Product.TAPS.loops));
        return with(point, taps);
    }

    private static List<Method> denseTaps() {
        String parameters = "int rows, int columns, int channels, float[] in, int inAt, int inStepY, int inStepX,"
                + " float[] panels, int panelAt, int panelLength, float[] out, int outAt, int outStepY, int outStepX,"
                + " int second, int valid";
        List<Method> tiles = methods(PIXELS, Product.PIXELS);
        List<Method> products = new ArrayList<>();
        for (int i = 0; i < tiles.size(); i++) {
            String addresses = IntStream.range(0, PIXELS.get(i).rows())
                    .mapToObj(row -> """
                            int pixel%1$d = %2$s;
                            int y%1$d = pixel%1$d / columns;
                            int x%1$d = pixel%1$d - y%1$d * columns;
                            int in%1$d = inAt + y%1$d * inStepY + x%1$d * inStepX;
                            int out%1$d = outAt + y%1$d * outStepY + x%1$d * outStepX;
                            """.formatted(row, row == 0 ? "pixel" : "Math.min(pixel + " + row + ", last)"))
                    .collect(Collectors.joining());
            products.add(Method.of(
                    "All pixels of a rectangle; the last tile may repeat the last pixel.",
                    "private static void " + tiles.get(i).name().replace("tile", "product"),
                    parameters,
                    """
                    int last = rows * columns - 1;
                    for (int pixel = 0; pixel <= last; pixel += %d) {
                    """.formatted(PIXELS.get(i).rows())
                            + addresses
                            + tiles.get(i).call()
                            + "}\n"));
        }
        Method run = Method.of(
                "Adds the product of a rectangle of pixels with the panels of one tap to {@code valid} outputs.",
                "static void run",
                parameters,
                """
                int second = valid - LANES;
                if (rows <= 0 || columns <= 0) {
                return;
                }
                """ + choice(PIXELS, ProductTile::fits, products, Method::call) + """
                         else {
                        for (int y = 0; y < rows; y++) {
                        for (int x = 0; x < columns; x++) {
                        int from = inAt + y * inStepY + x * inStepX;
                        int to = outAt + y * outStepY + x * outStepX;
                        for (int o = 0; o < valid; o++) {
                        float sum = out[to + o];
                        for (int i = 0; i < channels; i++) {
                        sum = Math.fma(in[from + i], panels[panelAt + i * PANEL + o], sum);
                        }
                        out[to + o] = sum;
                        }
                        }
                        }
                        }
                        """);
        return with(
                run, Stream.of(products, tiles, point()).flatMap(List::stream).toList());
    }

    private static List<Method> pointwiseGradient() {
        List<Method> tiles = methods(WEIGHTS, Product.WEIGHTS);
        String body = """
                int i = 0;
                for (; i <= inChannels - 2 * LANES; i += 2 * LANES) {
                int o = 0;
                %s}
                for (; i < inChannels; i += LANES) {
                int valid = Math.min(LANES, inChannels - i);
                int o = 0;
                %s}
                """.formatted(outputs(2), outputs(1));
        Method piece = Method.of(
                "Adds the product of a piece's rows, tile by tile.",
                "private static void piece",
                Product.WEIGHTS.parameters(0),
                body);
        Method weights = Method.of(
                "Adds the product piece by piece: at 100 channels on either side, one of both is 100 KB.",
                "static void pointwiseWeights",
                Product.WEIGHTS.parameters(0),
                "for (int row = 0; row < rows; row += 128) {\n"
                        + piece.call(Map.of(
                                "rows", "Math.min(128, rows - row)",
                                "inAt", "inAt + row * inChannels",
                                "gradientAt", "gradientAt + row * outChannels"))
                        + "}\n");
        return with(weights, with(piece, tiles));
    }

    /** All outputs by the tiles of so many vectors, the highest that fits first. */
    private static String outputs(int vectors) {
        Map<String, String> at = Map.of(
                "inAt", "inAt + i", "gradientAt", "gradientAt + o", "weightsAt", "weightsAt + o * inChannels + i");
        return WEIGHTS.stream()
                .filter(tile -> tile.vectors() == vectors)
                .map(tile -> "for (; %1$so <= outChannels - %2$d; o += %2$d) {\n%3$s}\n"
                        .formatted(
                                tile.rows() * vectors > 8 ? "HAS_32_REGISTERS && " : "",
                                tile.rows(),
                                tile.method(Product.WEIGHTS).call(at)))
                .collect(Collectors.joining());
    }

    private static List<Method> depthwise() {
        List<Method> rows = DEPTHWISE.stream().map(DepthwiseRow::method).toList();
        Method unrolled = Method.of(
                "Rows of outputs, of which no window leaves the map at the side by more than its half.",
                "static void rows",
                DepthwiseRow.ROWS_PARAMETERS,
                rowOf(true));
        Method columns = Method.of(
                "A row of outputs: those that see the same columns, {@code dilation} apart, then those that see the next.",
                "static void columns",
                DepthwiseRow.PARAMETERS,
                DepthwiseRow.ROWS_INSIDE + """
                        int pixel = window.dilation() * channels;
                        for (int x = 0; x < window.dilation(); x++) {
                        int startX = x - window.left();
                        int outputs = Math.ceilDiv(window.outWidth() - x, window.dilation());
                        int inputs = Math.ceilDiv(window.width() - Math.floorMod(startX, window.dilation()), window.dilation());
                        int column = Math.floorDiv(startX, window.dilation());
                        int from = inAt + (startY * window.width() + startX) * channels;
                        int to = outAt + x * channels;
                        """ + rowOf(false) + "}\n");
        return with(
                unrolled,
                with(
                        columns,
                        Stream.concat(DepthwiseRow.others(), rows.stream()).toList()));
    }

    private static List<Method> depthwiseGradient() {
        List<Method> rows =
                DEPTHWISE_GRADIENT.stream().map(DepthwiseGradientRow::method).toList();
        Map<String, String> whole =
                Map.of("inAt", "inRow + shift", "gradientAt", "row + shift", "weightAt", "weightRow + c");
        Method weights = Method.of(
                "The gradient by the weights; see {@link SimdDepthwiseGradient}.",
                "static void depthwiseWeights",
                "Window window, float[] in, int inAt, float[] gradient, int gradientAt, float[] weights, int weightsAt",
                """
                int channels = window.channels();
                int kernel = window.kernel();
                int dilation = window.dilation();
                int width = window.width();
                int pixel = dilation * channels;
                int inRegisters = SimdDepthwiseGradient.isUsual(window) ? SPECIES.loopBound(channels) : 0;
                boolean isShared = kernel == 3 || kernel == 5;
                int from = isShared ? window.firstColumn(0) : 0;
                int end = isShared ? Math.max(window.endColumn(kernel - 1), from) : 0;
                for (int y = 0; y < window.outHeight(); y++) {
                int startY = y * window.stride() - window.top();
                int endY = window.endTap(startY, window.height());
                int row = gradientAt + y * window.outWidth() * channels;
                for (int ky = window.firstTap(startY); ky < endY; ky++) {
                int inRow = inAt + (startY + ky * dilation) * width * channels;
                int weightRow = weightsAt + ky * kernel * channels;
                for (int x = 0; x < Math.min(dilation, width); x++) {
                int columns = width / dilation + (x < width %% dilation ? 1 : 0);
                for (int c = 0; c < inRegisters; c += LANES) {
                int shift = x * channels + c;
                if (kernel == 3) {
                %s} else {
                %s}
                }
                }
                for (int c = inRegisters; c < channels; c += LANES) {
                int valid = Math.min(LANES, channels - c);
                if (from < end) {
                %sif (kernel == 5) {
                %s}
                }
                for (int kx = 0; kx < kernel; kx++) {
                int first = window.firstColumn(kx);
                int last = window.endColumn(kx);
                int before = Math.min(from, last);
                int after = Math.max(end, first);
                if (first < before) {
                %s}
                if (after < last) {
                %s}
                }
                }
                }
                }
                """.formatted(
                                rows.get(0).call(whole),
                                rows.get(1).call(whole),
                                rows.get(2).call(Map.of("kx", "0")),
                                rows.get(3).call(Map.of("kx", "3")),
                                rows.get(4).call(Map.of("from", "first", "end", "before")),
                                rows.get(4).call(Map.of("from", "after", "end", "last"))));
        return with(weights, rows);
    }

    /** The row of the window's kernel and stride. */
    private static String rowOf(boolean isUnrolled) {
        Map<String, String> arguments = isUnrolled ? Map.of() : Map.of("inAt", "from", "outAt", "to");
        return DEPTHWISE.stream()
                .filter(row -> row.isUnrolled() == isUnrolled)
                .map(row -> "if (window.kernel() == %d && window.stride() == %d) {\n%s}"
                        .formatted(row.kernel(), row.stride(), row.method().call(arguments)))
                .collect(Collectors.joining(" else ", "", "\n"));
    }

    private static List<Method> methods(List<ProductTile> tiles, Product product) {
        return tiles.stream().map(tile -> tile.method(product)).toList();
    }

    /** The first tile whose condition holds. */
    private static String choice(
            List<ProductTile> tiles,
            Function<ProductTile, String> condition,
            List<Method> methods,
            Function<Method, String> call) {
        return IntStream.range(0, tiles.size())
                .mapToObj(i -> "if (" + condition.apply(tiles.get(i)) + ") {\n" + call.apply(methods.get(i)) + "}")
                .collect(Collectors.joining(" else "));
    }

    private static List<Method> with(Method first, List<Method> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }
}
