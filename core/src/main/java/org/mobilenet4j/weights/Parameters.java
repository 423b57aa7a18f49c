package org.mobilenet4j.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * The tensors of one network, complete and of the right shapes, under our own names and in PyTorch's order of axes. The
 * map is fixed; the tensors' values are the caller's to change (training does).
 */
public final class Parameters {
    private final Architecture architecture;
    private final Map<ParameterId, Tensor> tensors;

    /**
     * The parameters of a network.
     *
     * @throws IllegalArgumentException if a tensor is missing, too many or of another shape
     */
    public Parameters(Architecture architecture, Map<ParameterId, Tensor> tensors) {
        Map<ParameterId, Shape> shapes = ParameterShapes.of(architecture);
        Map<ParameterId, Tensor> ordered = new LinkedHashMap<>();
        shapes.forEach((id, shape) -> {
            Tensor tensor = tensors.get(id);
            if (tensor == null || !tensor.shape().equals(shape)) {
                throw new IllegalArgumentException(id + " is " + tensor + ", expected " + shape);
            }
            ordered.put(id, tensor);
        });
        if (tensors.size() != shapes.size()) {
            throw new IllegalArgumentException(tensors.size() + " tensors for a network of " + shapes.size());
        }
        this.architecture = architecture;
        this.tensors = Collections.unmodifiableMap(ordered);
    }

    public Architecture architecture() {
        return architecture;
    }

    /** All tensors in the order of computation. */
    public Map<ParameterId, Tensor> tensors() {
        return tensors;
    }

    /**
     * One tensor.
     *
     * @throws IllegalArgumentException if the network has no such parameter
     */
    public Tensor get(Location location, ParameterId.Kind kind) {
        Tensor tensor = tensors.get(new ParameterId(location, kind));
        if (tensor == null) {
            throw new IllegalArgumentException("the network has no " + location + "/" + kind);
        }
        return tensor;
    }

    /** The same values in tensors of their own. */
    public Parameters copy() {
        Map<ParameterId, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((id, tensor) ->
                copies.put(id, Tensor.of(tensor.shape(), tensor.data().clone())));
        return new Parameters(architecture, copies);
    }

    /** Takes over the values of another network of the same architecture. */
    public void set(Parameters values) {
        tensors.forEach((id, tensor) -> {
            float[] from = values.get(id.location(), id.kind()).data();
            System.arraycopy(from, 0, tensor.data(), 0, from.length);
        });
    }

    /** The same tensors, shared, as the network for inputs of another size. */
    public Parameters withResolution(int resolution) {
        return new Parameters(architecture.withResolution(resolution), tensors);
    }

    /** The same tensors but for a classifier of another size. */
    public Parameters withClassifier(Tensor weight, Tensor bias) {
        Map<ParameterId, Tensor> changed = new LinkedHashMap<>(tensors);
        changed.put(new ParameterId(Location.CLASSIFIER, ParameterId.Kind.WEIGHT), weight);
        changed.put(new ParameterId(Location.CLASSIFIER, ParameterId.Kind.BIAS), bias);
        return new Parameters(architecture.withClasses(weight.shape().extent(0)), changed);
    }
}
