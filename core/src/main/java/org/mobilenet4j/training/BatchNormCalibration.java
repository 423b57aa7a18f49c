package org.mobilenet4j.training;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_MEAN;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SCALE;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SHIFT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_VARIANCE;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.weights.Parameters;

/**
 * Sets the running statistics of every batch norm to those of given pictures, layer by layer, each layer seeing what the
 * layers before it put out once they are set. Fresh weights need it: with the statistics they start from, the values
 * fade from layer to layer until nothing is left to classify by. Moving a network to another kind of pictures gains by it
 * too.
 */
public final class BatchNormCalibration {
    private final Parameters parameters;
    private final Kernels kernels = KernelSelection.chosen().kernels();

    private BatchNormCalibration(Parameters parameters) {
        this.parameters = parameters;
    }

    /** A batch of feature maps, a picture an array of {@code height x width x channels}. */
    private record Maps(int height, int width, int channels, List<float[]> pictures) {
        int pixels() {
            return height * width;
        }
    }

    /**
     * Changes the parameters' statistics in place.
     *
     * @param pictures network inputs, {@code resolution x resolution x channels} each; some dozens are enough
     * @throws IllegalArgumentException if there is no picture
     */
    public static void calibrate(Parameters parameters, List<float[]> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("no picture to take statistics of");
        }
        new BatchNormCalibration(parameters).run(pictures);
    }

    private void run(List<float[]> pictures) {
        Architecture architecture = parameters.architecture();
        int resolution = architecture.options().resolution();
        Maps maps = new Maps(resolution, resolution, architecture.options().inputChannels(), pictures);
        maps = convolution(Location.STEM, architecture.stem(), maps);
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            List<Block> blocks = architecture.stages().get(stage).blocks();
            for (int block = 0; block < blocks.size(); block++) {
                maps = block(stage, block, blocks.get(block), maps);
            }
        }
        if (architecture.last() != null) {
            convolution(Location.LAST, architecture.last(), maps);
        }
    }

    private Maps block(int stage, int index, Block block, Maps input) {
        Maps maps = input;
        if (block.expand() != null) {
            maps = convolution(Location.inBlock(stage, index, Part.EXPAND), block.expand(), maps);
        }
        maps = convolution(Location.inBlock(stage, index, Part.DEPTHWISE), block.depthwise(), maps);
        if (block.squeezeExcite() != null) {
            squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), block.squeezeExcite(), maps);
        }
        maps = convolution(Location.inBlock(stage, index, Part.PROJECT), block.project(), maps);
        if (block.hasShortcut()) {
            for (int n = 0; n < maps.pictures.size(); n++) {
                float[] sum = maps.pictures.get(n);
                kernels.add(sum, 0, input.pictures.get(n), 0, sum.length);
            }
        }
        return maps;
    }

    private Maps convolution(Location location, Convolution convolution, Maps input) {
        Window window = new Window(
                input.height,
                input.width,
                input.channels,
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.paddingBefore(input.height),
                convolution.paddingBefore(input.width),
                convolution.outputExtent(input.height),
                convolution.outputExtent(input.width));
        float[] weight = parameters.get(location, WEIGHT).data();
        int outChannels = convolution.outChannels();
        float[] bias =
                convolution.norm() == null ? parameters.get(location, BIAS).data() : new float[outChannels];
        List<float[]> outputs = convolution.isDepthwise()
                ? depthwise(window, weight, bias, input)
                : dense(window, outChannels, weight, bias, input);
        Maps output = new Maps(window.outHeight(), window.outWidth(), outChannels, outputs);
        if (convolution.norm() != null) {
            normalise(location, convolution.norm(), output);
        }
        outputs.forEach(map -> activate(convolution.activation(), map));
        return output;
    }

    private List<float[]> depthwise(Window window, float[] weight, float[] bias, Maps input) {
        float[] packed = new float[weight.length];
        WeightPacking.depthwise(window.channels(), window.kernel(), weight, packed, 0);
        return input.pictures.stream()
                .map(picture -> {
                    float[] out = new float[window.outPixels() * window.channels()];
                    kernels.depthwise(
                            window,
                            picture,
                            0,
                            packed,
                            0,
                            bias,
                            0,
                            Float.NEGATIVE_INFINITY,
                            Float.POSITIVE_INFINITY,
                            out,
                            0);
                    return out;
                })
                .toList();
    }

    private List<float[]> dense(Window window, int outChannels, float[] weight, float[] bias, Maps input) {
        int length = window.kernel() * window.kernel() * window.channels();
        float[] matrix = WeightPacking.patchMatrix(outChannels, window.channels(), window.kernel(), weight);
        return input.pictures.stream()
                .map(picture -> {
                    float[] rows = new float[window.outWidth() * length];
                    float[] out = new float[window.outPixels() * outChannels];
                    for (int y = 0; y < window.outHeight(); y++) {
                        Patches.gatherRow(window, y, picture, 0, rows, 0);
                        float[] row = product(window.outWidth(), length, outChannels, rows, matrix, bias);
                        System.arraycopy(row, 0, out, y * row.length, row.length);
                    }
                    return out;
                })
                .toList();
    }

    private float[] product(int rows, int in, int out, float[] input, float[] weight, float[] bias) {
        float[] panels = new float[WeightPacking.panelsLength(kernels.panel(), in, out)];
        WeightPacking.panels(kernels.panel(), in, out, weight, panels, 0);
        float[] padded = Arrays.copyOf(bias, WeightPacking.paddedOut(kernels.panel(), out));
        float[] result = new float[rows * out];
        kernels.pointwise(
                rows,
                in,
                out,
                input,
                0,
                panels,
                0,
                padded,
                0,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                result,
                0);
        return result;
    }

    private void normalise(Location location, BatchNorm norm, Maps maps) {
        float[] mean = parameters.get(location, NORM_MEAN).data();
        float[] variance = parameters.get(location, NORM_VARIANCE).data();
        float[] scale = parameters.get(location, NORM_SCALE).data();
        float[] shift = parameters.get(location, NORM_SHIFT).data();
        double count = (double) maps.pixels() * maps.pictures.size();
        for (int c = 0; c < maps.channels; c++) {
            double sum = 0;
            double squares = 0;
            for (float[] map : maps.pictures) {
                for (int i = c; i < map.length; i += maps.channels) {
                    sum += map[i];
                    squares += (double) map[i] * map[i];
                }
            }
            double average = sum / count;
            double spread = Math.max(squares / count - average * average, 0);
            mean[c] = (float) average;
            variance[c] = (float) spread;
            float factor = (float) (scale[c] / Math.sqrt(spread + norm.eps()));
            for (float[] map : maps.pictures) {
                for (int i = c; i < map.length; i += maps.channels) {
                    map[i] = (map[i] - mean[c]) * factor + shift[c];
                }
            }
        }
    }

    private void squeezeExcite(Location location, SqueezeExcite layer, Maps maps) {
        for (float[] map : maps.pictures) {
            float[] mean = new float[layer.channels()];
            kernels.globalAveragePool(maps.pixels(), layer.channels(), map, 0, mean, 0);
            float[] squeezed = product(
                    1,
                    layer.channels(),
                    layer.squeezed(),
                    mean,
                    parameters.get(location, SQUEEZE_WEIGHT).data(),
                    parameters.get(location, SQUEEZE_BIAS).data());
            activate(Activation.RELU, squeezed);
            float[] factors = product(
                    1,
                    layer.squeezed(),
                    layer.channels(),
                    squeezed,
                    parameters.get(location, EXCITE_WEIGHT).data(),
                    parameters.get(location, EXCITE_BIAS).data());
            activate(Activation.HARD_SIGMOID, factors);
            kernels.scaleChannels(maps.pixels(), layer.channels(), map, 0, factors, 0);
        }
    }

    private void activate(Activation activation, float[] values) {
        switch (activation) {
            case NONE -> {}
            case RELU -> clamp(values, Float.POSITIVE_INFINITY);
            case RELU6 -> clamp(values, 6);
            case HARD_SWISH -> kernels.hardSwish(values, 0, values.length);
            case HARD_SIGMOID -> kernels.hardSigmoid(values, 0, values.length);
        }
    }

    private static void clamp(float[] values, float high) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(Math.max(values[i], 0), high);
        }
    }
}
