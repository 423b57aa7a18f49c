package org.mobilenet4j.formats.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.formats.graph.Operation.Apply;
import org.mobilenet4j.formats.graph.Operation.Convolve;
import org.mobilenet4j.formats.graph.Operation.Dense;
import org.mobilenet4j.formats.graph.Operation.Normalize;
import org.mobilenet4j.formats.graph.Operation.Scale;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Groups the operations of a foreign graph into layers: a product with its bias, norm and activation, squeeze-excite from its
 * five pieces. What no output needs is left out. Not thread-safe.
 */
final class UnitBuilder {
    private final ForeignGraph graph;
    private final List<Unit> units = new ArrayList<>();
    private final Map<Value, Integer> placed = new HashMap<>();
    private final Set<Integer> paddedEither = new HashSet<>();
    private @Nullable Scale inputScale;
    private boolean isInputRead;

    UnitBuilder(ForeignGraph graph) {
        this.graph = graph;
    }

    /**
     * The layers so far, in the order of computation. Convolutions that would be padded alike in both modes are taken to be
     * in that of the others, as they will be with images of another size.
     */
    List<Unit> units() {
        boolean isSame = units.stream()
                .anyMatch(unit -> unit.layer() instanceof Convolution c && c.padding() == PaddingMode.SAME);
        if (isSame) {
            for (int i : paddedEither) {
                Convolution layer = (Convolution) units.get(i).layer();
                units.set(i, units.get(i).withLayer(Unit.with(layer, PaddingMode.SAME, layer.activation())));
            }
        }
        return units;
    }

    /** What happens to the images before the first layer, if anything does. */
    @Nullable
    Scale inputScale() {
        return inputScale;
    }

    /** The unit that computes a value, made with all that it needs where it is not there. */
    int place(Value value) {
        // A chain of thousands of layers would be as deep a recursion: whatever it reads comes first.
        List<Value> open = new ArrayList<>(List.of(value));
        while (!open.isEmpty()) {
            Value next = open.getLast();
            List<Value> missing = reads(next).stream()
                    .filter(read -> !placed.containsKey(read))
                    .toList();
            if (placed.containsKey(next)) {
                open.removeLast();
            } else if (missing.isEmpty()) {
                open.removeLast();
                placed.put(next, make(next));
            } else {
                open.addAll(missing.reversed());
            }
        }
        return index(value);
    }

    private int index(Value value) {
        return Objects.requireNonNull(placed.get(value));
    }

    /** A product and what follows it up to its activation; {@code scales} in the order of computation. */
    private record Chain(Value product, List<Operation> scales, Activation activation) {}

    /** The value as the end of such a chain, or null if there is no product. */
    private @Nullable Chain chain(Value end) {
        Value value = end;
        Activation activation = Activation.NONE;
        if (value.operation() instanceof Apply apply) {
            activation = apply.function().activation(graph);
            value = value.input();
        }
        List<Operation> scales = new ArrayList<>();
        while (isScale(value)) {
            scales.addFirst(value.operation());
            value = value.input();
        }
        boolean isProduct = value.operation() instanceof Convolve || value.operation() instanceof Dense;
        return isProduct ? new Chain(value, scales, activation) : null;
    }

    private static boolean isScale(Value value) {
        return value.operation() instanceof Scale || value.operation() instanceof Normalize;
    }

    /** The values that a unit reads which computes this one. */
    private List<Value> reads(Value value) {
        if (value.operation() instanceof Operation.Input) {
            return List.of();
        }
        Chain chain = chain(value);
        if (chain != null) {
            return List.of(beforeScales(chain.product.input()));
        }
        return switch (value.operation()) {
            case Operation.Product product -> {
                Gate gate = gate(value);
                yield gate == null ? value.inputs() : List.of(gate.scaled);
            }
            case Operation.Input input -> List.of();
            case Operation.Sum sum -> value.inputs();
            case Operation.Concatenate concatenate -> value.inputs();
            case Operation.Pool pool -> value.inputs();
            case Apply apply -> throw graph.unsupported("an activation of what is no product of weights");
            case Scale scale -> throw graph.unsupported("a scale or shift of what is no product of weights");
            case Normalize norm -> throw graph.unsupported("a batch norm of what is no product of weights");
            case Operation.Pad pad -> throw graph.unsupported("a padding that no convolution reads");
            case Convolve convolve -> throw new IllegalStateException("a chain");
            case Dense dense -> throw new IllegalStateException("a chain");
        };
    }

    /** What a product reads beneath scales of its input that belong to no product before it: they become its own. */
    private Value beforeScales(Value input) {
        if (chain(input) != null) {
            return input;
        }
        Value value = input;
        while (isScale(value)) {
            value = value.input();
        }
        return value;
    }

