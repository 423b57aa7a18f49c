package org.mobilenet4j.parameters;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * A network and its tensors, complete and of the right shapes, under our own names and in PyTorch's order of axes. To be
 * read only: whoever wants other values, as training does, takes a {@link #copy}.
 */
public final class Parameters {
    private final Network network;
    private final Map<ParameterId, Tensor> tensors;
    private final WeightType weightsAs;

    /**
     * The parameters of a network.
     *
     * @throws IllegalArgumentException if a tensor is missing, too many or of another shape
     */
    public Parameters(Network network, Map<ParameterId, Tensor> tensors) {
        Map<ParameterId, Shape> shapes = ParameterShapes.of(network);
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
        this.network = network;
        this.tensors = Collections.unmodifiableMap(ordered);
        this.weightsAs = WeightType.FLOAT32;
    }

    private Parameters(Parameters same, WeightType weightsAs) {
        this.network = same.network;
        this.tensors = same.tensors;
        this.weightsAs = weightsAs;
    }

    public Network network() {
        return network;
    }

    /**
     * What the inference engine keeps matrices in; float32 unless {@link #withWeightsAs} says otherwise. It says nothing of the
     * tensors here: a {@link #copy}, which may be trained, and whatever is made of them begin as float32 again.
     */
    public WeightType weightsAs() {
        return weightsAs;
    }

    /** The same tensors, of which the inference engine keeps matrices in another type. */
    public Parameters withWeightsAs(WeightType type) {
        return type == weightsAs ? this : new Parameters(this, type);
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
        return new Parameters(network, copies);
    }

    /** The tensors of a network that has some of this one's layers, kept in the same type. */
    public Parameters of(Network part) {
        Map<ParameterId, Tensor> kept = new LinkedHashMap<>();
        ParameterShapes.of(part).keySet().forEach(id -> kept.put(id, get(id.location(), id.kind())));
        return new Parameters(part, kept).withWeightsAs(weightsAs);
    }

    /** Takes over the values of another copy of the same network. Only for whoever made this copy. */
    public void set(Parameters values) {
        tensors.forEach((id, tensor) -> {
            float[] from = values.get(id.location(), id.kind()).data();
            System.arraycopy(from, 0, tensor.data(), 0, from.length);
        });
    }

    /** The same tensors but for a classifier of another size. */
    public Parameters withClassifier(Tensor weight, Tensor bias) {
        Map<ParameterId, Tensor> changed = new LinkedHashMap<>(tensors);
        Network resized = network.withClasses(weight.shape().extent(0));
        Location classifier = Objects.requireNonNull(resized.outputs().get(Network.LOGITS));
        changed.put(new ParameterId(classifier, ParameterId.Kind.WEIGHT), weight);
        changed.put(new ParameterId(classifier, ParameterId.Kind.BIAS), bias);
        return new Parameters(resized, changed);
    }
}
