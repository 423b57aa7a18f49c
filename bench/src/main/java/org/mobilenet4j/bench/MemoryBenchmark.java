package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;

/** How much memory a service holds that classifies, as the operating system counts it (Linux). */
final class MemoryBenchmark implements Benchmark<MemoryBenchmark.Measured> {
    /** What docs/performance.md tells a small service to take. */
    private static final List<String> FLAGS =
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TrimNativeHeapInterval=1000");

    private static final long SERVED_NANOS = 10_000_000_000L;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern LINE = Pattern.compile("(VmRSS|VmHWM):\\s+(\\d+) kB");

    private final String name;
    private final Model bundle;
    private final List<Path> images;
    private final int threads;

    MemoryBenchmark(String name, Model bundle, List<Path> images, int threads) {
        this.name = name;
        this.bundle = bundle;
        this.images = images;
        this.threads = threads;
    }

    /** What one JVM held, in megabytes of 10^6 bytes: at the end, and at most. */
    record Measured(double residentMegabytes, double peakMegabytes) {}

    private record Verdict(
            String network, List<String> flags, int threads, double residentMegabytes, double peakMegabytes) {}

    @Override
    public String title() {
        return String.format(
                Locale.ROOT, "%s, resident memory with %s, threads %d", name, String.join(" ", FLAGS), threads);
    }

    @Override
    public Class<Measured> measure() {
        return Measured.class;
    }

    @Override
    public List<String> jvmFlags() {
        return FLAGS;
    }

    @Override
    public Measured measureHere() throws IOException {
        if (!Files.isReadable(STATUS)) {
            throw new InvalidInputException("--memory reads " + STATUS + ", which this system does not have");
        }
        ImageClassifier classifier = ImageClassifier.of(bundle);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SERVED_NANOS) {
            new Workers(threads)
                    .mapInOrder(images.size(), i -> classifier.classify(images.get(i)), classification -> {});
        }
        double resident = 0;
        double peak = 0;
        for (String line : Files.readAllLines(STATUS)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                double megabytes = Long.parseLong(matcher.group(2)) * 1024 * 1e-6;
                if (matcher.group(1).equals("VmRSS")) {
                    resident = megabytes;
                } else {
                    peak = megabytes;
                }
            }
        }
        return new Measured(resident, peak);
    }

    @Override
    public String shortly(Measured measured) {
        return String.format(Locale.ROOT, "%.0f MB", measured.residentMegabytes);
    }

    @Override
    public void report(Report report, List<Measured> jvms) {
        Percentiles resident = Percentiles.of(
                jvms.stream().mapToDouble(Measured::residentMegabytes).toArray());
        double peak = jvms.stream().mapToDouble(Measured::peakMegabytes).max().orElseThrow();
        report.result(
                new Verdict(name, FLAGS, threads, resident.p50(), peak),
                String.format(
                        Locale.ROOT, "resident %.0f MB after ten seconds, %.0f MB at most", resident.p50(), peak));
    }
}
