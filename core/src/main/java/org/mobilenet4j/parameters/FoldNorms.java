package org.mobilenet4j.parameters;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.LinkedHashMap;
import java.util.Map;
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
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Makes batch norms part of the convolutions before them: the same function, with fewer operations and no statistics. What
 * is written for other runtimes, and quantised, starts from it.
 */
public final class FoldNorms {
    private FoldNorms() {}

    /** The folded network; the given one's tensors are not touched. */
    public static Parameters of(Parameters parameters) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        for (Node node : parameters.network().nodes()) {
            Location location = node.location();
            switch (node.layer()) {
                case Convolution c -> {
                    FoldedConvolution folded = FoldedConvolution.of(parameters, location, c);
                    Shape shape = parameters.get(location, WEIGHT).shape();
                    tensors.put(new ParameterId(location, WEIGHT), Tensor.of(shape, folded.weight()));
                    tensors.put(new ParameterId(location, BIAS), Tensor.of(Shape.of(c.outChannels()), folded.bias()));
                }
                case SqueezeExcite s -> copy(parameters, node, tensors);
                case Linear l -> copy(parameters, node, tensors);
                case Add a -> {}
                case Multiply m -> {}
                case Concatenate c -> {}
                case Upsample u -> {}
                case GlobalAveragePool p -> {}
                case Dropout d -> {}
            }
        }
        return new Parameters(
                parameters
                        .network()
                        .map(node -> node.layer() instanceof Convolution c ? node.withLayer(c.folded()) : node),
                tensors);
    }

    private static void copy(Parameters parameters, Node node, Map<ParameterId, Tensor> tensors) {
        for (ParameterId.Kind kind : ParameterShapes.of(node.layer()).keySet()) {
            tensors.put(new ParameterId(node.location(), kind), parameters.get(node.location(), kind));
        }
    }
}
