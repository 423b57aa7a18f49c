package org.mobilenet4j.formats.keras;

import static org.mobilenet4j.formats.graph.ForeignGraph.transposed;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.formats.graph.ForeignGraph;
import org.mobilenet4j.formats.graph.Function;
import org.mobilenet4j.formats.graph.Padding;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Weights of which no configuration says what they compute. Which of {@code keras.applications}' networks they are is told by
 * how many layers of each kind there are and how they fit each other; the channels are theirs.
 */
final class BareWeights {
    /** What all of {@code keras.applications} has, and a file of weights does not say. */
    private static final double EPSILON = 1e-3;

    private static final double MOMENTUM = 0.01;

    private final String source;
    private final List<NamedWeights> convolutions;
    private final List<NamedWeights> depthwise;
    private final List<NamedWeights> norms;
    private final List<NamedWeights> dense;

    BareWeights(String source, List<NamedWeights> weights) {
        this.source = source;
        this.convolutions = weights.stream().filter(NamedWeights::isConvolution).toList();
        this.depthwise = weights.stream().filter(NamedWeights::isDepthwise).toList();
        this.norms = weights.stream().filter(NamedWeights::isNorm).toList();
        this.dense = weights.stream().filter(NamedWeights::isDense).toList();
    }

    /**
     * A network that weights were found to be.
     *
     * @param notes what had to be assumed, in sentences
     */
    record Found(ForeignGraph graph, Value output, List<String> notes) {}

    /**
     * Finds it.
     *
     * @throws InvalidInputException if they are none of the family
     */
    Found find(int inputChannels) {
        for (Family family : Family.values()) {
            ForeignGraph graph = new ForeignGraph(source);
            Value output = new Builder(graph, family).build(graph.input(inputChannels, 224, 224));
            if (output != null) {
                return new Found(
                        graph,
                        output,
                        dense.size() < 2
                                ? List.of()
                                : List.of("a file of weights does not say what is between its " + dense.size()
                                        + " dense layers; ReLU is assumed"));
            }
        }
        throw new InvalidInputException(source + ": has the weights of " + convolutions.size() + " convolutions, "
                + depthwise.size() + " depthwise ones, " + norms.size() + " batch norms and " + dense.size()
                + " dense layers, which are no MobileNet of keras.applications; save the whole model (model.save)"
                + " instead of its weights");
    }

    /** How many channels the first layer reads. */
    int inputChannels() {
        Array stem = convolutions.isEmpty() ? null : convolutions.getFirst().get("kernel");
        return stem == null ? 3 : stem.extent(2);
    }

    /** Takes the weights one after the other for the layers of a table. */
    private final class Builder {
        private final ForeignGraph graph;
        private final Family family;
        private int nextConvolution;
        private int nextDepthwise;
        private int nextNorm;

        Builder(ForeignGraph graph, Family family) {
            this.graph = graph;
            this.family = family;
        }

        /** The network's output, or null if the weights do not fit the table. */
        @Nullable
        Value build(Value input) {
            try {
                Value value = input;
                Location block = Location.INPUT;
                Value blockInput = input;
                int stride = 1;
                for (Node node : family.build(Options.DEFAULT).nodes()) {
                    Location module = new Location(node.location().module());
                    if (!module.equals(block)) {
                        value = shortcut(block, stride, value, blockInput);
                        block = module;
                        blockInput = value;
                        stride = 1;
                    }
                    if (node.location().equals(Location.POOL)) {
                        return head(value);
                    }
                    switch (node.layer()) {
                        case Convolution c -> {
                            value = c.isDepthwise()
                                    ? depthwise(value, c)
                                    : normed(convolution(value, c), c.activation());
                            stride = Math.max(stride, c.stride());
                        }
                        case SqueezeExcite s -> value = squeezeExcite(value);
                        default -> {} // additions follow from the channels
                    }
                }
                return null;
            } catch (InvalidInputException | IndexOutOfBoundsException e) {
                return null; // of another family
            }
        }

        /** keras.applications adds a block's input where it can; V1 has no shortcuts. */
        private Value shortcut(Location block, int stride, Value value, Value blockInput) {
            boolean isResidual = family != Family.V1
                    && block.path().startsWith("stages.")
                    && stride == 1
                    && value.channels() == blockInput.channels();
            return isResidual ? graph.add(value, blockInput) : value;
        }

