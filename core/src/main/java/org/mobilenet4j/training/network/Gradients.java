package org.mobilenet4j.training.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parameters.Parameters;

/**
 * The gradient of a loss by each parameter of a network that learns, an array beside each tensor and in its order of
 * values (PyTorch's). The arrays are written anew by each backward pass.
 */
public final class Gradients {
    private final Map<ParameterId, float[]> all;
    private Map<ParameterId, float[]> arrays;

    Gradients(Parameters parameters) {
        Map<ParameterId, float[]> made = new LinkedHashMap<>();
        parameters.tensors().forEach((id, tensor) -> {
            if (id.kind().isTrained()) {
                made.put(id, new float[tensor.data().length]);
            }
        });
        this.all = Collections.unmodifiableMap(made);
        this.arrays = all;
    }

    /** Lets only some parameters learn from now on. */
    void restrict(Predicate<ParameterId> isLearning) {
        Map<ParameterId, float[]> learning = new LinkedHashMap<>(all);
        learning.keySet().removeIf(isLearning.negate());
        arrays = Collections.unmodifiableMap(learning);
    }

    /** Of the parameters that learn, in the order of computation. */
    public Map<ParameterId, float[]> arrays() {
        return arrays;
    }

    /**
     * One of them, also where its parameter is frozen.
     *
     * @throws IllegalArgumentException if the network trains no such parameter
     */
    public float[] get(Location location, Kind kind) {
        float[] array = all.get(new ParameterId(location, kind));
        if (array == null) {
            throw new IllegalArgumentException("the network trains no " + location + "/" + kind);
        }
        return array;
    }

    /** The length of all gradients taken as one vector. */
    public double norm() {
        double squares = 0;
        for (float[] array : arrays.values()) {
            for (float value : array) {
                squares += (double) value * value;
            }
        }
        return Math.sqrt(squares);
    }

    /**
     * Shortens all gradients together to the length {@code limit} if they are longer, as {@code
     * torch.nn.utils.clip_grad_norm_}.
     *
     * @return the length before
     */
    public double clip(double limit) {
        double norm = norm();
        float factor = (float) (limit / (norm + 1e-6));
        if (factor < 1) {
            for (float[] array : arrays.values()) {
                for (int i = 0; i < array.length; i++) {
                    array[i] *= factor;
                }
            }
        }
        return norm;
    }
}
