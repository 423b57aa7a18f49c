package org.mobilenet4j.training;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * All that is random in a run follows from its seed, the epoch and a place in it: an epoch can be had again without those
 * before it, which is what lets a run go on after it was ended.
 */
record Seeds(long seed) {
    /** The order of an epoch's examples. Examples themselves count from 0 up. */
    static final long ORDER = -1;

    /** What dropout takes out; batches count down from here. */
    static final long DROPOUT = -2;

    /** How batches are mixed; they count up from here. */
    static final long MIXING = Long.MIN_VALUE;

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** For one thing of an epoch, such as an example. */
    long of(int epoch, long thing) {
        return mixed(mixed(mixed(seed) + epoch) + thing);
    }

    RandomGenerator generator(int epoch, long thing) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(of(epoch, thing));
    }

    /** The mixing of SplitMix64 (Steele, Lea and Flood 2014): near numbers come out far apart. */
    private static long mixed(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
