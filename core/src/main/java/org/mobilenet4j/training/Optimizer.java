package org.mobilenet4j.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.network.Gradients;

/** Moves a network's parameters by their gradients, in place. Holds the optimiser's state; not thread-safe. */
public final class Optimizer {
    private final Parameters parameters;
    private final Map<ParameterId, UpdateRule> rules = new LinkedHashMap<>();

    /**
     * An optimiser that has not stepped yet.
     *
     * @param decaysAll whether weight decay is for norms and biases too, as PyTorch's own optimisers have it; most
     *     recipes leave these out
     */
    public Optimizer(OptimizerSettings settings, Parameters parameters, boolean decaysAll) {
        this.parameters = parameters;
        parameters.tensors().forEach((id, tensor) -> {
            if (id.kind().isTrained()) {
                double decay = decaysAll || tensor.shape().rank() > 1 ? settings.weightDecay() : 0;
                rules.put(id, UpdateRule.of(settings, tensor.data().length, decay));
            }
        });
    }

    /** All that it remembers, under the parameters' names, as it is now and will be changed: for checkpoints. */
    Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        rules.forEach((id, rule) -> {
            for (int i = 0; i < rule.state().size(); i++) {
                state.put(id + "/" + i, rule.state().get(i));
            }
        });
        return state;
    }

    /** One step against the gradients; what does not learn neither decays nor drifts on by its momentum. */
    public void step(Gradients gradients, LearningRates rates) {
        gradients.arrays().forEach((id, gradient) -> {
            Tensor tensor = parameters.get(id.location(), id.kind());
            Objects.requireNonNull(rules.get(id)).step(tensor.data(), gradient, rates.of(id));
        });
    }
}
