package org.mobilenet4j.training;

import java.util.List;

/** An optimiser's state for one array of parameters. Not thread-safe. */
sealed interface UpdateRule permits AdamRule, RmsPropRule, SgdRule {
    /** Moves the parameters against the gradient by one step; the gradient is left as it is. */
    void step(float[] parameters, float[] gradient, double learningRate);

    /** All that it remembers, as it is now and will be changed: for checkpoints. */
    List<float[]> state();

    /**
     * Fresh state.
     *
     * @param weightDecay what this array gets of the settings' decay
     */
    static UpdateRule of(OptimizerSettings settings, int length, double weightDecay) {
        return switch (settings) {
            case OptimizerSettings.Sgd s -> new SgdRule(length, s.momentum(), s.isNesterov(), weightDecay);
            case OptimizerSettings.RmsProp s -> new RmsPropRule(length, s, weightDecay);
            case OptimizerSettings.Adam s -> new AdamRule(length, s.beta1(), s.beta2(), s.eps(), weightDecay, false);
            case OptimizerSettings.AdamW s -> new AdamRule(length, s.beta1(), s.beta2(), s.eps(), weightDecay, true);
        };
    }
}
