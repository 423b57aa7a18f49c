package org.mobilenet4j.server.model;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;

/**
 * Runs a model until it no longer becomes faster: the JVM compiles what runs often, and the first requests are not to wait
 * for that. Whether it is warm is measured: for a while, no call is clearly faster than the fastest so far, and the compiler
 * has little to do. One thread runs it, so that the compiler has the others' processors, and small inputs come first: calls
 * that are short are replaced by compiled ones sooner.
 *
 * @param most how long it may take
 */
public record WarmUp(Duration most) {
    /** No warm-up, for tests. */
    public static final WarmUp NONE = new WarmUp(Duration.ZERO);

    /** A call is clearly faster when it takes this part of the time. */
    private static final double CLEARLY = 0.95;

    private static final long CALM_NANOS = 150_000_000;
    private static final int CALM_CALLS = 8;

    /** The part of a processor's time from which on the compiler is at work. */
    private static final double BUSY = 0.3;

    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;

    /**
     * What a warm-up came to.
     *
     * @param images that were computed
     * @param firstMillis of the first call on a whole input
     * @param lastMillis of the fastest call
     */
    public record Result(int images, double firstMillis, double lastMillis) {
        static final Result NONE = new Result(0, 0, 0);

        /** Several models one after the other: the times are those of the last. */
        Result and(Result other) {
            return new Result(images + other.images, other.firstMillis, other.lastMillis);
        }
    }

    /**
     * Warms a model. What it fails with here is left to its first request to say.
     *
     * @param isFirst whether none was warmed in this JVM before, so that nothing is compiled yet
     */
    public Result warm(Engine engine, boolean isFirst) {
        if (most.isZero()) {
            return Result.NONE;
        }
        byte[] image = image();
        long end = System.nanoTime() + most.toNanos();
        int small = isFirst ? warm(engine.smaller(), image, end).images : 0;
        Result whole = warm(engine, image, end);
        return new Result(small + whole.images, whole.firstMillis, whole.lastMillis);
    }

    /** An image that is as much work to decode as a photo. */
    private static byte[] image() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
            int wave = (int) (100 + 60 * Math.sin(i / 900.0) + 40 * Math.cos(i * 0.013));
            rgb[i] = (byte) (wave + random.nextInt(24));
        }
        return ImageEncoder.jpeg(RgbImage.of(WIDTH, HEIGHT, rgb));
    }

    private static Result warm(Engine engine, byte[] image, long end) {
        Calm calm = new Calm();
        int images = 0;
        double first = 0;
        while (System.nanoTime() < end && !calm.isReached()) {
            long begin = System.nanoTime();
            try {
                engine.predict(image, new Wanted.Result(), () -> {});
            } catch (RuntimeException e) {
                break; // which its first request will say
            }
            double millis = (System.nanoTime() - begin) / 1e6;
            images++;
            first = images == 1 ? millis : first;
            calm.onCall(millis);
        }
        return new Result(images, first, images == 0 ? 0 : calm.best);
    }

    /** Whether nothing has become faster for a while, in which the JVM's compiler was mostly idle. */
    private static final class Calm {
        private static final @Nullable CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

        private double best = Double.POSITIVE_INFINITY;
        private int calls;
        private long sinceNanos = System.nanoTime();
        private long compiledMillis = compiledMillis();

        void onCall(double millis) {
            calls++;
            boolean isFaster = millis < CLEARLY * best;
            boolean isOver = calls >= CALM_CALLS && System.nanoTime() - sinceNanos >= CALM_NANOS;
            if (isFaster || (isOver && isCompiling())) {
                best = Math.min(best, millis);
                calls = 0;
                sinceNanos = System.nanoTime();
                compiledMillis = compiledMillis();
            }
        }

        boolean isReached() {
            return calls >= CALM_CALLS && System.nanoTime() - sinceNanos >= CALM_NANOS && !isCompiling();
        }

        private boolean isCompiling() {
            double nanos = System.nanoTime() - sinceNanos;
            return 1e6 * (compiledMillis() - compiledMillis) > BUSY * nanos;
        }

        private static long compiledMillis() {
            return COMPILER == null ? 0 : COMPILER.getTotalCompilationTime();
        }
    }
}
