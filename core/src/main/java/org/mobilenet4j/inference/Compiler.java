package org.mobilenet4j.inference;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;
import org.mobilenet4j.weights.Parameters;

/**
 * Turns a network and its parameters into a {@link CompiledModel}: batch norm folded into the convolution before it,
 * weights packed for the kernels of this machine, every value placed in one arena by its life.
 */
public final class Compiler {
    private final Parameters parameters;
    private final Kernels kernels;
    private final boolean isFused;
    private final Constants constants = new Constants();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private final List<ArenaPlan.Life> lives = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();

    /** Where in the network the steps belong that are emitted next. */
    private String place = Location.STEM.toString();

    private Compiler(Parameters parameters, Kernels kernels, boolean isFused) {
        this.parameters = parameters;
        this.kernels = kernels;
        this.isFused = isFused;
    }

    /** Compiles for the kernels of this JVM. The parameters are copied: later changes to them have no effect. */
    public static CompiledModel compile(Parameters parameters) {
        return compile(parameters, KernelSelection.chosen().kernels());
    }

    /** Compiles for given kernels. */
    public static CompiledModel compile(Parameters parameters, Kernels kernels) {
        return new Compiler(parameters, kernels, true).compile();
    }

    /**
     * Compiles for looking inside: no block is fused, so that the output of every convolution, behind its batch norm and
     * activation, is a tap under the name of its {@link Location}. Slower, and otherwise the same.
     */
    public static CompiledModel compileLayerByLayer(Parameters parameters) {
        return new Compiler(parameters, KernelSelection.chosen().kernels(), false).compile();
    }

    /** A feature map of one image: its extents and the value that holds it. */
    private record Map(int height, int width, int channels, Value value) {
        int pixels() {
            return height * width;
        }
    }

    private CompiledModel compile() {
        Architecture architecture = parameters.architecture();
        int resolution = architecture.options().resolution();
        int inputChannels = architecture.options().inputChannels();
        Map input = map(resolution, resolution, inputChannels);

        Map current = convolution(Location.STEM, architecture.stem(), input);
        tap(Location.STEM.toString(), current);
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            List<Block> blocks = architecture.stages().get(stage).blocks();
            for (int block = 0; block < blocks.size(); block++) {
                place = "stages." + stage + "." + block;
                current = block(stage, block, blocks.get(block), current);
            }
            tap("stages." + stage, current);
        }
        if (architecture.last() != null) {
            place = Location.LAST.toString();
            current = convolution(Location.LAST, architecture.last(), current);
            tap(Location.LAST.toString(), current);
        }
        place = "pool";
        Map features = pool(current);
        if (architecture.hidden() != null) {
            place = Location.HIDDEN.toString();
            features = linear(Location.HIDDEN, architecture.hidden(), features);
        }
        int featureSteps = steps.size();
        place = Location.CLASSIFIER.toString();
        Map logits = linear(Location.CLASSIFIER, architecture.classifier(), features);

