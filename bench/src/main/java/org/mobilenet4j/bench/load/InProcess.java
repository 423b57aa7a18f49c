package org.mobilenet4j.bench.load;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.parallel.Workers;

/** What a server is at best: the same images from bytes to the five likeliest classes, in this process, without HTTP. */
public final class InProcess {
    private static final int TOP = 5;
    private static final long LONGEST_MICROS = 600_000_000;

    private final ImageClassifier classifier;
    private final List<byte[]> images;
    private final Workers workers;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Makes ready.
     *
     * @param threads that each take an image after the other
     */
    public InProcess(ImageClassifier classifier, List<byte[]> images, int threads) {
        this.classifier = classifier;
        this.images = images;
        this.workers = new Workers(threads);
    }

    /** Classifies for some time on all threads; images a second. */
    double perSecond(long nanos) {
        long begin = System.nanoTime();
        AtomicInteger classified = new AtomicInteger();
        workers.run(part -> {
            while (System.nanoTime() - begin < nanos) {
                classify();
                classified.incrementAndGet();
            }
        });
        return classified.get() * 1e9 / (System.nanoTime() - begin);
    }

    /** Classifies for some time on the calling thread. */
    Latency oneAtATime(long nanos) {
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        long begin = System.nanoTime();
        for (long start = begin; start - begin < nanos; start = System.nanoTime()) {
            classify();
            micros.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - start) / 1000));
        }
        return Latency.of(micros);
    }

    private void classify() {
        byte[] image = images.get(Math.floorMod(next.getAndIncrement(), images.size()));
        if (classifier.classify(image).top(TOP).isEmpty()) {
            throw new IllegalStateException("an image was not classified"); // so that nothing is left out
        }
    }
}
