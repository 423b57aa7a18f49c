package org.mobilenet4j.training;

/** How the learning rate goes over a run, as a factor of the rate that was asked for. Pure: the step alone decides. */
public sealed interface LearningRateSchedule {
    /**
     * The factor for a step.
     *
     * @param step counted from 0
     * @param steps of the whole run
     */
    double rateAt(long step, long steps);

    /** This schedule behind a linear rise over the first {@code warmUpSteps} steps. */
    default LearningRateSchedule withWarmUp(long warmUpSteps) {
        return new WarmUp(warmUpSteps, this);
    }

    /** Always 1. */
    record Constant() implements LearningRateSchedule {
        @Override
        public double rateAt(long step, long steps) {
            return 1;
        }
    }

    /** Times {@code factor} once every {@code every} steps. */
    record Step(long every, double factor) implements LearningRateSchedule {
        public Step {
            requirePositive("every", (double) every);
            requirePositive("factor", factor);
        }

        @Override
        public double rateAt(long step, long steps) {
            return Math.pow(factor, (double) Math.floorDiv(step, every));
        }
    }

    /** Times {@code factor} in every {@code over} steps, a little in each; MobileNetV2 took 0.98 an epoch. */
    record Exponential(long over, double factor) implements LearningRateSchedule {
        public Exponential {
            requirePositive("over", (double) over);
            requirePositive("factor", factor);
        }

        @Override
        public double rateAt(long step, long steps) {
            return Math.pow(factor, (double) step / over);
        }
    }

    /**
     * Half a cosine from 1 to {@code floor} (Loshchilov and Hutter 2017).
     *
     * @param floor the factor at the end
     */
    record Cosine(double floor) implements LearningRateSchedule {
        @Override
        public double rateAt(long step, long steps) {
            return between(1, floor, (double) step / steps);
        }
    }

    /**
     * Up to 1 and down again, each half a cosine (Smith and Topin 2018), as {@code torch.optim.lr_scheduler.OneCycleLR}
     * counts it.
     *
     * @param rising the share of the steps that goes up, in (0, 1)
     * @param start the factor of the first step
     * @param end the factor of the last
     */
    record OneCycle(double rising, double start, double end) implements LearningRateSchedule {
        /** PyTorch's own choices. */
        public static final OneCycle TORCH = new OneCycle(0.3, 1 / 25.0, 1 / 25.0 / 1e4);

        public OneCycle {
            if (!(rising > 0 && rising < 1)) {
                throw new IllegalArgumentException("rising is " + rising + ", expected in (0, 1)");
            }
        }

        @Override
        public double rateAt(long step, long steps) {
            double top = rising * steps - 1;
            if (step < top) {
                return between(start, 1, step / top);
            }
            double last = steps - 1.0;
            return last <= top ? 1 : between(1, end, (step - top) / (last - top));
        }
    }

    /** A linear rise, and another schedule over the steps behind it. */
    record WarmUp(long warmUpSteps, LearningRateSchedule then) implements LearningRateSchedule {
        public WarmUp {
            if (warmUpSteps < 0) {
                throw new IllegalArgumentException("warmUpSteps is " + warmUpSteps + ", expected at least 0");
            }
        }

        @Override
        public double rateAt(long step, long steps) {
            long rest = Math.max(1, steps - warmUpSteps);
            return step < warmUpSteps
                    ? then.rateAt(0, rest) * (step + 1) / warmUpSteps
                    : then.rateAt(step - warmUpSteps, rest);
        }
    }

    private static double between(double from, double to, double share) {
        return to + (from - to) * (1 + Math.cos(Math.PI * Math.clamp(share, 0, 1))) / 2;
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected above 0");
        }
    }
}
