package org.mobilenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.MultiplyAddPeak;
import org.mobilenet4j.onnx.OnnxExport;
import org.mobilenet4j.onnx.OnnxOptions;
import org.mobilenet4j.report.Columns;

/** This library against ONNX Runtime, or narrow weights against float32: the same network, images, threads and minutes, in each of several JVMs. */
final class PeerBenchmark implements Benchmark<PeerBenchmark.Measured> {
    /** Of the largest logit: what the order of float32 sums may change. */
    private static final double TOLERANCE = 1e-4;

    /** The same of a detector, whose heads on random weights, deeper than a classifier, amplify it. */
    private static final double DETECTOR_TOLERANCE = 2e-3;

    /** Rounded weights make it another function; what differs by more is another network. */
    private static final double NARROW_TOLERANCE = 0.5;

    /** The peers: ONNX Runtime, and this library with float32 weights. */
    static final String ORT = "ort";

    static final String FLOAT32 = "float32";

    private final String title;
    private final Model model;
    private final Workload workload;
    private final @Nullable String compared;
    private final int rounds;

    /**
     * The comparison.
     *
     * @param name of the network, for people
     * @param model the network, as it is exported
     * @param compared one of the peers, or null
     * @param rounds turns that each side has in a JVM
     */
    PeerBenchmark(String name, Model model, Workload workload, @Nullable String compared, int rounds) {
        this.title = String.format(
                Locale.ROOT, "%s, batch %d, threads %d", name, workload.images().length, workload.threads());
        this.model = model;
        this.workload = workload;
        this.compared = compared;
        this.rounds = rounds;
    }

    /**
     * What one JVM measured.
     *
     * @param oursMillis of each call
     * @param peerMillis of each call; empty without a peer
     * @param peakMultiplyAdds the machine's, per second
     * @param largestDifference of any two logits that should be the same
     */
    record Measured(
            String ours,
            @Nullable String peer,
            double[] oursMillis,
            double[] peerMillis,
            long multiplyAdds,
            double peakMultiplyAdds,
            double largestDifference,
            double largestLogit) {}

    /** A line of the table: a JVM, or all of them. */
    private record Row(
            String jvm,
            Percentiles oursMillis,
            @Nullable Percentiles peerMillis,
            @Nullable Double ratio,
            double shareOfPeak) {}

    /** What holds for the whole run. */
    private record Verdict(
            String ours,
            @Nullable String peer,
            @Nullable Double ratio,
            double slowestJvm,
            double peakGflops,
            double largestDifference,
            double largestLogit) {}

    @Override
    public String title() {
        return title;
    }

    @Override
    public Class<Measured> measure() {
        return Measured.class;
    }

    @Override
    public Measured measureHere() throws IOException {
        if (!ORT.equals(compared)) {
            return measured(null);
        }
        Path onnx = Files.createTempFile("mobilenet-bench", ".onnx");
        try {
            OnnxExport.write(model, OnnxOptions.DEFAULT, onnx);
            return measured(onnx);
        } finally {
            Files.delete(onnx);
        }
    }

    private Measured measured(@Nullable Path onnx) {
        long multiplyAdds = Summary.of(
                                workload.parameters().network(),
                                workload.input().height(),
                                workload.input().width())
                        .multiplyAdds()
                * workload.images().length;
        try (Contestant ours = new Ours(workload);
                Contestant peer = peer(onnx)) {
            double[][] millis = peer == null ? Turns.run(rounds, ours) : Turns.run(rounds, ours, peer);
            double peak = MultiplyAddPeak.perSecond(KernelSelection.chosen().kernels(), workload.threads());
            return new Measured(
                    ours.name(),
                    peer == null ? null : peer.name(),
                    millis[0],
                    peer == null ? new double[0] : millis[1],
                    multiplyAdds,
                    peak,
                    peer == null ? 0 : largestDifference(ours.logits(), peer.logits()),
                    largest(ours.logits()));
        }
    }

    private @Nullable Contestant peer(@Nullable Path onnx) {
        if (onnx != null) {
            return OnnxRuntimePeer.fastest(onnx, workload);
        }
        return compared == null ? null : new Ours(workload.inFloat32());
    }

