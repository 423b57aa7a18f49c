package org.mobilenet4j.training.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
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
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parameters.Parameters;

/** A network's forward computation in double, as the formulas read, for gradients by differences. */
public final class DoubleNetwork {
    /** Maps of a batch: {@code [image][(y * width + x) * channels + c]}. */
    private record Values(int height, int width, int channels, double[][] data) {
        Values copy() {
            return new Values(
                    height,
                    width,
                    channels,
                    Arrays.stream(data).map(double[]::clone).toArray(double[][]::new));
        }
    }

    private final Network network;
    private final MapShape input;
    private final Map<ParameterId, double[]> parameters = new HashMap<>();
    private final Mode mode;
    private final long seed;

    public DoubleNetwork(Parameters parameters, MapShape input, Mode mode, long seed) {
        this.network = parameters.network();
        this.input = input;
        this.mode = mode;
        this.seed = seed;
        parameters.tensors().forEach((id, tensor) -> {
            double[] copy = new double[tensor.data().length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = tensor.data()[i];
            }
            this.parameters.put(id, copy);
        });
    }

    double[] get(ParameterId id) {
        return Objects.requireNonNull(parameters.get(id));
    }

    private double[] get(Location location, Kind kind) {
        return get(new ParameterId(location, kind));
    }

    /** The mean cross entropy with label smoothing. */
    double loss(float[][] images, int[] labels, double smoothing) {
        double sum = 0;
        double[][] logits = Objects.requireNonNull(outputs(images).get(Network.LOGITS));
        for (int n = 0; n < logits.length; n++) {
            double total = 0;
            for (double logit : logits[n]) {
                total += Math.exp(logit);
            }
            for (int c = 0; c < logits[n].length; c++) {
                double target = smoothing / logits[n].length + (c == labels[n] ? 1 - smoothing : 0);
                sum -= target * (logits[n][c] - Math.log(total));
            }
        }
        return sum / logits.length;
    }

    /** Every output of a batch, by name. */
    public Map<String, double[][]> outputs(float[][] images) {
        double[][] given = new double[images.length][images[0].length];
        for (int n = 0; n < given.length; n++) {
            for (int i = 0; i < given[n].length; i++) {
                given[n][i] = images[n][i];
            }
        }
        Map<Location, Values> values = new HashMap<>();
        values.put(Location.INPUT, new Values(input.height(), input.width(), input.channels(), given));
        for (Node node : network.nodes()) {
            List<Values> inputs = node.inputs().stream()
                    .map(read -> Objects.requireNonNull(values.get(read)))
                    .toList();
            values.put(node.location(), compute(node, inputs));
        }
        Map<String, double[][]> outputs = new LinkedHashMap<>();
        network.outputs()
                .forEach((name, location) -> outputs.put(
                        name, Objects.requireNonNull(values.get(location)).data()));
        return outputs;
    }

    private Values compute(Node node, List<Values> inputs) {
        Values first = inputs.getFirst();
        return switch (node.layer()) {
            case Convolution c -> convolution(node.location(), c, first);
            case SqueezeExcite s -> squeezeExcite(node.location(), first.copy());
            case Linear l ->
                matrix(get(node.location(), Kind.WEIGHT), get(node.location(), Kind.BIAS), l.activation(), first);
            case GlobalAveragePool p -> mean(first);
            case Dropout d -> dropOut(d.rate(), first.copy());
            case Add a -> combined(first.copy(), inputs.getLast(), true);
            case Multiply m -> combined(first.copy(), inputs.getLast(), false);
            case Concatenate c -> concatenated(inputs);
            case Upsample u ->
                resized(first, inputs.getLast().height(), inputs.getLast().width());
        };
    }

    private static Values combined(Values values, Values other, boolean isSum) {
        for (int n = 0; n < values.data().length; n++) {
            for (int i = 0; i < values.data()[n].length; i++) {
                double term = other.data()[n][i % other.data()[n].length];
                values.data()[n][i] = isSum ? values.data()[n][i] + term : values.data()[n][i] * term;
            }
        }
        return values;
    }

