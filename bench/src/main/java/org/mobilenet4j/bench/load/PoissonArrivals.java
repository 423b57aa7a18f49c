package org.mobilenet4j.bench.load;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * When the requests of many users who know nothing of each other come: at a rate on average, with gaps that are distributed
 * exponentially. The same seed gives the same times. Not thread-safe.
 */
final class PoissonArrivals {
    private final double meanGapNanos;
    private final RandomGenerator random;
    private double nanos;

    PoissonArrivals(double perSecond, long seed) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("perSecond is " + perSecond + ", expected above 0");
        }
        this.meanGapNanos = 1e9 / perSecond;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** When the next comes, in nanoseconds from the beginning. */
    long next() {
        nanos += meanGapNanos * random.nextExponential();
        return (long) nanos;
    }
}
