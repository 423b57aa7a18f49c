package org.mobilenet4j.training;

import java.util.List;

/**
 * {@code torch.optim.Adam} and {@code AdamW}, which differ in whether weight decay is added to the gradient or taken from
 * the parameters directly.
 */
final class AdamRule implements UpdateRule {
    private final float[] mean;
    private final float[] square;
    private final double beta1;
    private final double beta2;
    private final float eps;
    private final double weightDecay;
    private final boolean isDecoupled;
    /** One number, in an array as all state is; PyTorch counts in a float, too. */
    private final float[] steps = new float[1];

    AdamRule(int length, double beta1, double beta2, double eps, double weightDecay, boolean isDecoupled) {
        this.mean = new float[length];
        this.square = new float[length];
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = (float) eps;
        this.weightDecay = weightDecay;
        this.isDecoupled = isDecoupled;
    }

    @Override
    public List<float[]> state() {
        return List.of(mean, square, steps);
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        steps[0]++;
        float stepSize = (float) (learningRate / (1 - Math.pow(beta1, steps[0])));
        float rootCorrection = (float) Math.sqrt(1 - Math.pow(beta2, steps[0]));
        float kept = isDecoupled ? (float) (1 - learningRate * weightDecay) : 1;
        float decay = isDecoupled ? 0 : (float) weightDecay;
        float rest1 = (float) (1 - beta1);
        float share2 = (float) beta2;
        float rest2 = (float) (1 - beta2);
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] + decay * parameters[i];
            mean[i] += (g - mean[i]) * rest1;
            square[i] = square[i] * share2 + g * g * rest2;
            float root = (float) Math.sqrt(square[i]) / rootCorrection + eps;
            parameters[i] = parameters[i] * kept - stepSize * (mean[i] / root);
        }
    }
}
