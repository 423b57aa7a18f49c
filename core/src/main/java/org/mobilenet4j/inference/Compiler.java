package org.mobilenet4j.inference;

import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
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
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * Turns a network and its parameters into a {@link CompiledNetwork} for inputs of one size: batch norm folded into the
 * convolution before it, weights packed for the kernels of this machine, blocks fused, every value placed in one arena by
 * its life.
 */
public final class Compiler {
    private final Network network;
    private final PackedWeights weights;
    private final Shapes shapes;
    private final boolean isFused;
    private final Set<Location> kept;
    private final Map<Location, Value> values = new HashMap<>();
    /** Of filtered maps that squeeze-excite reads. */
    private final Map<Location, Value> rowSums = new HashMap<>();

    private final List<Operation> operations = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final List<ArenaPlan.Life> lives = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();

    /** Where in the network the operations belong that are emitted next. */
    private String place = "";

    private Compiler(PackedWeights weights, int height, int width, Set<Location> wanted, boolean isFused) {
        this.network = weights.parameters().network();
        this.weights = weights;
        this.shapes = Shapes.of(network, height, width);
        this.isFused = isFused;
        this.kept = new HashSet<>();
        Stream.concat(network.outputs().values().stream(), wanted.stream()).forEach(value -> kept.add(source(value)));
        if (network.classifier().isPresent()) {
            kept.add(source(network.features())); // their owner may not want the classifier at all
        }
    }

    /** Compiles for the kernels of this JVM. The parameters are copied: later changes to them have no effect. */
    public static CompiledNetwork compile(Parameters parameters, int height, int width) {
        return compile(parameters, height, width, KernelSelection.chosen().kernels());
    }

    /** Compiles for given kernels. */
    public static CompiledNetwork compile(Parameters parameters, int height, int width, Kernels kernels) {
        return compile(parameters, height, width, kernels, Set.of());
    }

    /**
     * Compiles so that given values can be looked at, beside the outputs: what is fused ends where a value is wanted.
     *
     * @param wanted places of layers, also inside of blocks
     * @throws IllegalArgumentException if no layer stands at one of them, or the network does not take such inputs
     */
    public static CompiledNetwork compile(
            Parameters parameters, int height, int width, Kernels kernels, Set<Location> wanted) {
        wanted.forEach(parameters.network()::node);
        return compile(new PackedWeights(parameters, kernels), height, width, wanted);
    }

    /**
     * Compiles for looking inside: no block is fused, so that the value of every layer is a tap under the name of its
     * {@link Location}. Slower, and otherwise the same.
     */
    public static CompiledNetwork compileLayerByLayer(Parameters parameters, int height, int width) {
        PackedWeights weights =
                new PackedWeights(parameters, KernelSelection.chosen().kernels());
        return new Compiler(weights, height, width, Set.of(), false).compile();
    }

    static CompiledNetwork compile(PackedWeights weights, int height, int width, Set<Location> wanted) {
        return new Compiler(weights, height, width, wanted, true).compile();
    }

    private CompiledNetwork compile() {
        values.put(Location.INPUT, value(shapes.input().length()));
        Map<Location, Fusion.Chain> chains = isFused ? Fusion.of(network, kept) : Map.of();
        Set<Location> done = new HashSet<>();
        for (Node node : network.nodes()) {
            Fusion.Chain chain = chains.get(node.location());
            place = node.location().isInBlock()
                    ? node.location().module()
                    : node.location().path();
            if (chain != null) {
                values.put(
                        chain.output(),
                        switch (chain) {
                            case Fusion.Filtering filtering -> filtered(filtering);
                            case Fusion.Gating gating -> gated(gating);
                        });
                chain.nodes().forEach(part -> done.add(part.location()));
                tap(chain.output());
            } else if (!done.contains(node.location())) {
                values.put(node.location(), lower(node));
                tap(node.location());
            }
        }
        kept.forEach(location -> keepToTheEnd(valueOf(location)));
        SequencedMap<String, Tap> outputs = new LinkedHashMap<>();
        network.outputs()
                .forEach((name, location) ->
                        outputs.put(name, new Tap(name, operations.size(), shapes.of(location), valueOf(location))));
        Plan plan = new Plan(
                network,
                shapes,
                weights.kernels(),
                weights.toArray(),
                weights.toWords(),
                weights.roomFloats(),
                operations,
                places,
                ArenaPlan.of(lives),
                valueOf(Location.INPUT),
                outputs,
                taps);
        return new CompiledNetwork(plan, Workers.CALLER);
    }

