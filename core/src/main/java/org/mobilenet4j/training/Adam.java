package org.mobilenet4j.training;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's arithmetic: {@code torch.optim.Adam} without amsgrad. Weight
 * decay is added to the gradient. One instance for one array of parameters; not thread-safe.
 */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPS = 1e-8;

    private final float[] mean;
    private final float[] square;
    private final double weightDecay;
    private int steps;

    Adam(int length, double weightDecay) {
        this.mean = new float[length];
        this.square = new float[length];
        this.weightDecay = weightDecay;
    }

    /** Moves the parameters against the gradient by one step. */
    void step(float[] parameters, float[] gradient, double learningRate) {
        steps++;
        float stepSize = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
        float rootCorrection = (float) Math.sqrt(1 - Math.pow(BETA2, steps));
        float decay = (float) weightDecay;
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] + decay * parameters[i];
            mean[i] += (g - mean[i]) * (float) (1 - BETA1);
            square[i] = square[i] * (float) BETA2 + g * g * (float) (1 - BETA2);
            float root = (float) Math.sqrt(square[i]) / rootCorrection + (float) EPS;
            parameters[i] -= stepSize * (mean[i] / root);
        }
    }
}
