package org.mobilenet4j.server.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;

/**
 * Runs a model until it no longer becomes faster: the JVM compiles what runs often, and the first requests are not to wait
 * for that. Whether it is warm is measured: for a while, no call is clearly faster than the fastest so far.
 *
 * @param threads that run it, as many as will later
 * @param most how long it may take
 */
public record WarmUp(int threads, Duration most) {
    /** No warm-up, for tests. */
    public static final WarmUp NONE = new WarmUp(1, Duration.ZERO);

    /** A call is clearly faster when it takes this part of the time. */
    private static final double CLEARLY = 0.95;

    private static final long CALM_NANOS = 200_000_000;
    private static final int CALM_CALLS = 8;
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

    /** Warms a model. What it fails with here is left to its first request to say. */
    public Result warm(Engine engine) {
        if (most.isZero()) {
            return Result.NONE;
        }
        byte[] image = image();
        long end = System.nanoTime() + most.toNanos();
        Result small = warm(engine.smaller(), image, end);
        Result whole = warm(engine, image, end);
        return new Result(small.images + whole.images, whole.firstMillis, whole.lastMillis);
    }

    private Result warm(Engine engine, byte[] image, long end) {
        List<Watch> watches =
                IntStream.range(0, threads).mapToObj(i -> new Watch()).toList();
        List<Thread> others = new ArrayList<>();
        for (Watch watch : watches.subList(1, threads)) {
            others.add(Thread.ofPlatform().daemon().name("warm-up").start(() -> watch.run(engine, image, end)));
        }
        watches.getFirst().run(engine, image, end);
        others.forEach(WarmUp::join);
        return new Result(
                watches.stream().mapToInt(watch -> watch.images).sum(),
                watches.getFirst().first,
                watches.stream().mapToDouble(watch -> watch.best).min().orElse(0));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        }
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

    /** One thread's calls and their times. */
    private static final class Watch {
        private int images;
        private double first;
        private double best = Double.POSITIVE_INFINITY;

        void run(Engine engine, byte[] image, long end) {
            long calmSince = System.nanoTime();
            int calm = 0;
            long now = calmSince;
            while (now < end && (calm < CALM_CALLS || now - calmSince < CALM_NANOS)) {
                long begin = now;
                try {
                    engine.predict(image, new Wanted.Result(), () -> {});
                } catch (RuntimeException e) {
                    return;
                }
                now = System.nanoTime();
                double millis = (now - begin) / 1e6;
                images++;
                first = images == 1 ? millis : first;
                if (millis < CLEARLY * best) {
                    best = millis;
                    calm = 0;
                    calmSince = now;
                } else {
                    calm++;
                }
            }
        }
    }
}