    private Value lower(Node node) {
        Location at = node.location();
        MapShape in = shapes.of(node.input());
        MapShape out = shapes.of(at);
        Value input = valueOf(node.input());
        return switch (node.layer()) {
            case Convolution c -> {
                Value output = value(out.length());
                if (!c.isDepthwise() && !c.isPointwise() && Patches.suit(window(c, in))) {
                    patched(at, c, in, input, output);
                } else {
                    emit(convolution(at, c, in, input, output), input, output);
                }
                yield output;
            }
            case SqueezeExcite s -> {
                Value factors = factors(node, s);
                Value scaled = overwritable(node, node.input());
                emit(new Operation.Scale(in.pixels(), in.channels(), scaled, factors), scaled, factors);
                yield scaled;
            }
            case Add a -> {
                Value sum = overwritable(node, firstOverwritable(node));
                Value term = valueOf(other(node, firstOverwritable(node)));
                emit(new Operation.Add(sum, term), sum, term);
                yield sum;
            }
            case Multiply m -> {
                Value product = overwritable(node, node.input());
                Value factors = valueOf(node.inputs().getLast());
                boolean isPerChannel =
                        in.pixels() > 1 && shapes.of(node.inputs().getLast()).pixels() == 1;
                emit(
                        isPerChannel
                                ? new Operation.Scale(in.pixels(), in.channels(), product, factors)
                                : new Operation.Multiply(product, factors),
                        product,
                        factors);
                yield product;
            }
            case Concatenate c -> concatenated(node, out);
            case Upsample u -> {
                Value output = value(out.length());
                emit(new Operation.Resize(in, out, 0, out.height(), input, output, 0, out.channels()), input, output);
                yield output;
            }
            case GlobalAveragePool p -> pool(1, in.pixels(), in.channels(), in.pixels(), input);
            case Dropout d -> input;
            case Linear l -> row(weights.matrix(at, l), input);
        };
    }

    private void patched(Location at, Convolution layer, MapShape in, Value input, Value output) {
        Window window = window(layer, in);
        Value patches = value(window.outWidth() * Patches.length(window));
        emit(new Operation.Patched(window, weights.matrix(at, layer), input, patches, output), input, patches, output);
    }

    private Operation convolution(Location at, Convolution layer, MapShape in, Value input, Value output) {
        if (layer.isDepthwise()) {
            return new Operation.Depthwise(window(layer, in), weights.filters(at, layer), input, output);
        }
        return layer.isPointwise()
                ? new Operation.Pointwise(in.pixels(), weights.matrix(at, layer), input, output)
                : new Operation.Dense(window(layer, in), weights.matrix(at, layer), input, output);
    }

    private Value filtered(Fusion.Filtering chain) {
        Node depthwise = chain.depthwise();
        Convolution filtering = (Convolution) depthwise.layer();
        Node expanding = chain.expand();
        Node projecting = chain.project();
        MapShape in = shapes.of(chain.input());
        Window window = window(filtering, new MapShape(in.height(), in.width(), filtering.inChannels()));
        @Nullable PackedMatrix expand = expanding == null ? null : product(expanding);
        PackedFilters filters = weights.filters(depthwise.location(), filtering);
        @Nullable PackedMatrix project = projecting == null ? null : product(projecting);
        int bandRows = FusedBlock.bandRows(weights.kernels().bandFloats(), window, window.outHeight(), expand, project);

        Value input = valueOf(chain.input());
        int rowFloats = window.width() * window.channels();
        @Nullable Value expanded = expand == null ? null : value(FusedBlock.inputRows(window, bandRows) * rowFloats);
        @Nullable Value filtered = project == null ? null : value(bandRows * window.outWidth() * window.channels());
        Value output = value(shapes.of(chain.output()).length());
        @Nullable Value shortcut = shortcut(chain.shortcut(), chain.project());
        @Nullable Value sums = chain.isSqueezed() ? value(window.outHeight() * window.channels()) : null;
        if (sums != null) {
            rowSums.put(depthwise.location(), sums);
        }
        Operation block = new FusedBlock(
                window,
                FusedBlock.bands(window, bandRows),
                expand,
                filters,
                project,
                input,
                expanded,
                filtered,
                output,
                shortcut,
                sums);
        emit(block, existing(input, expanded, filtered, output, shortcut, sums));
        return output;
    }

    private Value gated(Fusion.Gating chain) {
        MapShape in = shapes.of(chain.gate().input());
        Value input = valueOf(chain.gate().input());
        Value factors = factors(chain.gate(), (SqueezeExcite) chain.gate().layer());
        Value output = value(shapes.of(chain.output()).length());
        @Nullable Value shortcut = shortcut(chain.shortcut(), chain.project());
        emit(
                new GatedProduct(in.pixels(), product(chain.project()), input, factors, output, shortcut),
                existing(input, factors, output, shortcut));
        return output;
    }

    /** What a chain adds to its projection. */
    private @Nullable Value shortcut(@Nullable Node sum, @Nullable Node project) {
        return sum == null || project == null ? null : valueOf(Fusion.term(sum, project));
    }

    private static Value[] existing(@Nullable Value... values) {
        return Stream.of(values).filter(Objects::nonNull).toArray(Value[]::new);
    }

    private PackedMatrix product(Node node) {
        return weights.matrix(node.location(), (Convolution) node.layer());
    }

