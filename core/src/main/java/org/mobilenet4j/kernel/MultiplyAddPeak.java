package org.mobilenet4j.kernel;

import java.util.Arrays;
import org.mobilenet4j.parallel.Workers;

/**
 * The most that this machine can multiply and add, measured: what a network's speed is to be compared with. It is a
 * measurement: let nothing else run beside it.
 */
public final class MultiplyAddPeak {
    /** So short that the JIT soon meets it as a method called often, not as one loop that never ends. */
    private static final long WARM_UP_PROBE = 20_000;

    private static final long WARM_UP_NANOS = 700_000_000;
    private static final long PROBE = 2_000_000;
    private static final long MEASURED_NANOS = 300_000_000;

    private MultiplyAddPeak() {}

    /** Multiply-adds per second with the vectors of these kernels, of {@code threads} threads at once. Takes a second. */
    public static double perSecond(Kernels kernels, int threads) {
        double[] rates = new double[threads];
        new Workers(threads).run(part -> rates[part] = best(kernels));
        return Arrays.stream(rates).sum();
    }

    /** The best of many short probes: what disturbs one only makes it slower. */
    private static double best(Kernels kernels) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NANOS) {
            kernels.multiplyAdds(WARM_UP_PROBE);
        }
        double best = 0;
        begin = System.nanoTime();
        for (long start = begin; start - begin < MEASURED_NANOS; start = System.nanoTime()) {
            long count = kernels.multiplyAdds(PROBE);
            best = Math.max(best, count * 1e9 / (System.nanoTime() - start));
        }
        return best;
    }
}
