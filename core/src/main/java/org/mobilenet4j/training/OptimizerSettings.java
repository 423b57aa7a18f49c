package org.mobilenet4j.training;

/**
 * Which optimiser, with PyTorch's meaning of every number. The learning rate is not among them: it comes from the
 * schedule, step by step.
 */
public sealed interface OptimizerSettings {
    /** How strongly weights are pulled to zero; added to the gradient, except by {@link AdamW}. */
    double weightDecay();

    /**
     * Stochastic gradient descent, {@code torch.optim.SGD} without dampening.
     *
     * @param momentum the share of the last step's direction in this one's; 0 for none
     * @param isNesterov whether the step looks ahead (Sutskever et al. 2013)
     */
    record Sgd(double momentum, boolean isNesterov, double weightDecay) implements OptimizerSettings {
        public Sgd {
            requireShare("momentum", momentum);
            requireNotNegative("weightDecay", weightDecay);
        }
    }

    /**
     * {@code torch.optim.RMSprop}, not centred.
     *
     * @param alpha the share of the past in the mean square
     * @param isEpsInsideRoot whether eps is added under the root, as TensorFlow does, with which MobileNets were trained
     * @param momentum 0 for none
     */
    record RmsProp(double alpha, double eps, boolean isEpsInsideRoot, double momentum, double weightDecay)
            implements OptimizerSettings {
        public RmsProp {
            requireShare("alpha", alpha);
            requireNotNegative("eps", eps);
            requireShare("momentum", momentum);
            requireNotNegative("weightDecay", weightDecay);
        }
    }

    /** {@code torch.optim.Adam} (Kingma and Ba 2015, algorithm 1), without amsgrad. */
    record Adam(double beta1, double beta2, double eps, double weightDecay) implements OptimizerSettings {
        public Adam {
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            requireNotNegative("eps", eps);
            requireNotNegative("weightDecay", weightDecay);
        }
    }

    /** {@code torch.optim.AdamW}: Adam with a decay that does not pass its averages (Loshchilov and Hutter 2019). */
    record AdamW(double beta1, double beta2, double eps, double weightDecay) implements OptimizerSettings {
        public AdamW {
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            requireNotNegative("eps", eps);
            requireNotNegative("weightDecay", weightDecay);
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected in [0, 1)");
        }
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 0");
        }
    }
}