    /** Squeeze-excite's factors, from the sums of the rows' sums: the same in whatever bands the rows come. */
    private Value factors(Node gate, SqueezeExcite layer) {
        Location at = gate.location();
        MapShape in = shapes.of(gate.input());
        int channels = layer.channels();
        int squeezed = layer.squeezed();
        Value ofRows = rowSums.get(gate.input());
        if (ofRows == null) {
            ofRows = pool(in.height(), in.width(), channels, 1, valueOf(gate.input()));
        }
        Value means = pool(1, in.height(), channels, in.pixels(), ofRows);
        inner(at, SqueezeExcite.MEANS, channels, means);
        Value between =
                row(weights.matrix(at, channels, squeezed, SQUEEZE_WEIGHT, SQUEEZE_BIAS, Activation.RELU), means);
        inner(at, SqueezeExcite.SQUEEZED, squeezed, between);
        Value factors = row(
                weights.matrix(at, squeezed, channels, EXCITE_WEIGHT, EXCITE_BIAS, Activation.HARD_SIGMOID), between);
        inner(at, SqueezeExcite.FACTORS, channels, factors);
        return factors;
    }

    private Value concatenated(Node node, MapShape out) {
        Value output = value(out.length());
        int channel = 0;
        for (Location part : node.inputs()) {
            MapShape in = shapes.of(part);
            Value input = valueOf(part);
            emit(new Operation.Copy(in.pixels(), in.channels(), input, output, channel, out.channels()), input, output);
            channel += in.channels();
        }
        return output;
    }

    private Value pool(int runs, int pixels, int channels, int divisor, Value input) {
        Value output = value(runs * channels);
        emit(new Operation.Pool(runs, pixels, channels, divisor, input, output), input, output);
        return output;
    }

    /** A product of a single row. */
    private Value row(PackedMatrix matrix, Value input) {
        Value output = value(matrix.outChannels());
        emit(new Operation.Pointwise(1, matrix, input, output), input, output);
        return output;
    }

    /** The layer whose value a value is: dropout does nothing here. */
    private Location source(Location value) {
        return network.find(value)
                .filter(node -> node.layer() instanceof Dropout)
                .map(node -> source(node.input()))
                .orElse(value);
    }

    private Value valueOf(Location location) {
        return Objects.requireNonNull(values.get(location), location::path);
    }

    /** Whether nobody reads a value once a layer has done so. */
    private boolean isReadLastBy(Node reader, Location read) {
        Location value = source(read);
        return !value.equals(Location.INPUT)
                && !kept.contains(value)
                && lastReader(value).equals(reader);
    }

    private Node lastReader(Location value) {
        Node last = null;
        for (Node node : network.nodes()) {
            boolean isReader = !(node.layer() instanceof Dropout)
                    && node.inputs().stream().anyMatch(input -> source(input).equals(value));
            last = isReader ? node : last;
        }
        return Objects.requireNonNull(last, value::path);
    }

    private Location firstOverwritable(Node node) {
        return node.inputs().stream()
                .filter(input -> isReadLastBy(node, input))
                .findFirst()
                .orElse(node.input());
    }

    private static Location other(Node node, Location one) {
        return node.input().equals(one) ? node.inputs().getLast() : node.input();
    }

    /** A value that a layer may overwrite: the one that it reads, or a copy where others read that. */
    private Value overwritable(Node node, Location read) {
        Value value = valueOf(read);
        if (isReadLastBy(node, read)) {
            return value;
        }
        MapShape shape = shapes.of(read);
        Value copy = value(shape.length());
        emit(new Operation.Copy(shape.pixels(), shape.channels(), value, copy, 0, shape.channels()), value, copy);
        return copy;
    }

    /** The geometry of a convolution over a map. */
    private static Window window(Convolution convolution, MapShape in) {
        return new Window(
                in.height(),
                in.width(),
                convolution.inChannels(),
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.paddingBefore(in.height()),
                convolution.paddingBefore(in.width()),
                convolution.outputExtent(in.height()),
                convolution.outputExtent(in.width()));
    }

    /** A new value; it lives from the operation that is emitted next. */
    private Value value(int length) {
        Value value = new Value(lives.size(), length);
        lives.add(new ArenaPlan.Life(value, operations.size(), operations.size()));
        return value;
    }

    private void emit(Operation operation, Value... used) {
        for (Value value : used) {
            ArenaPlan.Life life = lives.get(value.id());
            lives.set(value.id(), new ArenaPlan.Life(value, life.firstStep(), operations.size()));
        }
        operations.add(operation);
        places.add(place);
    }

    /** Makes a value readable from outside, under the name of its location. */
    private void tap(Location location) {
        taps.add(new Tap(location.path(), operations.size(), shapes.of(location), valueOf(location)));
    }

    /** A tap inside of a layer, where layers are not fused. */
    private void inner(Location location, String name, int channels, Value value) {
        if (!isFused) {
            taps.add(new Tap(location + name, operations.size(), MapShape.vector(channels), value));
        }
    }

    private void keepToTheEnd(Value value) {
        ArenaPlan.Life life = lives.get(value.id());
        lives.set(value.id(), new ArenaPlan.Life(value, life.firstStep(), operations.size()));
    }
}
