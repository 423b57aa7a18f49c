package org.mobilenet4j.inference;

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
    private final Constants constants = new Constants();
    private final List<Step> steps = new ArrayList<>();
    private final List<ArenaPlan.Life> lives = new ArrayList<>();

    private Compiler(Parameters parameters, Kernels kernels) {
        this.parameters = parameters;
        this.kernels = kernels;
    }

    /** Compiles for the kernels of this JVM. The parameters are copied: later changes to them have no effect. */
    public static CompiledModel compile(Parameters parameters) {
        return compile(parameters, KernelSelection.chosen().kernels());
    }

    /** Compiles for given kernels. */
    public static CompiledModel compile(Parameters parameters, Kernels kernels) {
        return new Compiler(parameters, kernels).compile();
    }

    /** A feature map of one picture: its extents and the value that holds it. */
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
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            List<Block> blocks = architecture.stages().get(stage).blocks();
            for (int block = 0; block < blocks.size(); block++) {
                current = block(stage, block, blocks.get(block), current);
            }
        }
        if (architecture.last() != null) {
            current = convolution(Location.LAST, architecture.last(), current);
        }
        Map features = pool(current);
        if (architecture.hidden() != null) {
            features = linear(Location.HIDDEN, architecture.hidden(), features);
        }
        int featureSteps = steps.size();
        Map logits = linear(Location.CLASSIFIER, architecture.classifier(), features);

        // The results are read after the last step, and the features' owner may not want the classifier at all.
        keepToTheEnd(features.value);
        keepToTheEnd(logits.value);
        return new CompiledModel(
                kernels,
                constants.toArray(),
                List.copyOf(steps),
                featureSteps,
                ArenaPlan.of(lives),
                architecture,
                input.value,
                features.value,
                logits.value);
    }

    private Map block(int stage, int index, Block block, Map input) {
        Map current = input;
        if (block.expand() != null) {
            current = convolution(Location.inBlock(stage, index, Part.EXPAND), block.expand(), current);
        }
        current = convolution(Location.inBlock(stage, index, Part.DEPTHWISE), block.depthwise(), current);
        if (block.squeezeExcite() != null) {
            squeezeExcite(Location.inBlock(stage, index, Part.SQUEEZE_EXCITE), block.squeezeExcite(), current);
        }
        current = convolution(Location.inBlock(stage, index, Part.PROJECT), block.project(), current);
        if (block.hasShortcut()) {
            emit(new Step.Add(current.value, input.value), current.value, input.value);
        }
        return current;
    }

    private Map convolution(Location location, Convolution convolution, Map input) {
        Map output = map(
                convolution.outputExtent(input.height),
                convolution.outputExtent(input.width),
                convolution.outChannels());
        FoldedConvolution folded = FoldedConvolution.of(parameters, location, convolution);
        Step.Clamp clamp = Step.Clamp.of(convolution.activation());
        if (convolution.isDepthwise()) {
            int weightsAt = constants.reserve(folded.weight().length);
            WeightPacking.depthwise(
                    convolution.inChannels(), convolution.kernel(), folded.weight(), constants.floats(), weightsAt);
            int biasAt = reserveBias(folded.bias());
            emit(
                    new Step.Depthwise(
                            window(convolution, input, output), weightsAt, biasAt, clamp, input.value, output.value),
                    input.value,
                    output.value);
        } else if (convolution.isPointwise()) {
            matrixProduct(
                    input.pixels(), convolution.inChannels(), folded.weight(), folded.bias(), clamp, input, output);
        } else {
            dense(convolution, folded, clamp, input, output);
        }
        activation(convolution.activation(), output);
        return output;
    }

    private void dense(Convolution convolution, FoldedConvolution folded, Step.Clamp clamp, Map input, Map output) {
        int length = convolution.kernel() * convolution.kernel() * convolution.inChannels();
        float[] matrix = WeightPacking.patchMatrix(
                convolution.outChannels(), convolution.inChannels(), convolution.kernel(), folded.weight());
        int panelsAt = reservePanels(matrix, length, convolution.outChannels());
        int biasAt = reserveBias(folded.bias());
        emit(
                new Step.Dense(
                        window(convolution, input, output),
                        convolution.outChannels(),
                        panelsAt,
                        biasAt,
                        clamp,
                        input.value,
                        output.value),
                input.value,
                output.value);
    }

    private void squeezeExcite(Location location, SqueezeExcite layer, Map input) {
        Map mean = pool(input);
        Map squeezed = map(1, 1, layer.squeezed());
        matrixProduct(
                1,
                layer.channels(),
                parameters.get(location, SQUEEZE_WEIGHT).data(),
                parameters.get(location, SQUEEZE_BIAS).data(),
                Step.Clamp.of(Activation.RELU),
                mean,
                squeezed);
        Map factors = map(1, 1, layer.channels());
        matrixProduct(
                1,
                layer.squeezed(),
                parameters.get(location, EXCITE_WEIGHT).data(),
                parameters.get(location, EXCITE_BIAS).data(),
                Step.Clamp.of(Activation.HARD_SIGMOID),
                squeezed,
                factors);
        activation(Activation.HARD_SIGMOID, factors);
        emit(new Step.Scale(input.pixels(), input.channels, input.value, factors.value), input.value, factors.value);
    }

    private Map pool(Map input) {
        Map output = map(1, 1, input.channels);
        emit(new Step.Pool(input.pixels(), input.channels, input.value, output.value), input.value, output.value);
        return output;
    }

    private Map linear(Location location, Linear layer, Map input) {
        Map output = map(1, 1, layer.outFeatures());
        matrixProduct(
                1,
                layer.inFeatures(),
                parameters.get(location, WEIGHT).data(),
                parameters.get(location, BIAS).data(),
                Step.Clamp.of(layer.activation()),
                input,
                output);
        activation(layer.activation(), output);
        return output;
    }

    private void matrixProduct(
            int rows, int inChannels, float[] weight, float[] bias, Step.Clamp clamp, Map input, Map output) {
        int panelsAt = reservePanels(weight, inChannels, output.channels);
        int biasAt = reserveBias(bias);
        emit(
                new Step.Pointwise(
                        rows, inChannels, output.channels, panelsAt, biasAt, clamp, input.value, output.value),
                input.value,
                output.value);
    }

    private void activation(Activation activation, Map output) {
        switch (activation) {
            case NONE, RELU, RELU6 -> {} // the kernel's clamp has done it
            case HARD_SWISH -> emit(new Step.HardSwish(output.value), output.value);
            case HARD_SIGMOID -> emit(new Step.HardSigmoid(output.value), output.value);
        }
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

    private static Window window(Convolution convolution, Map input, Map output) {
        return new Window(
                input.height,
                input.width,
                input.channels,
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.paddingBefore(input.height),
                convolution.paddingBefore(input.width),
                output.height,
                output.width);
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
    }

    private void keepToTheEnd(Value value) {
        ArenaPlan.Life life = lives.get(value.id());
        lives.set(value.id(), new ArenaPlan.Life(value, life.firstStep(), steps.size()));
    }
}
