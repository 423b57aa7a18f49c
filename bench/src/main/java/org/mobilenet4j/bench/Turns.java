package org.mobilenet4j.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Times one or two contestants in this JVM, turn about: what the machine does meanwhile, and the heat of its caches, then
 * meets both alike.
 */
final class Turns {
    /** A part of the warm-up; long enough that the compiler's largest methods end within a few. */
    private static final long WARM_UP_NANOS = 500_000_000;

    /** So many parts without a compilation make a JVM warm. */
    private static final int QUIET_PARTS = 4;

    private static final int MOST_PARTS = 60;
    private static final long TURN_NANOS = 150_000_000;
    private static final int LEAST_RUNS = 3;

    /** Longer than idle threads of the one before spin. */
    private static final int PAUSE_MILLIS = 10;

    private Turns() {}

    /** Milliseconds of each call, a row for each contestant. */
    static double[][] run(int rounds, Contestant... contestants) {
        for (Contestant contestant : contestants) {
            warmUp(contestant);
        }
        double[][] millis = new double[contestants.length][0];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < contestants.length; turn++) {
                int who = (round + turn) % contestants.length;
                pause();
                contestants[who].run(); // the other has the caches
                contestants[who].run();
                millis[who] = joined(millis[who], timed(contestants[who], TURN_NANOS));
            }
        }
        return millis;
    }

    /** Runs one until the JVM has compiled what it will: how long that takes depends on what else the machine does. */
    private static void warmUp(Contestant contestant) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        int quiet = 0;
        for (int part = 0; quiet < QUIET_PARTS && part < MOST_PARTS; part++) {
            long before = compiler.getTotalCompilationTime();
            timed(contestant, WARM_UP_NANOS);
            quiet = compiler.getTotalCompilationTime() - before < 10 ? quiet + 1 : 0;
        }
    }

    /** Runs one for some time; milliseconds of each call. */
    static double[] timed(Contestant contestant, long nanos) {
        DoubleStream.Builder millis = DoubleStream.builder();
        long begin = System.nanoTime();
        long end = begin;
        for (int i = 0; i < LEAST_RUNS || end - begin < nanos; i++) {
            long start = System.nanoTime();
            contestant.run();
            end = System.nanoTime();
            millis.add((end - start) * 1e-6);
        }
        return millis.build().toArray();
    }

    private static double[] joined(double[] before, double[] after) {
        double[] joined = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, joined, before.length, after.length);
        return joined;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }
}
