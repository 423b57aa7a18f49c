package org.mobilenet4j.training.network;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.weights.Parameters;

/** A network's forward computation in double, as the formulas read, for gradients by differences. */
final class DoubleNetwork {
    /** Maps of a batch: {@code [image][(y * width + x) * channels + c]}. */
    private record Values(int height, int width, int channels, double[][] data) {}

    private final Architecture architecture;
    private final Map<ParameterId, double[]> parameters = new HashMap<>();
    private final Mode mode;
    private final long seed;

    DoubleNetwork(Parameters parameters, Mode mode, long seed) {
        this.architecture = parameters.architecture();
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
        double[][] logits = logits(images);
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

    private double[][] logits(float[][] images) {
        int resolution = architecture.options().resolution();
        double[][] input = new double[images.length][images[0].length];
        for (int n = 0; n < input.length; n++) {
            for (int i = 0; i < input[n].length; i++) {
                input[n][i] = images[n][i];
            }
        }
        Values values =
                new Values(resolution, resolution, architecture.options().inputChannels(), input);
        values = convolution(Location.STEM, architecture.stem(), values);
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            for (int i = 0; i < architecture.stages().get(stage).blocks().size(); i++) {
                values = block(
                        stage, i, architecture.stages().get(stage).blocks().get(i), values);
            }
        }
        if (architecture.last() != null) {
            values = convolution(Location.LAST, architecture.last(), values);
        }
        values = mean(values);
        if (architecture.hidden() != null) {
            values = linear(Location.HIDDEN, architecture.hidden(), values);
        }
        dropOut(values.data());
        return linear(Location.CLASSIFIER, architecture.classifier(), values).data();
    }

    private Values block(int stage, int index, Block block, Values input) {
        Values values = input;
        if (block.expand() != null) {
            values = convolution(Location.inBlock(stage, index, Part.EXPAND), block.expand(), values);
        }
        values = convolution(Location.inBlock(stage, index, Part.DEPTHWISE), block.depthwise(), values);
        if (block.squeezeExcite() != null) {
            squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), block.squeezeExcite(), values);
        }
        values = convolution(Location.inBlock(stage, index, Part.PROJECT), block.project(), values);
        if (block.hasShortcut()) {
            for (int n = 0; n < values.data().length; n++) {
                for (int i = 0; i < values.data()[n].length; i++) {
                    values.data()[n][i] += input.data()[n][i];
                }
            }
        }
        return values;
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
        normalize(location, layer.norm(), values);
        activate(layer.activation(), values);
        return values;
    }

    private void normalize(Location location, @Nullable BatchNorm norm, Values values) {
        if (norm == null) {
            add(get(location, Kind.BIAS), values);
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

    private Values linear(Location location, Linear layer, Values in) {
        return matrix(get(location, Kind.WEIGHT), get(location, Kind.BIAS), layer.activation(), in);
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

    private void squeezeExcite(Location location, SqueezeExcite layer, Values values) {
        Values squeezed = matrix(
                get(location, Kind.SQUEEZE_WEIGHT), get(location, Kind.SQUEEZE_BIAS), Activation.RELU, mean(values));
        Values factors = matrix(
                get(location, Kind.EXCITE_WEIGHT), get(location, Kind.EXCITE_BIAS), Activation.HARD_SIGMOID, squeezed);
        for (int n = 0; n < values.data().length; n++) {
            for (int i = 0; i < values.data()[n].length; i++) {
                values.data()[n][i] *= factors.data()[n][i % layer.channels()];
            }
        }
    }

    /** The draws that {@link DropoutLayer} promises. */
    private void dropOut(double[][] vectors) {
        double rate = architecture.dropout().rate();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        if (rate > 0) {
            for (double[] vector : vectors) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] *= random.nextDouble() < rate ? 0 : 1 / (1 - rate);
                }
            }
        }
    }
}
