package org.mobilenet4j.training.network;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.parameters.Parameters;

/**
 * Makes the trainable layers of a network in the order of computation, and the ways of the gradients between them. Layers
 * that no output depends on are left out.
 */
final class LayerBuilder {
    private final Network network;
    private final Shapes shapes;
    private final Batch batch;
    private final Parameters parameters;
    private final Gradients gradients;
    private final InputImages input;
    private final List<Node> order;
    private final Set<Location> carrying;
    private final Map<Location, Integer> places = new HashMap<>();
    private final Map<Location, float[]> sums = new HashMap<>();
    private final SequencedMap<Location, TrainableLayer> layers = new LinkedHashMap<>();
    private final Map<Location, GradientCollector> collectors = new HashMap<>();
    private final List<ConvolutionUnit> units = new ArrayList<>();
    private final List<DropoutLayer> dropouts = new ArrayList<>();

    private LayerBuilder(Shapes shapes, Batch batch, Parameters parameters, Gradients gradients, InputImages input) {
        this.network = parameters.network();
        this.shapes = shapes;
        this.batch = batch;
        this.parameters = parameters;
        this.gradients = gradients;
        this.input = input;
        this.carrying = carrying(network);
        this.order = needed(network);
        order.forEach(node -> places.put(node.location(), places.size()));
    }

    /**
     * The layers of a network.
     *
     * @param layers from the images to the outputs
     * @param collectors of the gradients by values that do not only go on to the next layer
     * @param taken the values whose gradient is complete only in their collector
     * @param carrying the values that an output's gradient reaches
     * @param units all layers with weights, those inside of others too
     */
    record Built(
            SequencedMap<Location, TrainableLayer> layers,
            Map<Location, GradientCollector> collectors,
            Set<Location> taken,
            Set<Location> carrying,
            List<ConvolutionUnit> units,
            List<DropoutLayer> dropouts,
            GradientMaps gradientMaps) {}

    static Built build(Shapes shapes, Batch batch, Parameters parameters, Gradients gradients, InputImages input) {
        return new LayerBuilder(shapes, batch, parameters, gradients, input).build();
    }

    /** The layers that an output depends on, in the order of computation. */
    private static List<Node> needed(Network network) {
        Set<Location> needed = dependedOn(network, Node::inputs);
        return network.nodes().stream()
                .filter(node -> needed.contains(node.location()))
                .toList();
    }

    /** The layers through which an output's gradient passes: of a value that only says a size, nothing is learnt. */
    private static Set<Location> carrying(Network network) {
        return dependedOn(network, node -> node.layer() instanceof Upsample ? List.of(node.input()) : node.inputs());
    }

    private static Set<Location> dependedOn(Network network, Function<Node, List<Location>> read) {
        Set<Location> found = new HashSet<>(network.outputs().values());
        for (Node node : network.nodes().reversed()) {
            if (found.contains(node.location())) {
                found.addAll(read.apply(node));
            }
        }
        return found;
    }

    private Built build() {
        Set<Location> taken = new HashSet<>();
        int longest = 0;
        for (Node node : order) {
            TrainableLayer layer = layer(node);
            layers.put(node.location(), layer);
            longest = Math.max(longest, layer.shape().length());
            if (isCollected(node.location())) {
                collectors.put(node.location(), new GradientCollector(batch, layer, room(node.location(), layer)));
                if (!followsAtOnce(node.location())) {
                    taken.add(node.location());
                }
            }
        }
        GradientMaps maps = new GradientMaps(Math.multiplyExact(batch.capacity(), longest));
        return new Built(layers, collectors, taken, carrying, List.copyOf(units), List.copyOf(dropouts), maps);
    }

    /** The layers that give a value a gradient, in the order of computation. */
    private List<Node> readers(Location value) {
        return network.readers(value).stream()
                .filter(reader -> carrying.contains(reader.location()))
                .filter(reader ->
                        !(reader.layer() instanceof Upsample) || reader.input().equals(value))
                .toList();
    }

    private boolean isOutput(Location value) {
        return network.outputs().containsValue(value);
    }

    private boolean isNext(Location value, Node reader) {
        return place(reader.location()) == place(value) + 1;
    }

    private int place(Location location) {
        return Objects.requireNonNull(places.get(location), location::path);
    }

    private boolean followsAtOnce(Location value) {
        return readers(value).stream().anyMatch(reader -> isNext(value, reader));
    }

    private boolean isCollected(Location value) {
        return isOutput(value) || readers(value).size() > 1 || !followsAtOnce(value);
    }

    /** The reader that leaves the first of a value's gradients, in the order of the backward pass; null if an output does. */
    private @Nullable Node firstToLeave(Location value) {
        return isOutput(value)
                ? null
                : readers(value).reversed().stream()
                        .filter(reader -> !isNext(value, reader))
                        .findFirst()
                        .orElse(null);
    }

