package org.mobilenet4j.training.network;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.weights.Parameters;

/** Makes the trainable layers of an architecture, each behind the one before it. */
final class NetworkBuilder {
    private final Batch batch;
    private final Parameters parameters;
    private final Gradients gradients;
    private final List<TrainableLayer> layers = new ArrayList<>();
    private final List<ConvolutionUnit> units = new ArrayList<>();
    private int longestMap;
    private Maps current;

    private NetworkBuilder(Batch batch, Parameters parameters, Gradients gradients, Maps input) {
        this.batch = batch;
        this.parameters = parameters;
        this.gradients = gradients;
        this.current = input;
    }

    /**
     * The layers of a network.
     *
     * @param layers from image to logits
     * @param units all layers with weights, those inside of others too
     * @param gradientMaps room for the gradient of the longest map
     */
    record Built(
            List<TrainableLayer> layers,
            List<ConvolutionUnit> units,
            DropoutLayer dropout,
            GradientMaps gradientMaps) {}

    static Built build(Batch batch, Parameters parameters, Gradients gradients, Maps input) {
        return new NetworkBuilder(batch, parameters, gradients, input).build();
    }

    private Built build() {
        Architecture architecture = parameters.architecture();
        add(convolution(Location.STEM, architecture.stem()));
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            List<Block> blocks = architecture.stages().get(stage).blocks();
            for (int block = 0; block < blocks.size(); block++) {
                addBlock(stage, block, blocks.get(block));
            }
        }
        if (architecture.last() != null) {
            add(convolution(Location.LAST, architecture.last()));
        }
        add(new PoolLayer(batch, current));
        if (architecture.hidden() != null) {
            add(linear(Location.HIDDEN, architecture.hidden()));
        }
        DropoutLayer dropout =
                new DropoutLayer(batch, current, architecture.dropout().rate());
        add(dropout);
        add(linear(Location.CLASSIFIER, architecture.classifier()));
        GradientMaps maps = new GradientMaps(Math.multiplyExact(batch.capacity(), longestMap));
        return new Built(List.copyOf(layers), List.copyOf(units), dropout, maps);
    }

    private void add(TrainableLayer layer) {
        layers.add(layer);
        passesOn(layer);
    }

    private void passesOn(TrainableLayer layer) {
        current = layer;
        longestMap = Math.max(longestMap, layer.shape().length());
    }

    private void addBlock(int stage, int index, Block block) {
        Shortcut shortcut = block.hasShortcut() ? new Shortcut(batch, current) : null;
        if (shortcut != null) {
            current = shortcut;
        }
        List<TrainableLayer> inside = new ArrayList<>();
        if (block.expand() != null) {
            inside.add(convolution(Location.inBlock(stage, index, Part.EXPAND), block.expand()));
            passesOn(inside.getLast());
        }
        inside.add(convolution(Location.inBlock(stage, index, Part.DEPTHWISE), block.depthwise()));
        passesOn(inside.getLast());
        if (block.squeezeExcite() != null) {
            inside.add(squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), block.squeezeExcite()));
            passesOn(inside.getLast());
        }
        inside.add(convolution(Location.inBlock(stage, index, Part.PROJECT), block.project()));
        passesOn(inside.getLast());
        add(new TrainableBlock(batch, inside, shortcut));
    }

    private ConvolutionUnit convolution(Location location, Convolution convolution) {
        MapShape in = current.shape();
        float[] weight = parameters.get(location, WEIGHT).data();
        float[] gradient = gradients.get(location, WEIGHT);
        Filter filter;
        if (convolution.isDepthwise()) {
            filter = new DepthwiseFilter(batch, window(convolution, in), weight, gradient);
        } else if (convolution.isPointwise()) {
            filter = new PointwiseFilter(batch, in, convolution.outChannels(), weight, gradient);
        } else {
            filter = new DenseFilter(batch, window(convolution, in), convolution.outChannels(), weight, gradient);
        }
        NormActivation norm = new NormActivation(
                batch,
                convolution.outChannels(),
                convolution.norm(),
                convolution.activation(),
                parameters,
                gradients,
                location,
                BIAS);
        return unit(filter, norm);
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

    private ConvolutionUnit unit(Filter filter, NormActivation norm) {
        ConvolutionUnit unit = new ConvolutionUnit(batch, current, filter, norm);
        units.add(unit);
        return unit;
    }

    private SqueezeExciteLayer squeezeExcite(Location location, SqueezeExcite layer) {
        Maps input = current;
        PoolLayer pool = new PoolLayer(batch, input);
        current = pool;
        ConvolutionUnit squeeze = matrix(location, layer.squeezed(), SQUEEZE_WEIGHT, SQUEEZE_BIAS, Activation.RELU);
        current = squeeze;
        ConvolutionUnit excite =
                matrix(location, layer.channels(), EXCITE_WEIGHT, EXCITE_BIAS, Activation.HARD_SIGMOID);
        return new SqueezeExciteLayer(batch, input, pool, squeeze, excite);
    }

    private ConvolutionUnit linear(Location location, Linear layer) {
        return matrix(location, layer.outFeatures(), WEIGHT, BIAS, layer.activation());
    }

    private ConvolutionUnit matrix(Location location, int outFeatures, Kind weight, Kind bias, Activation activation) {
        Filter filter = new PointwiseFilter(
                batch,
                current.shape(),
                outFeatures,
                parameters.get(location, weight).data(),
                gradients.get(location, weight));
        return unit(
                filter,
                new NormActivation(batch, outFeatures, null, activation, parameters, gradients, location, bias));
    }
}
