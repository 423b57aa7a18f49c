package org.mobilenet4j.architecture;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;

/**
 * The shape of every value of a network for inputs of one size, the input's among them.
 *
 * @param values in the order of computation
 */
public record Shapes(SequencedMap<Location, MapShape> values) {
    private static final int MOST_PIXELS = 4096;

    /** The most pixels of the input, along an axis, that the papers' tables make one of. */
    private static final int TRUNK_STRIDE = 32;

    public Shapes {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /**
     * Works the shapes out.
     *
     * @param height of the input in pixels
     * @param width of the input in pixels
     * @throws IllegalArgumentException if the input is smaller than the network's stride (32 at most), or larger than 4096 pixels, or
     *     values do not fit together
     */
    public static Shapes of(Network network, int height, int width) {
        int least = least(network);
        if (Math.min(height, width) < least || Math.max(height, width) > MOST_PIXELS) {
            throw new IllegalArgumentException("the input is " + height + " x " + width + " pixels, expected " + least
                    + " x " + least + " to " + MOST_PIXELS + " x " + MOST_PIXELS + " for this network");
        }
        SequencedMap<Location, MapShape> shapes = new LinkedHashMap<>();
        shapes.put(Location.INPUT, new MapShape(height, width, network.inputChannels()));
        for (Node node : network.nodes()) {
            List<MapShape> inputs = node.inputs().stream()
                    .map(input -> Objects.requireNonNull(shapes.get(input)))
                    .toList();
            shapes.put(node.location(), of(node, inputs, network.channels(node.location())));
        }
        return new Shapes(shapes);
    }

    /** The least side of an input: what the trunk makes one pixel of. A detector's last maps may then be of one pixel each. */
    private static int least(Network network) {
        Map<Location, Integer> strides = new HashMap<>(Map.of(Location.INPUT, 1));
        int most = 1;
        for (Node node : network.nodes()) {
            int before = node.inputs().stream()
                    .mapToInt(input -> Objects.requireNonNull(strides.get(input)))
                    .max()
                    .orElseThrow();
            int stride = node.layer() instanceof Convolution c ? before * c.stride() : before;
            strides.put(node.location(), stride);
            most = Math.max(most, stride);
        }
        return Math.min(most, TRUNK_STRIDE);
    }

    private static MapShape of(Node node, List<MapShape> inputs, int channels) {
        MapShape first = inputs.getFirst();
        return switch (node.layer()) {
            case Convolution c -> new MapShape(c.outputExtent(first.height()), c.outputExtent(first.width()), channels);
            case SqueezeExcite s -> first;
            case Dropout d -> first;
            case Add a -> {
                requireSame(node, first, inputs.getLast());
                yield first;
            }
            case Multiply m -> {
                if (inputs.getLast().pixels() != 1) {
                    requireSame(node, first, inputs.getLast());
                }
                yield first;
            }
            case Concatenate c -> {
                inputs.forEach(input ->
                        requireSame(node, first, new MapShape(input.height(), input.width(), first.channels())));
                yield new MapShape(first.height(), first.width(), channels);
            }
            case Upsample u ->
                new MapShape(inputs.getLast().height(), inputs.getLast().width(), channels);
            case GlobalAveragePool p -> MapShape.vector(channels);
            case Linear l -> {
                requireSame(node, first, MapShape.vector(first.channels()));
                yield MapShape.vector(channels);
            }
        };
    }

    private static void requireSame(Node node, MapShape found, MapShape expected) {
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(
                    node.location() + " reads " + found + ", expected " + expected + " of its other values or layer");
        }
    }

    /** The shape of a value. */
    public MapShape of(Location value) {
        return Objects.requireNonNull(values.get(value), value::path);
    }

    public MapShape input() {
        return of(Location.INPUT);
    }
}