    private static Values concatenated(List<Values> inputs) {
        Values first = inputs.getFirst();
        int channels = inputs.stream().mapToInt(Values::channels).sum();
        int pixels = first.height() * first.width();
        double[][] data = new double[first.data().length][pixels * channels];
        for (int n = 0; n < data.length; n++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int at = pixel * channels;
                for (Values part : inputs) {
                    System.arraycopy(part.data()[n], pixel * part.channels(), data[n], at, part.channels());
                    at += part.channels();
                }
            }
        }
        return new Values(first.height(), first.width(), channels, data);
    }

    private static Values resized(Values in, int height, int width) {
        double[][] data = new double[in.data().length][height * width * in.channels()];
        for (int n = 0; n < data.length; n++) {
            for (int y = 0; y < height; y++) {
                double sourceY = Math.max((y + 0.5) * in.height() / height - 0.5, 0);
                int top = (int) sourceY;
                int bottom = Math.min(top + 1, in.height() - 1);
                for (int x = 0; x < width; x++) {
                    double sourceX = Math.max((x + 0.5) * in.width() / width - 0.5, 0);
                    int left = (int) sourceX;
                    int right = Math.min(left + 1, in.width() - 1);
                    for (int c = 0; c < in.channels(); c++) {
                        double upper = mix(in, n, top, left, right, c, sourceX - left);
                        double lower = mix(in, n, bottom, left, right, c, sourceX - left);
                        data[n][(y * width + x) * in.channels() + c] = upper + (lower - upper) * (sourceY - top);
                    }
                }
            }
        }
        return new Values(height, width, in.channels(), data);
    }

    private static double mix(Values in, int n, int y, int left, int right, int c, double share) {
        double from = in.data()[n][(y * in.width() + left) * in.channels() + c];
        double to = in.data()[n][(y * in.width() + right) * in.channels() + c];
        return from + (to - from) * share;
    }

    private Values convolution(Location location, Convolution layer, Values in) {
        double[] weight = get(location, Kind.WEIGHT);
        int height = layer.outputExtent(in.height());
        int width = layer.outputExtent(in.width());
        int ins = layer.inChannels() / layer.groups();
        double[][] out = new double[in.data().length][height * width * layer.outChannels()];
        for (int n = 0; n < out.length; n++) {
            for (int i = 0; i < out[n].length; i++) {
                int o = i % layer.outChannels();
                int x = i / layer.outChannels() % width;
                int y = i / layer.outChannels() / width;
                for (int ky = 0; ky < layer.kernel(); ky++) {
                    for (int kx = 0; kx < layer.kernel(); kx++) {
                        int inY = y * layer.stride() - layer.paddingBefore(in.height()) + ky * layer.dilation();
                        int inX = x * layer.stride() - layer.paddingBefore(in.width()) + kx * layer.dilation();
                        if (inY < 0 || inY >= in.height() || inX < 0 || inX >= in.width()) {
                            continue;
                        }
                        for (int c = 0; c < ins; c++) {
                            int channel = layer.isDepthwise() ? o : c;
                            out[n][i] += weight[((o * ins + c) * layer.kernel() + ky) * layer.kernel() + kx]
                                    * in.data()[n][(inY * in.width() + inX) * in.channels() + channel];
                        }
                    }
                }
            }
        }
        Values values = new Values(height, width, layer.outChannels(), out);
        normalize(location, layer, layer.norm(), values);
        activate(layer.activation(), values);
        return values;
    }

    private void normalize(Location location, Convolution layer, @Nullable BatchNorm norm, Values values) {
        if (norm == null) {
            if (layer.hasBias()) {
                add(get(location, Kind.BIAS), values);
            }
            return;
        }
        for (int c = 0; c < values.channels(); c++) {
            double mean = get(location, Kind.NORM_MEAN)[c];
            double variance = get(location, Kind.NORM_VARIANCE)[c];
            if (mode == Mode.BATCH_STATISTICS) {
                int count = values.data().length * values.height() * values.width();
                mean = 0;
                for (double[] image : values.data()) {
                    for (int i = c; i < image.length; i += values.channels()) {
                        mean += image[i] / count;
                    }
                }
                variance = 0;
                for (double[] image : values.data()) {
                    for (int i = c; i < image.length; i += values.channels()) {
                        variance += (image[i] - mean) * (image[i] - mean) / count;
                    }
                }
            }
            double factor = get(location, Kind.NORM_SCALE)[c] / Math.sqrt(variance + norm.eps());
            for (double[] image : values.data()) {
                for (int i = c; i < image.length; i += values.channels()) {
                    image[i] = (image[i] - mean) * factor + get(location, Kind.NORM_SHIFT)[c];
                }
            }
        }
    }

    private static void add(double[] bias, Values values) {
        for (double[] image : values.data()) {
            for (int i = 0; i < image.length; i++) {
                image[i] += bias[i % bias.length];
            }
        }
    }

    private static void activate(Activation activation, Values values) {
        for (double[] image : values.data()) {
            for (int i = 0; i < image.length; i++) {
                double x = image[i];
                image[i] = switch (activation) {
                    case NONE -> x;
                    case RELU -> Math.max(x, 0);
                    case RELU6 -> Math.clamp(x, 0, 6);
                    case HARD_SWISH -> x * Math.clamp(x + 3, 0, 6) / 6;
                    case HARD_SIGMOID -> Math.clamp(x + 3, 0, 6) / 6;
                    case SIGMOID -> 1 / (1 + Math.exp(-x));
                };
            }
        }
    }

    private static Values mean(Values values) {
        double[][] means = new double[values.data().length][values.channels()];
        for (int n = 0; n < means.length; n++) {
            for (int i = 0; i < values.data()[n].length; i++) {
                means[n][i % values.channels()] += values.data()[n][i] / (values.height() * values.width());
            }
        }
        return new Values(1, 1, values.channels(), means);
    }

    private static Values matrix(double[] weight, double[] bias, Activation activation, Values in) {
        double[][] out = new double[in.data().length][bias.length];
        for (int n = 0; n < out.length; n++) {
            for (int o = 0; o < bias.length; o++) {
                for (int i = 0; i < in.channels(); i++) {
                    out[n][o] += weight[o * in.channels() + i] * in.data()[n][i];
                }
            }
        }
        Values values = new Values(1, 1, bias.length, out);
        add(bias, values);
        activate(activation, values);
        return values;
    }

    private Values squeezeExcite(Location location, Values values) {
        Values squeezed = matrix(
                get(location, Kind.SQUEEZE_WEIGHT), get(location, Kind.SQUEEZE_BIAS), Activation.RELU, mean(values));
        Values factors = matrix(
                get(location, Kind.EXCITE_WEIGHT), get(location, Kind.EXCITE_BIAS), Activation.HARD_SIGMOID, squeezed);
        return combined(values, factors, false);
    }

    /** The draws that {@link DropoutLayer} promises, of a network's first. */
    private Values dropOut(double rate, Values values) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        if (rate > 0) {
            for (double[] vector : values.data()) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] *= random.nextDouble() < rate ? 0 : 1 / (1 - rate);
                }
            }
        }
        return values;
    }
}