        // The results are read after the last step, and the features' owner may not want the classifier at all.
        keepToTheEnd(features.value);
        keepToTheEnd(logits.value);
        return new CompiledModel(
                kernels,
                constants.toArray(),
                List.copyOf(steps),
                List.copyOf(places),
                featureSteps,
                ArenaPlan.of(lives),
                architecture,
                input.value,
                features.value,
                logits.value,
                List.copyOf(taps),
                1);
    }

    private Map block(int stage, int index, Block block, Map input) {
        Map output = isFused ? fusedBlock(stage, index, block, input) : blockLayerByLayer(stage, index, block, input);
        if (block.hasShortcut()) {
            emit(new Step.Add(output.value, input.value), output.value, input.value);
        }
        return output;
    }

    private Map fusedBlock(int stage, int index, Block block, Map input) {
        SqueezeExcite squeezeExcite = block.squeezeExcite();
        if (squeezeExcite == null) {
            Product projection = product(Location.inBlock(stage, index, Part.PROJECT), block.project());
            return fusedBlock(stage, index, block, input, projection);
        }
        Map filtered = fusedBlock(stage, index, block, input, null);
        squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), squeezeExcite, filtered);
        return convolution(Location.inBlock(stage, index, Part.PROJECT), block.project(), filtered);
    }

    /** @param projection null where something comes before it that needs the whole filtered map */
    private Map fusedBlock(int stage, int index, Block block, Map input, @Nullable Product projection) {
        Convolution depthwise = block.depthwise();
        Convolution expand = block.expand();
        Window window = window(depthwise, input);
        int bandRows = FusedBlock.bandRows(window);
        @Nullable
        Product expansion = expand == null ? null : product(Location.inBlock(stage, index, Part.EXPAND), expand);
        Filter filter = filter(Location.inBlock(stage, index, Part.DEPTHWISE), depthwise);

        int rowFloats = window.width() * window.channels();
        @Nullable
        Value expandedRows = expand == null ? null : value(FusedBlock.inputRows(window, bandRows) * rowFloats);
        @Nullable
        Value filteredRows = projection == null ? null : value(bandRows * window.outWidth() * window.channels());
        Map output = map(
                window.outHeight(),
                window.outWidth(),
                projection == null ? window.channels() : projection.outChannels());
        Step step = new FusedBlock(
                window,
                FusedBlock.bands(window, bandRows),
                expansion,
                filter,
                projection,
                input.value,
                expandedRows,
                filteredRows,
                output.value);
        emit(
                step,
                Stream.of(input.value, expandedRows, filteredRows, output.value)
                        .filter(Objects::nonNull)
                        .toArray(Value[]::new));
        return output;
    }

    private Map blockLayerByLayer(int stage, int index, Block block, Map input) {
        Map current = input;
        if (block.expand() != null) {
            current = inBlock(Location.inBlock(stage, index, Part.EXPAND), block.expand(), current);
        }
        current = inBlock(Location.inBlock(stage, index, Part.DEPTHWISE), block.depthwise(), current);
        if (block.squeezeExcite() != null) {
            squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), block.squeezeExcite(), current);
        }
        return inBlock(Location.inBlock(stage, index, Part.PROJECT), block.project(), current);
    }

    private Map inBlock(Location location, Convolution convolution, Map input) {
        Map output = convolution(location, convolution, input);
        tap(location.toString(), output);
        return output;
    }

    private Map convolution(Location location, Convolution convolution, Map input) {
        Map output = map(
                convolution.outputExtent(input.height),
                convolution.outputExtent(input.width),
                convolution.outChannels());
        Step step;
        if (convolution.isDepthwise()) {
            step = new Step.Depthwise(
                    window(convolution, input), filter(location, convolution), input.value, output.value);
        } else if (convolution.isPointwise()) {
            step = new Step.Pointwise(input.pixels(), product(location, convolution), input.value, output.value);
        } else {
            step = dense(location, convolution, input, output);
        }
        emit(step, input.value, output.value);
        return output;
    }

    private Step dense(Location location, Convolution convolution, Map input, Map output) {
        FoldedConvolution folded = FoldedConvolution.of(parameters, location, convolution);
        int length = convolution.kernel() * convolution.kernel() * convolution.inChannels();
        float[] matrix = WeightPacking.patchMatrix(
                convolution.outChannels(), convolution.inChannels(), convolution.kernel(), folded.weight());
        return new Step.Dense(
                window(convolution, input),
                convolution.outChannels(),
                reservePanels(matrix, length, convolution.outChannels()),
                reserveBias(folded.bias()),
                Epilogue.of(convolution.activation()),
                input.value,
                output.value);
    }

    private Filter filter(Location location, Convolution depthwise) {
        FoldedConvolution folded = FoldedConvolution.of(parameters, location, depthwise);
        int weightsAt = constants.reserve(folded.weight().length);
        WeightPacking.depthwise(
                depthwise.inChannels(), depthwise.kernel(), folded.weight(), constants.floats(), weightsAt);
        return new Filter(weightsAt, reserveBias(folded.bias()), Epilogue.of(depthwise.activation()));
    }

    private Product product(Location location, Convolution pointwise) {
        FoldedConvolution folded = FoldedConvolution.of(parameters, location, pointwise);
        return product(
                pointwise.inChannels(),
                pointwise.outChannels(),
                folded.weight(),
                folded.bias(),
                pointwise.activation());
    }

    private Product product(int inChannels, int outChannels, float[] weight, float[] bias, Activation activation) {
        return new Product(
                inChannels,
                outChannels,
                reservePanels(weight, inChannels, outChannels),
                reserveBias(bias),
                Epilogue.of(activation));
    }

    private void squeezeExcite(Location location, SqueezeExcite layer, Map input) {
        Map mean = pool(input);
        Map squeezed = row(
                product(
                        layer.channels(),
                        layer.squeezed(),
                        parameters.get(location, SQUEEZE_WEIGHT).data(),
                        parameters.get(location, SQUEEZE_BIAS).data(),
                        Activation.RELU),
                mean);
        Map factors = row(
                product(
                        layer.squeezed(),
                        layer.channels(),
                        parameters.get(location, EXCITE_WEIGHT).data(),
                        parameters.get(location, EXCITE_BIAS).data(),
                        Activation.HARD_SIGMOID),
                squeezed);
        emit(new Step.Scale(input.pixels(), input.channels, input.value, factors.value), input.value, factors.value);
    }

    private Map pool(Map input) {
        Map output = map(1, 1, input.channels);
        emit(new Step.Pool(input.pixels(), input.channels, input.value, output.value), input.value, output.value);
        return output;
    }

    private Map linear(Location location, Linear layer, Map input) {
        return row(
                product(
                        layer.inFeatures(),
                        layer.outFeatures(),
                        parameters.get(location, WEIGHT).data(),
                        parameters.get(location, BIAS).data(),
                        layer.activation()),
                input);
    }

    /** A product of a single row. */
    private Map row(Product product, Map input) {
        Map output = map(1, 1, product.outChannels());
        emit(new Step.Pointwise(1, product, input.value, output.value), input.value, output.value);
        return output;
    }

    private int reservePanels(float[] weight, int inChannels, int outChannels) {
        int panelsAt = constants.reserve(WeightPacking.panelsLength(kernels.panel(), inChannels, outChannels));
        WeightPacking.panels(kernels.panel(), inChannels, outChannels, weight, constants.floats(), panelsAt);
        return panelsAt;
    }

    private int reserveBias(float[] bias) {
        int biasAt = constants.reserve(WeightPacking.paddedOut(kernels.panel(), bias.length));
        System.arraycopy(bias, 0, constants.floats(), biasAt, bias.length);
        return biasAt;
    }

    /** The geometry of a convolution over a block's expanded map, or over its input where it does not expand. */
    private static Window window(Convolution convolution, Map input) {
        return new Window(
                input.height,
                input.width,
                convolution.inChannels(),
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.paddingBefore(input.height),
                convolution.paddingBefore(input.width),
                convolution.outputExtent(input.height),
                convolution.outputExtent(input.width));
    }

    private Map map(int height, int width, int channels) {
        return new Map(height, width, channels, value(Math.multiplyExact(height * width, channels)));
    }

    /** A new value; it lives from the step that is emitted next. */
    private Value value(int length) {
        Value value = new Value(lives.size(), length);
        lives.add(new ArenaPlan.Life(value, steps.size(), steps.size()));
        return value;
    }

    private void emit(Step step, Value... used) {
        for (Value value : used) {
            ArenaPlan.Life life = lives.get(value.id());
            lives.set(value.id(), new ArenaPlan.Life(value, life.firstStep(), steps.size()));
        }
        steps.add(step);
        places.add(place);
    }

    private void tap(String name, Map map) {
        taps.add(new Tap(name, steps.size(), map.height, map.width, map.channels, map.value));
    }

    private void keepToTheEnd(Value value) {
        ArenaPlan.Life life = lives.get(value.id());
        lives.set(value.id(), new ArenaPlan.Life(value, life.firstStep(), steps.size()));
    }
}
