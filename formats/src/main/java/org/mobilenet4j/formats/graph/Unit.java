package org.mobilenet4j.formats.graph;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * A layer that has no place yet.
 *
 * @param inputs the units whose values it reads, by their order; -1 for the images
 */
record Unit(Layer layer, List<Integer> inputs, Map<Kind, Tensor> tensors) {
    static final int IMAGES = -1;

    Unit {
        inputs = List.copyOf(inputs);
    }

    static Unit without(Layer layer, List<Integer> inputs) {
        return new Unit(layer, inputs, Map.of());
    }

    Unit withLayer(Layer other) {
        return new Unit(other, inputs, tensors);
    }

    /** The same convolution with another padding, activation or both; the tensors stay. */
    static Convolution with(Convolution layer, PaddingMode padding, Activation activation) {
        return new Convolution(
                layer.inChannels(),
                layer.outChannels(),
                layer.kernel(),
                layer.stride(),
                layer.dilation(),
                layer.groups(),
                padding,
                layer.norm(),
                layer.hasBias(),
                activation);
    }

    /**
     * The same convolution with a norm in the place of its bias, which changes nothing: scale 1, mean 0 and a variance that
     * is 1 with eps. The network then has the layers, and the file the names, of the one it was folded from.
     */
    Unit withNorm(BatchNorm norm) {
        if (!(layer instanceof Convolution c) || c.norm() != null) {
            return this;
        }
        Shape shape = Shape.of(c.outChannels());
        Tensor bias = tensors.get(Kind.BIAS);
        Map<Kind, Tensor> changed = new LinkedHashMap<>(tensors);
        changed.remove(Kind.BIAS);
        changed.put(Kind.NORM_SCALE, filled(shape, 1));
        changed.put(Kind.NORM_SHIFT, bias == null ? Tensor.zeros(shape) : bias);
        changed.put(Kind.NORM_MEAN, Tensor.zeros(shape));
        changed.put(Kind.NORM_VARIANCE, filled(shape, (float) (1 - norm.eps())));
        changed.put(Kind.NORM_BATCHES, Tensor.zeros(Shape.of()));
        Convolution normed = new Convolution(
                c.inChannels(),
                c.outChannels(),
                c.kernel(),
                c.stride(),
                c.dilation(),
                c.groups(),
                c.padding(),
                norm,
                false,
                c.activation());
        return new Unit(normed, inputs, changed);
    }

    /** The norm of a convolution that has one. */
    @Nullable
    BatchNorm norm() {
        return layer instanceof Convolution c ? c.norm() : null;
    }

    static Tensor filled(Shape shape, float value) {
        Tensor tensor = Tensor.zeros(shape);
        Arrays.fill(tensor.data(), value);
        return tensor;
    }
}