    private int make(Value value) {
        if (value.operation() instanceof Operation.Input) {
            return Unit.IMAGES;
        }
        Chain chain = chain(value);
        if (chain != null) {
            return add(product(chain));
        }
        return switch (value.operation()) {
            case Operation.Product product -> {
                Gate gate = gate(value);
                yield add(gate == null ? plain(new Layer.Multiply(), value) : squeezeExcite(gate));
            }
            case Operation.Sum sum -> add(plain(new Layer.Add(), value));
            case Operation.Concatenate concatenate -> add(plain(new Layer.Concatenate(), value));
            case Operation.Pool pool -> add(plain(new Layer.GlobalAveragePool(), value));
            case Operation.Input input -> Unit.IMAGES;
            default -> throw new IllegalStateException("refused before");
        };
    }

    private int add(Unit unit) {
        units.add(unit);
        return units.size() - 1;
    }

    private Unit plain(Layer layer, Value value) {
        return Unit.without(layer, value.inputs().stream().map(this::index).toList());
    }

    private Unit product(Chain chain) {
        Value read = chain.product.input();
        Value source = beforeScales(read);
        List<Operation> before = new ArrayList<>();
        for (Value value = read; value != source; value = value.input()) {
            before.addFirst(value.operation());
        }
        int input = index(source);
        if (input == Unit.IMAGES) {
            scaleInput(total(before, source.channels()));
        }
        Weights weights = switch (chain.product.operation()) {
            case Convolve c -> new Weights(c.weights().clone(), c.outChannels());
            case Dense d -> new Weights(d.weights().clone(), d.outFeatures());
            default -> throw new IllegalStateException("no product");
        };
        List<Operation> scales = new ArrayList<>(chain.scales);
        if (input != Unit.IMAGES && !before.isEmpty()) {
            scales.addFirst(intoWeights(chain.product, weights, total(before, source.channels())));
        }
        return switch (chain.product.operation()) {
            case Dense d -> linear(source, weights, scales, chain.activation, input);
            case Convolve c -> {
                if (source.isVector() && c.kernel() == 1 && !c.isDepthwise()) {
                    yield linear(source, weights, scales, chain.activation, input);
                }
                if (c.padding() == null) {
                    paddedEither.add(units.size());
                }
                yield convolution(source, c, weights, scales, chain.activation, input);
            }
            default -> throw new IllegalStateException("no product");
        };
    }

