package org.mobilenet4j.architecture;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_BATCHES;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_MEAN;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SCALE;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SHIFT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_VARIANCE;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.Collections;
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
import org.mobilenet4j.tensor.Shape;

/** Every tensor that a network needs, with its shape in PyTorch's order of axes. */
public final class ParameterShapes {
    private ParameterShapes() {}

    /** All parameters and statistics in the order of computation. */
    public static Map<ParameterId, Shape> of(Network network) {
        Map<ParameterId, Shape> shapes = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            of(node.layer()).forEach((kind, shape) -> shapes.put(new ParameterId(node.location(), kind), shape));
        }
        return Collections.unmodifiableMap(shapes);
    }

    /** Those of one layer; none where it has nothing to learn. */
    public static Map<ParameterId.Kind, Shape> of(Layer layer) {
        Map<ParameterId.Kind, Shape> shapes = new LinkedHashMap<>();
        switch (layer) {
            case Convolution c -> {
                Shape perChannel = Shape.of(c.outChannels());
                shapes.put(WEIGHT, Shape.of(c.outChannels(), c.inChannels() / c.groups(), c.kernel(), c.kernel()));
                if (c.hasBias()) {
                    shapes.put(BIAS, perChannel);
                }
                if (c.norm() != null) {
                    shapes.put(NORM_SCALE, perChannel);
                    shapes.put(NORM_SHIFT, perChannel);
                    shapes.put(NORM_MEAN, perChannel);
                    shapes.put(NORM_VARIANCE, perChannel);
                    shapes.put(NORM_BATCHES, Shape.of());
                }
            }
            case SqueezeExcite s -> {
                shapes.put(SQUEEZE_WEIGHT, Shape.of(s.squeezed(), s.channels(), 1, 1));
                shapes.put(SQUEEZE_BIAS, Shape.of(s.squeezed()));
                shapes.put(EXCITE_WEIGHT, Shape.of(s.channels(), s.squeezed(), 1, 1));
                shapes.put(EXCITE_BIAS, Shape.of(s.channels()));
            }
            case Linear l -> {
                shapes.put(WEIGHT, Shape.of(l.outFeatures(), l.inFeatures()));
                shapes.put(BIAS, Shape.of(l.outFeatures()));
            }
            case Add a -> {}
            case Multiply m -> {}
            case Concatenate c -> {}
            case Upsample u -> {}
            case GlobalAveragePool p -> {}
            case Dropout d -> {}
        }
        return shapes;
    }
}
