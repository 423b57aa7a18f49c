package org.mobilenet4j.training.network;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;

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
    private final Map<String, Range> ranges;
    private final List<Node> order;
    private final Set<Location> carrying;
    private final Map<Location, Integer> places = new HashMap<>();
    private final Map<Location, float[]> sums = new HashMap<>();
    private final SequencedMap<Location, TrainableLayer> layers = new LinkedHashMap<>();
    private final Map<Location, GradientCollector> collectors = new HashMap<>();
    private final List<ConvolutionUnit> units = new ArrayList<>();
    private final List<DropoutLayer> dropouts = new ArrayList<>();

    /** @param ranges of values that are rounded to eight bits, by name; none for floats */
    LayerBuilder(
            Shapes shapes,
            Batch batch,
            Parameters parameters,
            Gradients gradients,
            InputImages input,
            Map<String, Range> ranges) {
        this.network = parameters.network();
        this.shapes = shapes;
        this.batch = batch;
        this.parameters = parameters;
        this.gradients = gradients;
        this.input = input;
        this.ranges = ranges;
        this.carrying = carrying(network);
        this.order = needed(network);
        order.forEach(node -> places.put(node.location(), places.size()));
    }

    /**
     * The layers of a network.
     *
     * @param layers from the images to the outputs
     * @param collectors of the gradients by values that do not only go on to the next layer
     * @param taken the values whose gradient is complete only in their collector, and in which of the gradient maps' arrays it
     *     goes on
     * @param carrying the values that an output's gradient reaches
     * @param units all layers with weights, those inside of others too
     * @param recomputable the maps that can be computed again where they are read, and the bytes that each takes if it is
     *     kept; the widest first
     */
    record Built(
            SequencedMap<Location, TrainableLayer> layers,
            Map<Location, GradientCollector> collectors,
            Map<Location, Integer> taken,
            Set<Location> carrying,
            List<ConvolutionUnit> units,
            List<DropoutLayer> dropouts,
            SequencedMap<Location, Long> recomputable,
            GradientMaps gradientMaps) {}

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

    /**
     * Makes the layers; once.
     *
     * @param recomputed the values that are computed again in place of being kept
     */
    Built build(Set<Location> recomputed) {
        Set<Location> complete = new HashSet<>();
        for (Node node : order) {
            TrainableLayer layer = layer(node, recomputed.contains(node.location()));
            layers.put(node.location(), layer);
            if (isCollected(node.location())) {
                collectors.put(node.location(), new GradientCollector(batch, layer, room(node.location(), layer)));
                if (!followsAtOnce(node.location())) {
                    complete.add(node.location());
                }
            }
        }
        Map<Location, Integer> taken = new HashMap<>();
        return new Built(
                layers,
                collectors,
                taken,
                carrying,
                List.copyOf(units),
                List.copyOf(dropouts),
                recomputable(),
                gradientMaps(complete, taken));
    }

    /** Follows the gradient from layer to layer: each array becomes as long as what is ever written to it. */
    private GradientMaps gradientMaps(Set<Location> complete, Map<Location, Integer> taken) {
        int[] longest = new int[2];
        int turn = 0;
        for (Map.Entry<Location, TrainableLayer> entry : layers.reversed().entrySet()) {
            if (!carrying.contains(entry.getKey())) {
                continue;
            }
            if (complete.contains(entry.getKey())) {
                taken.put(entry.getKey(), turn);
            }
            TrainableLayer layer = entry.getValue();
            longest[turn] = Math.max(longest[turn], layer.shape().length());
            if (layer.passedFloats() > 0) {
                turn = 1 - turn;
                longest[turn] = Math.max(longest[turn], layer.passedFloats());
            }
        }
        return new GradientMaps(batch.allocate(longest[0]), batch.allocate(longest[1]));
    }

    private SequencedMap<Location, Long> recomputable() {
        SequencedMap<Location, Long> widestFirst = new LinkedHashMap<>();
        order.stream()
                .filter(this::isRecomputable)
                .sorted(Comparator.comparing(
                        (Node node) -> shapes.of(node.location()).length(), Comparator.reverseOrder()))
                .forEach(node -> widestFirst.put(node.location(), batch.keptBytes(shapes.of(node.location()))));
        return widestFirst;
    }

    /** A pointwise convolution that only the depthwise one behind it reads, each part its own images. */
    private boolean isRecomputable(Node node) {
        List<Node> readers = network.readers(node.location());
        return node.layer() instanceof Convolution convolution
                && convolution.isPointwise()
                && !isCollected(node.location())
                && readers.size() == 1
                && readers.getFirst().layer() instanceof Convolution reader
                && reader.isDepthwise();
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

    private TrainableLayer layer(Node node, boolean isRecomputed) {
        Maps in = read(node, node.input());
        Location at = node.location();
        return switch (node.layer()) {
            case Convolution c -> convolution(node, c, in, isRecomputed);
            case SqueezeExcite s -> quantized(at.path(), squeezeExcite(node, s, in));
            case Add a -> {
                List<Maps> inputs = readAll(node);
                int travelling = travelling(node);
                yield quantized(
                        at.path(), new AddLayer(batch, inputs.get(travelling), inputs.get(1 - travelling), sums(at)));
            }
            case Multiply m ->
                quantized(at.path(), new MultiplyLayer(batch, readAll(node), shapes.of(at), travelling(node)));
            case Concatenate c ->
                quantized(at.path(), new ConcatenateLayer(batch, readAll(node), shapes.of(at), travelling(node)));
            case Upsample u -> quantized(at.path(), new ResizeLayer(batch, in, shapes.of(at)));
            case GlobalAveragePool p -> quantized(at.path(), new PoolLayer(batch, in));
            case Dropout d -> {
                DropoutLayer dropout = new DropoutLayer(batch, in, d.rate());
                dropouts.add(dropout);
                yield dropout;
            }
            case Linear l -> matrix(at, in, l.outFeatures(), WEIGHT, BIAS, l.activation(), inputName(node), at.path());
        };
    }

    /** The name of a value that a layer reads: dropout passes its own on. */
    private String inputName(Node reader) {
        Location value = reader.input();
        while (!value.equals(Location.INPUT) && network.node(value).layer() instanceof Dropout) {
            value = network.node(value).input();
        }
        return value.path();
    }

    /** The range of a value that is rounded; null for floats, and where only the network's caller reads it. */
    private @Nullable Range range(String value) {
        boolean isOnlyOutput = network.outputs().values().stream()
                .anyMatch(output ->
                        output.path().equals(value) && network.readers(output).isEmpty());
        return isOnlyOutput ? null : ranges.get(value);
    }

    private TrainableLayer quantized(String value, TrainableLayer layer) {
        Range range = range(value);
        return range == null ? layer : new QuantizedLayer(batch, layer, range);
    }

    private ConvolutionUnit convolution(Node node, Convolution layer, Maps in, boolean isRecomputed) {
        Location at = node.location();
        MapShape shape = in.shape();
        Kind bias = layer.hasBias() ? BIAS : null;
        RoundedFilter rounded = rounded(at, WEIGHT, bias, inputName(node));
        float[] weight = rounded == null ? parameters.get(at, WEIGHT).data() : rounded.weight();
        float[] gradient = gradients.get(at, WEIGHT);
        Filter filter;
        if (layer.isDepthwise()) {
            filter = new DepthwiseFilter(batch, window(layer, shape), weight, gradient);
        } else if (layer.isPointwise()) {
            filter = new PointwiseFilter(batch, shape, layer.outChannels(), weight, gradient);
        } else {
            filter = new DenseFilter(batch, window(layer, shape), layer.outChannels(), weight, gradient, in != input);
        }
        Epilogue epilogue = rounded != null
                ? quantized(at, BIAS, rounded, layer.activation(), at.path())
                : new NormActivation(
                        batch, layer.outChannels(), layer.norm(), layer.activation(), parameters, gradients, at, bias);
        KeptMaps kept = isRecomputed && filter instanceof PointwiseFilter pointwise
                ? new RecomputedMaps(batch, in, pointwise)
                : batch.keep(filter.outputShape());
        return unit(in, filter, kept, epilogue, rounded);
    }

    /** A layer's filter in eight bits; null where the network is of floats. */
    private @Nullable RoundedFilter rounded(Location at, Kind weight, @Nullable Kind bias, String inputName) {
        Range range = range(inputName);
        return range == null || bias == null
                ? null
                : new RoundedFilter(
                        parameters.get(at, weight).data(),
                        parameters.get(at, bias).data(),
                        range.scale());
    }

    private QuantizedActivation quantized(
            Location at, Kind bias, RoundedFilter rounded, Activation activation, String name) {
        Range sums = Quantization.hasSum(activation) ? ranges.get(name + Quantization.SUM) : null;
        return new QuantizedActivation(batch, activation, rounded.bias(), gradients.get(at, bias), sums, range(name));
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

    private ConvolutionUnit unit(
            Maps in, Filter filter, KeptMaps kept, Epilogue epilogue, @Nullable RoundedFilter rounded) {
        ConvolutionUnit unit = new ConvolutionUnit(batch, in, filter, kept, epilogue, rounded);
        units.add(unit);
        return unit;
    }

    private SqueezeExciteLayer squeezeExcite(Node node, SqueezeExcite layer, Maps in) {
        Location at = node.location();
        String means = at + SqueezeExcite.MEANS;
        String squeezed = at + SqueezeExcite.SQUEEZED;
        TrainableLayer pool = quantized(means, new PoolLayer(batch, in));
        ConvolutionUnit squeeze =
                matrix(at, pool, layer.squeezed(), SQUEEZE_WEIGHT, SQUEEZE_BIAS, Activation.RELU, means, squeezed);
        ConvolutionUnit excite = matrix(
                at,
                squeeze,
                layer.channels(),
                EXCITE_WEIGHT,
                EXCITE_BIAS,
                Activation.HARD_SIGMOID,
                squeezed,
                at + SqueezeExcite.FACTORS);
        return new SqueezeExciteLayer(batch, in, pool, squeeze, excite);
    }

    private ConvolutionUnit matrix(
            Location at,
            Maps in,
            int outFeatures,
            Kind weight,
            Kind bias,
            Activation activation,
            String inputName,
            String name) {
        RoundedFilter rounded = rounded(at, weight, bias, inputName);
        Filter filter = new PointwiseFilter(
                batch,
                in.shape(),
                outFeatures,
                rounded == null ? parameters.get(at, weight).data() : rounded.weight(),
                gradients.get(at, weight));
        Epilogue epilogue = rounded != null
                ? quantized(at, bias, rounded, activation, name)
                : new NormActivation(batch, outFeatures, null, activation, parameters, gradients, at, bias);
        return unit(in, filter, batch.keep(filter.outputShape()), epilogue, rounded);
    }
}
