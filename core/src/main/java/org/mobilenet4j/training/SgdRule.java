package org.mobilenet4j.training;

import java.util.List;

/** {@code torch.optim.SGD}. */
final class SgdRule implements UpdateRule {
    private final float[] velocity;
    private final float momentum;
    private final boolean isNesterov;
    private final float weightDecay;

    SgdRule(int length, double momentum, boolean isNesterov, double weightDecay) {
        this.velocity = new float[length];
        this.momentum = (float) momentum;
        this.isNesterov = isNesterov;
        this.weightDecay = (float) weightDecay;
    }

    @Override
    public List<float[]> state() {
        return List.of(velocity);
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        float rate = (float) learningRate;
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] + weightDecay * parameters[i];
            float v = momentum * velocity[i] + g;
            velocity[i] = v;
            parameters[i] -= rate * (isNesterov ? g + momentum * v : v);
        }
    }
}
