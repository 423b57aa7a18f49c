package org.mobilenet4j.training;

import java.util.List;

/** {@code torch.optim.RMSprop}, and TensorFlow's with eps inside of the root. */
final class RmsPropRule implements UpdateRule {
    private final float[] square;
    private final float[] velocity;
    private final OptimizerSettings.RmsProp settings;
    private final float weightDecay;

    RmsPropRule(int length, OptimizerSettings.RmsProp settings, double weightDecay) {
        this.square = new float[length];
        this.velocity = new float[length];
        this.settings = settings;
        this.weightDecay = (float) weightDecay;
    }

    @Override
    public List<float[]> state() {
        return List.of(square, velocity);
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        float rate = (float) learningRate;
        float alpha = (float) settings.alpha();
        float rest = (float) (1 - settings.alpha());
        float epsInside = settings.isEpsInsideRoot() ? (float) settings.eps() : 0;
        float epsOutside = settings.isEpsInsideRoot() ? 0 : (float) settings.eps();
        float momentum = (float) settings.momentum();
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] + weightDecay * parameters[i];
            square[i] = alpha * square[i] + rest * g * g;
            velocity[i] = momentum * velocity[i] + g / ((float) Math.sqrt(square[i] + epsInside) + epsOutside);
            parameters[i] -= rate * velocity[i];
        }
    }
}