    /** Where a value's gradients are collected: in place of a sum that was read by then, if there is one. */
    private float[] room(Location value, TrainableLayer layer) {
        Node first = firstToLeave(value);
        return first != null
                        && first.layer() instanceof Add
                        && otherInput(first).equals(value)
                ? sums(first.location())
                : batch.allocate(layer.shape());
    }

    private float[] sums(Location sum) {
        return sums.computeIfAbsent(sum, location -> batch.allocate(shapes.of(location)));
    }

    /** Which input of a layer was computed right before it; the first if none was. */
    private int travelling(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Location read = node.inputs().get(i);
            if (!read.equals(Location.INPUT) && isNext(read, node)) {
                return i;
            }
        }
        return 0;
    }

    private Location otherInput(Node sum) {
        return sum.inputs().get(1 - travelling(sum));
    }

    /** A value as a layer reads it. */
    private Maps read(Node reader, Location value) {
        if (value.equals(Location.INPUT)) {
            return input;
        }
        GradientCollector collector = collectors.get(value);
        TrainableLayer layer = Objects.requireNonNull(layers.get(value));
        if (collector == null) {
            return layer;
        }
        return isNext(value, reader) ? collector.passed() : collector.left(reader.equals(firstToLeave(value)));
    }

    private List<Maps> readAll(Node node) {
        return node.inputs().stream().map(value -> read(node, value)).toList();
    }

    private TrainableLayer layer(Node node) {
        Maps in = read(node, node.input());
        Location at = node.location();
        return switch (node.layer()) {
            case Convolution c -> convolution(at, c, in);
            case SqueezeExcite s -> squeezeExcite(at, s, in);
            case Add a -> {
                List<Maps> inputs = readAll(node);
                int travelling = travelling(node);
                yield new AddLayer(batch, inputs.get(travelling), inputs.get(1 - travelling), sums(at));
            }
            case Multiply m -> new MultiplyLayer(batch, readAll(node), shapes.of(at), travelling(node));
            case Concatenate c -> new ConcatenateLayer(batch, readAll(node), shapes.of(at), travelling(node));
            case Upsample u -> new ResizeLayer(batch, in, shapes.of(at));
            case GlobalAveragePool p -> new PoolLayer(batch, in);
            case Dropout d -> {
                DropoutLayer dropout = new DropoutLayer(batch, in, d.rate());
                dropouts.add(dropout);
                yield dropout;
            }
            case Linear l -> matrix(at, in, l.outFeatures(), WEIGHT, BIAS, l.activation());
        };
    }

    private ConvolutionUnit convolution(Location at, Convolution layer, Maps in) {
        MapShape shape = in.shape();
        float[] weight = parameters.get(at, WEIGHT).data();
        float[] gradient = gradients.get(at, WEIGHT);
        Filter filter;
        if (layer.isDepthwise()) {
            filter = new DepthwiseFilter(batch, window(layer, shape), weight, gradient);
        } else if (layer.isPointwise()) {
            filter = new PointwiseFilter(batch, shape, layer.outChannels(), weight, gradient);
        } else {
            filter = new DenseFilter(batch, window(layer, shape), layer.outChannels(), weight, gradient, in != input);
        }
        Kind bias = layer.hasBias() ? BIAS : null;
        return unit(
                in,
                filter,
                new NormActivation(
                        batch, layer.outChannels(), layer.norm(), layer.activation(), parameters, gradients, at, bias));
    }

    private static Window window(Convolution convolution, MapShape in) {
        return new Window(
                in.height(),
                in.width(),
                in.channels(),
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.paddingBefore(in.height()),
                convolution.paddingBefore(in.width()),
                convolution.outputExtent(in.height()),
                convolution.outputExtent(in.width()));
    }

    private ConvolutionUnit unit(Maps in, Filter filter, NormActivation norm) {
        ConvolutionUnit unit = new ConvolutionUnit(batch, in, filter, norm);
        units.add(unit);
        return unit;
    }

    private SqueezeExciteLayer squeezeExcite(Location at, SqueezeExcite layer, Maps in) {
        PoolLayer pool = new PoolLayer(batch, in);
        ConvolutionUnit squeeze = matrix(at, pool, layer.squeezed(), SQUEEZE_WEIGHT, SQUEEZE_BIAS, Activation.RELU);
        ConvolutionUnit excite =
                matrix(at, squeeze, layer.channels(), EXCITE_WEIGHT, EXCITE_BIAS, Activation.HARD_SIGMOID);
        return new SqueezeExciteLayer(batch, in, pool, squeeze, excite);
    }

    private ConvolutionUnit matrix(
            Location at, Maps in, int outFeatures, Kind weight, Kind bias, Activation activation) {
        Filter filter = new PointwiseFilter(
                batch, in.shape(), outFeatures, parameters.get(at, weight).data(), gradients.get(at, weight));
        return unit(
                in, filter, new NormActivation(batch, outFeatures, null, activation, parameters, gradients, at, bias));
    }
}
