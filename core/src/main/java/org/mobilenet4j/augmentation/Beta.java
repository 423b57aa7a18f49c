package org.mobilenet4j.augmentation;

import java.util.random.RandomGenerator;

/** The symmetric Beta distribution, as the quotient of two Gamma distributed numbers (Marsaglia and Tsang 2000). */
final class Beta {
    private Beta() {}

    static void requireAlpha(double alpha) {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected above 0");
        }
    }

    /** A number in 0 to 1. */
    static double sample(double alpha, RandomGenerator random) {
        double first = logGamma(alpha, random);
        double second = logGamma(alpha, random);
        return 1 / (1 + Math.exp(second - first));
    }

    /** The logarithm, because a small alpha gives numbers that a double cannot hold. */
    private static double logGamma(double alpha, RandomGenerator random) {
        double boost = alpha < 1 ? Math.log(1 - random.nextDouble()) / alpha : 0;
        double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double root = 1 + c * normal;
            double v = root * root * root;
            double uniform = 1 - random.nextDouble();
            if (v > 0 && Math.log(uniform) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
                return Math.log(d * v) + boost;
            }
        }
    }
}