    private static double largestDifference(float[][] a, float[][] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                largest = Math.max(largest, Math.abs((double) a[i][j] - b[i][j])); // a NaN stays
            }
        }
        return largest;
    }

    private static double largest(float[][] logits) {
        return Arrays.stream(logits)
                .mapToDouble(row -> {
                    double largest = 0;
                    for (float logit : row) {
                        largest = Math.max(largest, Math.abs(logit));
                    }
                    return largest;
                })
                .max()
                .orElseThrow();
    }

    /**
     * Reports what the JVMs measured.
     *
     * @throws IOException if the two sides disagree on the logits
     */
    @Override
    public void report(Report report, List<Measured> jvms) throws IOException {
        Measured first = jvms.getFirst();
        List<Row> lines = new ArrayList<>();
        for (Measured jvm : jvms) {
            lines.add(line(Integer.toString(lines.size() + 1), jvm));
        }
        Row all = line("all", pooled(jvms));
        if (jvms.size() > 1) {
            lines.add(all);
        }
        Columns<Row> table = new Columns<Row>()
                .text("JVM", Row::jvm)
                .figure("ours p10    p50    p90", line -> line.oursMillis.millis());
        if (compared != null) {
            table.figure("peer p10    p50    p90", line -> line.peerMillis == null ? "" : line.peerMillis.millis())
                    .figure("ratio", line -> String.format(Locale.ROOT, "%.3f", line.ratio));
        }
        table.number("of the peak", "%.0f %%", line -> 100 * line.shareOfPeak);
        report.results(table, lines);
        report.text("");

        double slowest = slowestOfMedian(jvms);
        double difference = largest(jvms, Measured::largestDifference);
        double logit = largest(jvms, Measured::largestLogit);
        double peakGflops = 2e-9 * pooled(jvms).peakMultiplyAdds;
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "milliseconds a call; ours: %s; the machine's peak: %.0f GFLOP/s%n",
                first.ours,
                peakGflops));
        if (compared != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "peer: %s; ratio of medians %.3f; logits differ by %.2g at most, the largest is %.2g%n",
                    first.peer,
                    all.ratio,
                    difference,
                    logit));
        }
        text.append(String.format(Locale.ROOT, "the slowest JVM's median is %.3f times the middle one's", slowest));
        report.result(
                new Verdict(first.ours, first.peer, all.ratio, slowest, peakGflops, difference, logit),
                text.toString());
        double tolerance = tolerance();
        if (!(difference <= tolerance * logit)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the two sides disagree: their logits differ by up to %.3g where the largest is %.3g",
                    difference,
                    logit));
        }
    }

    private double tolerance() {
        if (model.parameters().weightsAs().isNarrow()) {
            return NARROW_TOLERANCE;
        }
        return model.task() instanceof Task.ObjectDetection ? DETECTOR_TOLERANCE : TOLERANCE;
    }

    @Override
    public String shortly(Measured measured) {
        String ours = String.format(
                Locale.ROOT, "%.3f ms", Percentiles.of(measured.oursMillis).p50());
        return measured.peer == null
                ? ours
                : String.format(
                        Locale.ROOT,
                        "%s against %.3f ms",
                        ours,
                        Percentiles.of(measured.peerMillis).p50());
    }

    private static Row line(String jvm, Measured measured) {
        Percentiles ours = Percentiles.of(measured.oursMillis);
        Percentiles peer = measured.peer == null ? null : Percentiles.of(measured.peerMillis);
        double rate = measured.multiplyAdds / (ours.p50() * 1e-3);
        return new Row(
                jvm, ours, peer, peer == null ? null : ours.p50() / peer.p50(), rate / measured.peakMultiplyAdds);
    }

    /** All JVMs' calls as if of one; of the peaks, the middle one. */
    private static Measured pooled(List<Measured> jvms) {
        Measured first = jvms.getFirst();
        return new Measured(
                first.ours,
                first.peer,
                jvms.stream()
                        .flatMapToDouble(jvm -> DoubleStream.of(jvm.oursMillis))
                        .toArray(),
                jvms.stream()
                        .flatMapToDouble(jvm -> DoubleStream.of(jvm.peerMillis))
                        .toArray(),
                first.multiplyAdds,
                median(jvms, Measured::peakMultiplyAdds),
                0,
                0);
    }

    private static double slowestOfMedian(List<Measured> jvms) {
        ToDoubleFunction<Measured> p50 = jvm -> Percentiles.of(jvm.oursMillis).p50();
        return largest(jvms, p50) / median(jvms, p50);
    }

    private static double median(List<Measured> jvms, ToDoubleFunction<Measured> figure) {
        return Percentiles.of(jvms.stream().mapToDouble(figure).toArray()).p50();
    }

    private static double largest(List<Measured> jvms, ToDoubleFunction<Measured> figure) {
        return jvms.stream().mapToDouble(figure).reduce(0, Math::max); // a NaN stays
    }
}
