package org.mobilenet4j.onnx;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Network.Located;
import org.mobilenet4j.onnx.Operation.Value;

/**
 * A network as a list of operations, in the order of computation.
 *
 * @param logits the last operation's output
 */
record Operations(Value input, List<Operation> list, Value logits) {
    static final String INPUT = "input";
    static final String LOGITS = "logits";

    static Operations of(Network architecture) {
        Value input = new Value(
                INPUT,
                architecture.options().resolution(),
                architecture.options().inputChannels());
        Reading reading = new Reading(architecture.parameterLayers().iterator());
        Value logits = reading.readAll(architecture.layers(), input);
        return new Operations(input, List.copyOf(reading.operations), logits);
    }

    /** Walks through the layers; those with parameters come in the same order as {@code located}. */
    private record Reading(Iterator<Located> located, List<Operation> operations) {
        Reading(Iterator<Located> located) {
            this(located, new ArrayList<>());
        }

        Value readAll(List<Layer> layers, Value input) {
            Value current = input;
            for (Layer layer : layers) {
                current = read(layer, current);
            }
            return current;
        }

        private Value read(Layer layer, Value input) {
            return switch (layer) {
                case Convolution convolution -> {
                    Location location = located.next().location();
                    int extent = convolution.outputExtent(input.extent());
                    Value output = new Value(location.toString(), extent, convolution.outChannels());
                    yield emit(new Operation.Convolve(location, convolution, input, output));
                }
                case SqueezeExcite squeezeExcite -> {
                    Location location = located.next().location();
                    Value output = new Value(location.toString(), input.extent(), input.channels());
                    yield emit(new Operation.Excite(location, squeezeExcite, input, output));
                }
                case Block block -> {
                    Value residual = readAll(block.layers(), input);
                    yield block.hasShortcut() ? add(residual, input) : residual;
                }
                case GlobalAveragePool pool -> emit(new Operation.Pool(input, new Value("pool", 1, input.channels())));
                case Dropout dropout -> input; // nothing in inference
                case Linear linear -> {
                    Location location = located.next().location();
                    String name = location.equals(Location.CLASSIFIER) ? LOGITS : location.toString();
                    Value output = new Value(name, 1, linear.outFeatures());
                    yield emit(new Operation.Multiply(location, linear, input, output));
                }
            };
        }

        private Value add(Value residual, Value shortcut) {
            Value sum = new Value(residual.name() + "/sum", residual.extent(), residual.channels());
            return emit(new Operation.Add(residual, shortcut, sum));
        }

        private Value emit(Operation operation) {
            operations.add(operation);
            return operation.output();
        }
    }
}
