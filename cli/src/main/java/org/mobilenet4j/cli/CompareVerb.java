package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.cli.report.Table;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.evaluation.PairedComparison;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet compare}: which of two models is better on these images, and is that chance? */
@Command(
        name = "compare",
        description = "Puts two models side by side on the same labelled images: accuracy, agreement, McNemar's exact"
                + " test, speed and size.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet compare old-model new-model --data photos")
@SuppressWarnings("NullAway.Init")
final class CompareVerb implements Callable<Integer> {
    private static final Table<Side> TABLE = new Table<Side>()
            .text("model", Side::model)
            .figure("top-1", side -> ClassFigures.percent(side.top1))
            .figure("95 % interval", side -> interval(side.top1Interval))
            .number("loss", "%.3f", Side::loss)
            .number("calibration error", "%.3f", Side::calibrationError)
            .number("parameters", "%,d", Side::parameters)
            .number("multiply-adds", "%,d", Side::multiplyAdds)
            .number("MB", "%.1f", side -> side.weightBytes / 1e6)
            .number("ms/image", "%.2f", Side::millis);

    private final Output output;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model as 'evaluate' takes it.")
    private String first;

    @Parameters(index = "1", paramLabel = "MODEL", description = "Another one that knows the same classes.")
    private String second;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class; of one that comes divided, the test part is taken.")
    private Path data;

    @Mixin
    private ImageOptions images;

    CompareVerb(Output output) {
        this.output = output;
    }

    /**
     * One of the two.
     *
     * @param millis that preprocessing and network take for one image: the median, all threads at work
     */
    private record Side(
            String model,
            double top1,
            Interval top1Interval,
            double loss,
            double calibrationError,
            long parameters,
            long multiplyAdds,
            long weightBytes,
            double millis) {}

    /** @param mcNemarP how probable a difference as large is where both are equally good */
    private record Compared(
            Side first,
            Side second,
            int images,
            int skipped,
            double agreement,
            int bothRight,
            int onlyFirstRight,
            int onlySecondRight,
            int bothWrong,
            double mcNemarP) {}

    /** What a model said of an image, and how long it took. */
    private record Answer(float[] logits, double millis) {}

    /** A model that is ready, with its outputs in the order of given labels. */
    private record Contender(String name, ModelBundle bundle, CompiledNetwork network, int[] order) {
        static Contender of(String name, ModelBundle bundle, List<String> labels) {
            int[] order = labels.stream().mapToInt(bundle.labels()::indexOf).toArray();
            return new Contender(name, bundle, Compiler.compile(bundle.parameters()), order);
        }

        Answer answer(RgbImage image) {
            long begin = System.nanoTime();
            float[] logits = network.logits(bundle.preprocessing().apply(image).data());
            double millis = (System.nanoTime() - begin) * 1e-6;
            float[] ordered = new float[order.length];
            for (int i = 0; i < order.length; i++) {
                ordered[i] = logits[order[i]];
            }
            return new Answer(ordered, millis);
        }

        Side side(Evaluation evaluation, double[] millis) {
            Summary summary = Summary.of(bundle.parameters().architecture());
            return new Side(
                    name,
                    evaluation.top(1),
                    evaluation.topInterval(1),
                    evaluation.loss(),
                    evaluation.calibration().expectedError(),
                    summary.parameters(),
                    summary.multiplyAdds(),
                    summary.weightBytes(),
                    median(millis));
        }
    }

    @Override
    public Integer call() throws IOException {
        ModelBundle one = StartingModel.load("the first MODEL", first, output.console());
        ModelBundle other = StartingModel.load("the second MODEL", second, output.console());
        requireSameClasses(one.labels(), other.labels());
        Contender a = Contender.of(first, one, one.labels());
        Contender b = Contender.of(second, other, one.labels());
        Report report = output.report();
        try (ImageFolder folder = ImageFolder.open(data, one.labels())) {
            folder.part().ifPresent(part -> report.note("comparing on the " + part + " part of " + data));
            ImageReader reader =
                    new ImageReader(folder, images.decoder(), one.preprocessing(), images.threads(), images.isStrict());
            ImageReader.Outcome<List<Answer>> outcome;
            try (Progress progress =
                    report.progress("images", "images", folder.samples().size())) {
                outcome = reader.mapDecoded(
                        folder.samples(),
                        image -> List.of(a.answer(image), b.answer(image)),
                        (done, total) -> progress.step());
            }
            outcome.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
            report(report, a, b, outcome);
        }
        return ExitCode.OK;
    }

    private void requireSameClasses(List<String> one, List<String> other) {
        Set<String> onlyOne = new HashSet<>(one);
        onlyOne.removeAll(new HashSet<>(other));
        if (!onlyOne.isEmpty() || one.size() != other.size()) {
            throw new InvalidInputException(first + " knows " + one.size() + " classes and " + second + " "
                    + other.size()
                    + (onlyOne.isEmpty() ? "" : ", " + onlyOne.iterator().next() + " not among them")
                    + "; compare models of the same classes");
        }
    }

    private static void report(Report report, Contender a, Contender b, ImageReader.Outcome<List<Answer>> outcome) {
        int[] labels = outcome.samples().stream().mapToInt(Sample::label).toArray();
        Evaluation ofFirst = evaluation(labels, outcome.results(), 0);
        Evaluation ofSecond = evaluation(labels, outcome.results(), 1);
        PairedComparison pairs = PairedComparison.of(ofFirst.judgements(), ofSecond.judgements());
        Compared compared = new Compared(
                a.side(ofFirst, millis(outcome.results(), 0)),
                b.side(ofSecond, millis(outcome.results(), 1)),
                pairs.total(),
                outcome.skipped().size(),
                pairs.agreement(),
                pairs.bothRight(),
                pairs.onlyFirst(),
                pairs.onlySecond(),
                pairs.bothWrong(),
                pairs.mcNemarP());
        TABLE.lines(List.of(compared.first, compared.second)).forEach(report::text);
        report.text("");
        report.result(compared, text(compared));
    }

    private static Evaluation evaluation(int[] labels, List<List<Answer>> answers, int model) {
        return Evaluation.of(
                labels, answers.stream().map(both -> both.get(model).logits).toList());
    }

    private static double[] millis(List<List<Answer>> answers, int model) {
        return answers.stream().mapToDouble(both -> both.get(model).millis).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
    }

    private static String text(Compared compared) {
        String better = compared.onlyFirstRight == compared.onlySecondRight
                ? "both are right equally often"
                : (compared.onlyFirstRight > compared.onlySecondRight ? "the first" : "the second")
                        + " is right more often; "
                        + (compared.mcNemarP < 0.05
                                ? "that is unlikely to be chance"
                                : "that may well be chance, more images would tell");
        return String.format(
                Locale.ROOT,
                "same answer on %.1f %% of %,d images%s%nboth right %,d, only the first %,d, only the second %,d,"
                        + " neither %,d%nMcNemar's exact test: p = %.3g: %s",
                100 * compared.agreement,
                compared.images,
                compared.skipped == 0 ? "" : ", " + compared.skipped + " left out",
                compared.bothRight,
                compared.onlyFirstRight,
                compared.onlySecondRight,
                compared.bothWrong,
                compared.mcNemarP,
                better);
    }
}
