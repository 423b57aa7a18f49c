package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.tensor.Shape;

/**
 * What can be said of a network without running it: for every layer, nested as their locations are, the shape of its
 * output, its parameters and multiply-adds; and the totals.
 *
 * <p>Parameters are what training changes: weights, biases, and the scale and shift of batch norm. Multiply-adds are
 * those of convolutions and matrix products for one image, as the papers count them. Memory is for float32; that of
 * the activations is the sum over the outputs of all layers with parameters, which is what a forward pass keeps for
 * training.
 */
public record Summary(List<Row> rows) {
    /**
     * A line of the summary.
     *
     * @param depth how many groups the line is in: 0 for a part of the network, 1 for a block in a stage
     * @param isLeaf whether this is a layer; the lines above it sum up those below them
     * @param location of the layer, or null of a group
     */
    public record Row(
            int depth,
            boolean isLeaf,
            String name,
            String description,
            @Nullable Location location,
            MapShape output,
            long parameters,
            long multiplyAdds) {}

    public Summary {
        rows = List.copyOf(rows);
    }

    /**
     * Reads the summary off a network for inputs of a size.
     *
     * @throws IllegalArgumentException if the network does not take such inputs
     */
    public static Summary of(Network network, int height, int width) {
        Shapes shapes = Shapes.of(network, height, width);
        List<Node> nodes = List.copyOf(network.nodes());
        List<Row> rows = new ArrayList<>();
        group(nodes, 0, shapes, rows);
        return new Summary(rows);
    }

    /** Adds the lines of layers whose paths are the same up to {@code depth}. */
    private static void group(List<Node> nodes, int depth, Shapes shapes, List<Row> rows) {
        int from = 0;
        while (from < nodes.size()) {
            List<String> steps = nodes.get(from).location().steps();
            if (steps.size() == depth + 1) {
                rows.add(leaf(nodes.get(from), depth, shapes));
                from++;
                continue;
            }
            int to = from + 1;
            while (to < nodes.size() && isInGroup(nodes.get(to).location().steps(), steps, depth)) {
                to++;
            }
            int header = rows.size();
            group(nodes.subList(from, to), depth + 1, shapes, rows);
            rows.add(
                    header,
                    total(
                            steps.get(depth),
                            depth,
                            shapes.of(nodes.get(to - 1).location()),
                            List.copyOf(rows.subList(header, rows.size()))));
            from = to;
        }
    }

    private static boolean isInGroup(List<String> steps, List<String> first, int depth) {
        return steps.size() > depth + 1 && steps.get(depth).equals(first.get(depth));
    }

    private static Row leaf(Node node, int depth, Shapes shapes) {
        MapShape output = shapes.of(node.location());
        return new Row(
                depth,
                true,
                node.location().steps().getLast(),
                describe(node.layer()),
                node.location(),
                output,
                parametersOf(node.layer()),
                multiplyAddsOf(node.layer(), output));
    }

    private static Row total(String name, int depth, MapShape output, List<Row> inside) {
        long groups = inside.stream()
                .filter(row -> !row.isLeaf && row.depth == depth + 1)
                .count();
        boolean hasShortcut = inside.stream().anyMatch(row -> row.depth == depth + 1 && row.name.equals("add"));
        String description = groups > 0
                ? groups + (groups == 1 ? " block" : " blocks")
                : hasShortcut ? "block with shortcut" : "block";
        return new Row(
                depth,
                false,
                name,
                description,
                null,
                output,
                inside.stream().filter(Row::isLeaf).mapToLong(Row::parameters).sum(),
                inside.stream().filter(Row::isLeaf).mapToLong(Row::multiplyAdds).sum());
    }

    public long parameters() {
        return rows.stream().filter(Row::isLeaf).mapToLong(Row::parameters).sum();
    }

    public long multiplyAdds() {
        return rows.stream().filter(Row::isLeaf).mapToLong(Row::multiplyAdds).sum();
    }

    /** The bytes of all parameters as float32. */
    public long weightBytes() {
        return parameters() * Float.BYTES;
    }

    /** The bytes of the outputs of every layer with parameters, for one image as float32. */
    public long activationBytes() {
        return rows.stream()
                        .filter(row -> row.isLeaf && row.parameters > 0)
                        .mapToLong(row -> row.output.length())
                        .sum()
                * Float.BYTES;
    }

    private static long parametersOf(Layer layer) {
        return ParameterShapes.of(layer).entrySet().stream()
                .filter(entry -> entry.getKey().isTrained())
                .mapToLong(entry -> entry.getValue().elements())
                .sum();
    }

    private static long multiplyAddsOf(Layer layer, MapShape output) {
        return switch (layer) {
            case Convolution c -> {
                Shape weight = ParameterShapes.of(c).get(ParameterId.Kind.WEIGHT);
                yield weight == null ? 0 : (long) weight.elements() * output.pixels();
            }
            case SqueezeExcite s -> 2L * s.channels() * s.squeezed();
            case Linear l -> (long) l.inFeatures() * l.outFeatures();
            case Add a -> 0;
            case Multiply m -> 0;
            case Concatenate c -> 0;
            case Upsample u -> 0;
            case GlobalAveragePool p -> 0;
            case Dropout d -> 0;
        };
    }

    private static String describe(Layer layer) {
        return switch (layer) {
            case Convolution c ->
                (c.isDepthwise() ? "depthwise " : "convolution ")
                        + c.kernel()
                        + " x "
                        + c.kernel()
                        + (c.stride() == 1 ? "" : ", stride " + c.stride())
                        + (c.dilation() == 1 ? "" : ", dilation " + c.dilation())
                        + suffix(c.activation());
            case SqueezeExcite s -> "squeeze-excite to " + s.squeezed();
            case Add a -> "sum";
            case Multiply m -> "product";
            case Concatenate c -> "concatenation";
            case Upsample u -> "bilinear upsampling";
            case GlobalAveragePool p -> "global average pool";
            case Dropout d -> "dropout " + d.rate();
            case Linear l -> "linear" + suffix(l.activation());
        };
    }

    private static String suffix(Activation activation) {
        return activation == Activation.NONE
                ? ""
                : ", " + activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
