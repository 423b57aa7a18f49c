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
import org.mobilenet4j.architecture.Architecture.Located;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.tensor.Shape;

/** Every tensor that a network needs, with its shape in PyTorch's order of axes. */
public final class ParameterShapes {
    private ParameterShapes() {}

    /** All parameters and statistics in the order of computation. */
    public static Map<ParameterId, Shape> of(Architecture architecture) {
        Map<ParameterId, Shape> shapes = new LinkedHashMap<>();
        for (Located located : architecture.parameterLayers()) {
            Location location = located.location();
            switch (located.layer()) {
                case Convolution c -> addConvolution(shapes, location, c);
                case SqueezeExcite s -> {
                    shapes.put(new ParameterId(location, SQUEEZE_WEIGHT), Shape.of(s.squeezed(), s.channels(), 1, 1));
                    shapes.put(new ParameterId(location, SQUEEZE_BIAS), Shape.of(s.squeezed()));
                    shapes.put(new ParameterId(location, EXCITE_WEIGHT), Shape.of(s.channels(), s.squeezed(), 1, 1));
                    shapes.put(new ParameterId(location, EXCITE_BIAS), Shape.of(s.channels()));
                }
                case Linear l -> {
                    shapes.put(new ParameterId(location, WEIGHT), Shape.of(l.outFeatures(), l.inFeatures()));
                    shapes.put(new ParameterId(location, BIAS), Shape.of(l.outFeatures()));
                }
                case Block b -> throw new IllegalStateException("blocks are taken apart");
                case GlobalAveragePool p -> {}
                case Dropout d -> {}
            }
        }
        return Collections.unmodifiableMap(shapes);
    }

    private static void addConvolution(Map<ParameterId, Shape> shapes, Location location, Convolution convolution) {
        int out = convolution.outChannels();
        shapes.put(
                new ParameterId(location, WEIGHT),
                Shape.of(
                        out,
                        convolution.inChannels() / convolution.groups(),
                        convolution.kernel(),
                        convolution.kernel()));
        if (convolution.norm() == null) {
            shapes.put(new ParameterId(location, BIAS), Shape.of(out));
        } else {
            shapes.put(new ParameterId(location, NORM_SCALE), Shape.of(out));
            shapes.put(new ParameterId(location, NORM_SHIFT), Shape.of(out));
            shapes.put(new ParameterId(location, NORM_MEAN), Shape.of(out));
            shapes.put(new ParameterId(location, NORM_VARIANCE), Shape.of(out));
            shapes.put(new ParameterId(location, NORM_BATCHES), Shape.of());
        }
    }
}
