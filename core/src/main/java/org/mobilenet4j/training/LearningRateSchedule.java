package org.mobilenet4j.training;

import java.util.List;

/**
 * How the learning rate goes over a run, as a factor of the rate that was asked for. Pure: the step, and what the run has
 * come to, alone decide.
 */
public sealed interface LearningRateSchedule {
    /**
     * A run as a schedule sees it.
     *
     * @param steps of the whole run
     * @param accuracies validation top-1 of the epochs so far
     */
    record Course(long steps, long stepsPerEpoch, List<Double> accuracies) {
        public Course {
            accuracies = List.copyOf(accuracies);
        }
    }

    /**
     * The factor for a step.
     *
     * @param step counted from 0
     */
    double rateAt(long step, Course course);

    /** This schedule behind a linear rise over the first epochs. */
    default LearningRateSchedule withWarmUp(double epochs) {
        return new WarmUp(epochs, this);
    }

    /** Always 1. */
    record Constant() implements LearningRateSchedule {
        @Override
        public double rateAt(long step, Course course) {
            return 1;
        }
    }

    /** Times {@code factor} once every {@code every} epochs, {@code torch.optim.lr_scheduler.StepLR}. */
    record StepDecay(int every, double factor) implements LearningRateSchedule {
        public StepDecay {
            requirePositive("every", every);
            requirePositive("factor", factor);
        }

        @Override
        public double rateAt(long step, Course course) {
            return Math.pow(factor, (double) Math.floorDiv(step, course.stepsPerEpoch * every));
        }
    }

    /** Times {@code factor} in every {@code over} epochs, a little in each step; MobileNetV2 took 0.98 an epoch. */
    record Exponential(double over, double factor) implements LearningRateSchedule {
        public Exponential {
            requirePositive("over", over);
            requirePositive("factor", factor);
        }

        @Override
        public double rateAt(long step, Course course) {
            return Math.pow(factor, step / (over * course.stepsPerEpoch));
        }
    }

    /**
     * Half a cosine from 1 to {@code floor} (Loshchilov and Hutter 2017).
     *
     * @param floor the factor at the end
     */
    record Cosine(double floor) implements LearningRateSchedule {
        @Override
        public double rateAt(long step, Course course) {
            return between(1, floor, (double) step / course.steps);
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
        public double rateAt(long step, Course course) {
            double top = rising * course.steps - 1;
            if (step < top) {
                return between(start, 1, step / top);
            }
            double last = course.steps - 1.0;
            return last <= top ? 1 : between(1, end, (step - top) / (last - top));
        }
    }

    /**
     * Times {@code factor} whenever the validation accuracy has not risen for more than {@code patience} epochs, as {@code
     * torch.optim.lr_scheduler.ReduceLROnPlateau} counts them.
     */
    record Plateau(double factor, int patience) implements LearningRateSchedule {
        /** What counts as risen: a ten-thousandth more than the best, PyTorch's choice. */
        private static final double THRESHOLD = 1e-4;

        public Plateau {
            requirePositive("factor", factor);
            requirePositive("patience", patience);
        }

        @Override
        public double rateAt(long step, Course course) {
            double rate = 1;
            double best = Double.NEGATIVE_INFINITY;
            int bad = 0;
            for (double accuracy : course.accuracies) {
                boolean isBetter = accuracy > best * (1 + THRESHOLD);
                best = isBetter ? accuracy : best;
                bad = isBetter ? 0 : bad + 1;
                if (bad > patience) {
                    rate *= factor;
                    bad = 0;
                }
            }
            return rate;
        }
    }

    /** A linear rise over the first epochs, and another schedule over the steps behind it. */
    record WarmUp(double epochs, LearningRateSchedule then) implements LearningRateSchedule {
        public WarmUp {
            if (!(epochs >= 0)) {
                throw new IllegalArgumentException("the warm-up is of " + epochs + " epochs, expected at least 0");
            }
        }

        @Override
        public double rateAt(long step, Course course) {
            long rising = Math.round(epochs * course.stepsPerEpoch);
            Course rest = new Course(Math.max(1, course.steps - rising), course.stepsPerEpoch, course.accuracies);
            return step < rising ? then.rateAt(0, rest) * (step + 1) / rising : then.rateAt(step - rising, rest);
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