    private record Weights(float[] data, int out) {
        /** Scales each output's weights. */
        void multiply(Scale scale) {
            int each = data.length / out;
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (data[i] * scale.factor(i / each));
            }
        }
    }

    private void scaleInput(Scale scale) {
        boolean isOther = inputScale != null
                && !(Arrays.equals(inputScale.factors(), scale.factors())
                        && Arrays.equals(inputScale.shifts(), scale.shifts()));
        if (isInputRead && isOther) {
            throw graph.unsupported("two layers that read the images, each scaled in another way");
        }
        isInputRead = true;
        inputScale = scale;
    }

    /** Scales of a product's input as scales of its weights, and the shift of its output that they bring. */
    private Scale intoWeights(Value product, Weights weights, Scale before) {
        if (product.operation() instanceof Convolve c && (c.kernel() > 1 || c.isDepthwise())) {
            throw graph.unsupported("a scale or batch norm before a convolution");
        }
        int in = weights.data.length / weights.out;
        double[] shifts = new double[weights.out];
        for (int i = 0; i < weights.data.length; i++) {
            shifts[i / in] += weights.data[i] * before.shift(i % in);
            weights.data[i] = (float) (weights.data[i] * before.factor(i % in));
        }
        return new Scale(new double[] {1}, shifts);
    }

    private static Unit linear(
            Value source, Weights weights, List<Operation> scales, Activation activation, int input) {
        Scale all = total(scales, weights.out);
        weights.multiply(all);
        Map<Kind, Tensor> tensors = new EnumMap<>(Kind.class);
        tensors.put(Kind.WEIGHT, Tensor.of(Shape.of(weights.out, source.channels()), weights.data));
        tensors.put(Kind.BIAS, shifts(all, weights.out));
        return new Unit(new Linear(source.channels(), weights.out, activation), List.of(input), tensors);
    }

    private static Unit convolution(
            Value source, Convolve c, Weights weights, List<Operation> scales, Activation activation, int input) {
        Map<Kind, Tensor> tensors = new EnumMap<>(Kind.class);
        BatchNorm norm = null;
        boolean isOneNorm = !scales.isEmpty()
                && scales.getLast() instanceof Normalize
                && scales.subList(0, scales.size() - 1).stream().allMatch(UnitBuilder::isBias);
        if (isOneNorm) {
            Normalize found = (Normalize) scales.getLast();
            norm = new BatchNorm(found.eps(), found.momentum());
            Scale bias = total(scales.subList(0, scales.size() - 1), c.outChannels());
            float[] mean = found.mean().clone();
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (mean[i] - bias.shift(i));
            }
            Shape shape = Shape.of(c.outChannels());
            tensors.put(Kind.NORM_SCALE, Tensor.of(shape, found.scale()));
            tensors.put(Kind.NORM_SHIFT, Tensor.of(shape, found.shift()));
            tensors.put(Kind.NORM_MEAN, Tensor.of(shape, mean));
            tensors.put(Kind.NORM_VARIANCE, Tensor.of(shape, found.variance()));
            tensors.put(Kind.NORM_BATCHES, Tensor.zeros(Shape.of()));
        } else {
            Scale all = total(scales, c.outChannels());
            weights.multiply(all);
            tensors.put(Kind.BIAS, shifts(all, c.outChannels()));
        }
        int inPerGroup = c.isDepthwise() ? 1 : source.channels();
        tensors.put(
                Kind.WEIGHT, Tensor.of(Shape.of(c.outChannels(), inPerGroup, c.kernel(), c.kernel()), weights.data));
        Convolution layer = new Convolution(
                source.channels(),
                c.outChannels(),
                c.kernel(),
                c.stride(),
                c.dilation(),
                c.isDepthwise() ? source.channels() : 1,
                c.padding() == null ? PaddingMode.TORCH : c.padding(),
                norm,
                norm == null,
                activation);
        return new Unit(layer, List.of(input), tensors);
    }

    private static boolean isBias(Operation operation) {
        return operation instanceof Scale scale
                && Arrays.stream(scale.factors()).allMatch(factor -> factor == 1);
    }

    /** Several scales and norms as one. */
    private static Scale total(List<Operation> operations, int channels) {
        double[] factors = new double[channels];
        double[] shifts = new double[channels];
        Arrays.fill(factors, 1);
        for (Operation operation : operations) {
            for (int i = 0; i < channels; i++) {
                double factor;
                double shift;
                if (operation instanceof Normalize norm) {
                    factor = norm.scale()[i] / Math.sqrt(norm.variance()[i] + norm.eps());
                    shift = norm.shift()[i] - norm.mean()[i] * factor;
                } else {
                    factor = ((Scale) operation).factor(i);
                    shift = ((Scale) operation).shift(i);
                }
                factors[i] *= factor;
                shifts[i] = shifts[i] * factor + shift;
            }
        }
        return new Scale(factors, shifts);
    }

    private static Tensor shifts(Scale scale, int channels) {
        float[] shifts = new float[channels];
        for (int i = 0; i < channels; i++) {
            shifts[i] = (float) scale.shift(i);
        }
        return Tensor.of(Shape.of(channels), shifts);
    }

    /** Squeeze-excite: {@code scaled * excite(squeeze(mean of scaled))}. */
    private record Gate(Value scaled, Chain squeeze, Chain excite) {}

    private @Nullable Gate gate(Value product) {
        Value first = product.input();
        Value second = product.inputs().get(1);
        Gate gate = gate(first, second);
        return gate == null ? gate(second, first) : gate;
    }

    private @Nullable Gate gate(Value scaled, Value factors) {
        Chain excite = factors.operation() instanceof Apply ? chain(factors) : null;
        if (excite == null || excite.activation != Activation.HARD_SIGMOID) {
            return null;
        }
        Value middle = excite.product.input();
        Chain squeeze = middle.operation() instanceof Apply ? chain(middle) : null;
        boolean fits = squeeze != null
                && squeeze.activation == Activation.RELU
                && squeeze.product.input().operation() instanceof Operation.Pool
                && squeeze.product.input().input() == scaled
                && factors.channels() == scaled.channels();
        return fits ? new Gate(scaled, Objects.requireNonNull(squeeze), excite) : null;
    }

    private Unit squeezeExcite(Gate gate) {
        int channels = gate.scaled.channels();
        int squeezed = gate.squeeze.product.channels();
        Map<Kind, Tensor> tensors = new EnumMap<>(Kind.class);
        matrix(tensors, gate.squeeze, channels, squeezed, Kind.SQUEEZE_WEIGHT, Kind.SQUEEZE_BIAS);
        matrix(tensors, gate.excite, squeezed, channels, Kind.EXCITE_WEIGHT, Kind.EXCITE_BIAS);
        return new Unit(new SqueezeExcite(channels, squeezed), List.of(index(gate.scaled)), tensors);
    }

    private static void matrix(
            Map<Kind, Tensor> tensors, Chain chain, int in, int out, Kind weightKind, Kind biasKind) {
        float[] data = chain.product.operation() instanceof Convolve c
                ? c.weights().clone()
                : ((Dense) chain.product.operation()).weights().clone();
        Scale all = total(chain.scales, out);
        Weights weights = new Weights(data, out);
        weights.multiply(all);
        tensors.put(weightKind, Tensor.of(Shape.of(out, in, 1, 1), data));
        tensors.put(biasKind, shifts(all, out));
    }
}