        private Value convolution(Value input, Convolution layer) {
            Array kernel = kernel(convolutions.get(nextConvolution++), "kernel");
            return graph.convolution(
                    input,
                    transposed(kernel.data(), kernel.shape(), 3, 2, 0, 1),
                    kernel.extent(3),
                    required(kernel, layer.kernel()),
                    new int[] {layer.stride(), layer.stride()},
                    new int[] {1, 1},
                    1,
                    Padding.SAME);
        }

        private Value depthwise(Value input, Convolution layer) {
            Array kernel = kernel(depthwise.get(nextDepthwise++), "depthwise_kernel");
            Value product = graph.convolution(
                    input,
                    transposed(kernel.data(), kernel.shape(), 2, 3, 0, 1),
                    kernel.extent(2),
                    required(kernel, layer.kernel()),
                    new int[] {layer.stride(), layer.stride()},
                    new int[] {1, 1},
                    input.channels(),
                    Padding.SAME);
            return normed(product, layer.activation());
        }

        private Array kernel(NamedWeights weights, String name) {
            return Objects.requireNonNull(weights.get(name));
        }

        private int[] required(Array kernel, int side) {
            if (kernel.extent(0) != side || kernel.extent(1) != side) {
                throw new InvalidInputException("another family");
            }
            return new int[] {side, side};
        }

        private Value normed(Value product, Activation activation) {
            Map<String, Array> norm = norms.get(nextNorm++).arrays();
            Value normed = graph.normalize(
                    product,
                    vector(norm, "gamma", 1, product.channels()),
                    vector(norm, "beta", 0, product.channels()),
                    vector(norm, "moving_mean", 0, product.channels()),
                    vector(norm, "moving_variance", 1, product.channels()),
                    EPSILON,
                    MOMENTUM);
            return switch (activation) {
                case NONE -> normed;
                case RELU -> graph.apply(normed, Function.RELU);
                case RELU6 -> graph.apply(normed, Function.RELU6);
                case HARD_SWISH -> graph.apply(normed, Function.HARD_SWISH);
                case HARD_SIGMOID -> graph.apply(normed, Function.HARD_SIGMOID);
                case SIGMOID -> graph.apply(normed, Function.SIGMOID);
            };
        }

        private float[] vector(Map<String, Array> norm, String name, float usual, int channels) {
            Array array = norm.get(name);
            if (array == null) {
                float[] vector = new float[channels];
                Arrays.fill(vector, usual);
                return vector;
            }
            return array.data();
        }

        private Value squeezeExcite(Value input) {
            Value squeezed = graph.apply(biased(graph.pool(input)), Function.RELU);
            return graph.multiply(input, graph.apply(biased(squeezed), Function.HARD_SIGMOID));
        }

        /** A 1 x 1 convolution with a bias. */
        private Value biased(Value input) {
            NamedWeights weights = convolutions.get(nextConvolution);
            Value product = convolution(input, Convolution.pointwise(1, 1, Options.DEFAULT, Activation.NONE));
            Array bias = weights.get("bias");
            return bias == null ? product : graph.bias(product, bias.data());
        }

        private @Nullable Value head(Value trunk) {
            if (nextDepthwise < depthwise.size() || nextNorm < norms.size()) {
                return null;
            }
            int left = convolutions.size() - nextConvolution;
            boolean isV3 = family != Family.V1 && family != Family.V2;
            if (isV3 && left == 2 && dense.isEmpty()) {
                boolean isMinimalistic =
                        family == Family.V3_LARGE_MINIMALISTIC || family == Family.V3_SMALL_MINIMALISTIC;
                Function activation = isMinimalistic ? Function.RELU : Function.HARD_SWISH;
                return biased(graph.apply(biased(graph.pool(trunk)), activation));
            }
            if (family == Family.V1 && left == 1 && dense.isEmpty()) {
                return biased(graph.pool(trunk));
            }
            if (left > 0) {
                return null;
            }
            Value value = trunk;
            for (int i = 0; i < dense.size(); i++) {
                Value input = i == 0 ? graph.pool(trunk) : graph.apply(value, Function.RELU);
                value = dense(input, dense.get(i));
            }
            // One class alone tells nothing apart, but as a sigmoid.
            return !dense.isEmpty() && value.channels() == 1 ? graph.apply(value, Function.SIGMOID) : value;
        }

        private Value dense(Value input, NamedWeights weights) {
            Array kernel = kernel(weights, "kernel");
            Value product = graph.dense(input, transposed(kernel.data(), kernel.shape(), 1, 0), kernel.extent(1));
            Array bias = weights.get("bias");
            return bias == null ? product : graph.bias(product, bias.data());
        }
    }
}
