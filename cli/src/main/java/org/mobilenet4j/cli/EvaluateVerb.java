package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.PictureReader;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet evaluate}: how good is a model on these pictures? */
@Command(
        name = "evaluate",
        description =
                "Says how good a model is on labelled pictures: a folder (or zip) with a folder per class, named as"
                        + " the model names its classes.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet evaluate --model my-model --data photos")
@SuppressWarnings("NullAway.Init")
final class EvaluateVerb implements Callable<Integer> {
    private static final int TOP = 5;

    private final Output output;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class; of one that comes divided, the test part is taken.")
    private Path data;

    @Mixin
    private PictureOptions pictures;

    EvaluateVerb(Output output) {
        this.output = output;
    }

    /** Accuracies are shares. */
    private record Evaluated(
            String model,
            String data,
            int pictures,
            int skipped,
            double top1,
            double top5,
            double seconds,
            List<ClassFigures> classes) {}

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        CompiledModel network = Compiler.compile(bundle.parameters());
        Report report = output.report();
        try (ImageFolder folder = ImageFolder.open(data, bundle.labels())) {
            folder.part().ifPresent(part -> report.note("evaluating on the " + part + " part of " + data));
            PictureReader reader = new PictureReader(
                    folder, pictures.decoder(), bundle.preprocessing(), pictures.threads(), pictures.isStrict());
            PictureReader.Outcome<float[]> outcome;
            try (Progress progress =
                    report.progress("pictures", "pictures", folder.samples().size())) {
                outcome = reader.map(folder.samples(), network::logits, (done, total) -> progress.step());
            }
            outcome.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
            report(report, bundle, outcome, (System.nanoTime() - begin) * 1e-9);
        }
        return ExitCode.OK;
    }

    private void report(Report report, ModelBundle bundle, PictureReader.Outcome<float[]> outcome, double seconds) {
        ConfusionMatrix matrix = new ConfusionMatrix(bundle.labels().size());
        int inTop = 0;
        for (int i = 0; i < outcome.samples().size(); i++) {
            float[] logits = outcome.results().get(i);
            int label = outcome.samples().get(i).label();
            int largest = IntStream.range(0, logits.length)
                    .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                    .orElseThrow();
            matrix.add(label, largest);
            long above = IntStream.range(0, logits.length)
                    .filter(other -> logits[other] > logits[label])
                    .count();
            inTop += above < TOP ? 1 : 0;
        }
        double top5 = (double) inTop / matrix.total();
        List<ClassFigures> figures = ClassFigures.of(matrix, bundle.labels());
        ClassFigures.TABLE.lines(figures).forEach(report::text);
        report.text("");
        report.result(
                new Evaluated(
                        model,
                        data.toString(),
                        matrix.total(),
                        outcome.skipped().size(),
                        matrix.accuracy(),
                        top5,
                        seconds,
                        figures),
                "top-1 " + ClassFigures.percent(matrix.accuracy())
                        + (bundle.labels().size() > TOP ? ", top-5 " + ClassFigures.percent(top5) : "")
                        + " on " + matrix.total() + " pictures"
                        + (outcome.skipped().isEmpty()
                                ? ""
                                : ", " + outcome.skipped().size() + " left out")
                        + String.format(Locale.ROOT, ", %.1f s (%.0f pictures/s)", seconds, matrix.total() / seconds));
    }
}
