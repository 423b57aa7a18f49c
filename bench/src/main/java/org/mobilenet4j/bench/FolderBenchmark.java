package org.mobilenet4j.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.parallel.Workers;

/** Images a second from file to the five likeliest classes, as the verb {@code predict} does it. */
final class FolderBenchmark implements Benchmark<FolderBenchmark.Measured> {
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final int TOP = 5;

    private final String name;
    private final Model bundle;
    private final List<Path> images;
    private final int threads;
    private final int passes;

    FolderBenchmark(String name, Model bundle, List<Path> images, int threads, int passes) {
        this.name = name;
        this.bundle = bundle;
        this.images = images;
        this.threads = threads;
        this.passes = passes;
    }

    /**
     * What one JVM measured.
     *
     * @param perSecond images a second in each pass over the folder
     */
    record Measured(int images, int threads, double[] perSecond) {}

    private record Verdict(String network, int images, int threads, double p10, double p50, double p90) {}

    @Override
    public String title() {
        return String.format(
                Locale.ROOT, "%s, %,d images from file to top %d, threads %d", name, images.size(), TOP, threads);
    }

    @Override
    public Class<Measured> measure() {
        return Measured.class;
    }

    @Override
    public Measured measureHere() {
        ImageClassifier classifier = ImageClassifier.of(bundle);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NANOS) {
            pass(classifier);
        }
        double[] perSecond = new double[passes];
        for (int i = 0; i < passes; i++) {
            perSecond[i] = pass(classifier);
        }
        return new Measured(images.size(), threads, perSecond);
    }

    private double pass(ImageClassifier classifier) {
        long begin = System.nanoTime();
        LongAdder named = new LongAdder(); // so that nothing is left out
        new Workers(threads)
                .mapInOrder(
                        images.size(),
                        i -> classifier.classify(images.get(i)).top(TOP).size(),
                        count -> named.add(count));
        if (named.sum() == 0) {
            throw new IllegalStateException("no image was classified");
        }
        return images.size() * 1e9 / (System.nanoTime() - begin);
    }

    @Override
    public String shortly(Measured measured) {
        return String.format(
                Locale.ROOT, "%.0f images/s", Percentiles.of(measured.perSecond).p50());
    }

    @Override
    public void report(Report report, List<Measured> jvms) {
        Percentiles all = Percentiles.of(jvms.stream()
                .flatMapToDouble(jvm -> Arrays.stream(jvm.perSecond))
                .toArray());
        report.result(
                new Verdict(name, images.size(), threads, all.p10(), all.p50(), all.p90()),
                String.format(Locale.ROOT, "images/s: p10 %.0f, p50 %.0f, p90 %.0f", all.p10(), all.p50(), all.p90()));
    }
}
