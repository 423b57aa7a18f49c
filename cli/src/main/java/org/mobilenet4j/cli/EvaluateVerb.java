package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet evaluate}: how good is a model on these images? */
@Command(
        name = "evaluate",
        description = "Says how good a model is on labelled images: a folder (or zip) with a folder per class, named as"
                + " the model names its classes.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet evaluate --model my-model --data photos --report report.html")
@SuppressWarnings("NullAway.Init")
final class EvaluateVerb implements Callable<Integer> {
    private static final int TOP = 5;
    private static final int EXTREMES = 10;

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

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Write a page to read and to print: figures, charts and the worst mistakes, in one HTML file.")
    private @Nullable Path page;

    @Option(
            names = "--csv",
            paramLabel = "DIR",
            description = "Write tables for a spreadsheet: images.csv, classes.csv and confusion.csv.")
    private @Nullable Path tables;

    @Mixin
    private ImageOptions images;

    EvaluateVerb(Output output) {
        this.output = output;
    }

    /**
     * Accuracies and errors of calibration are shares; intervals hold with a confidence of 95 % (Wilson).
     *
     * @param temperature of least loss on these images
     * @param calibratedError, calibratedLoss each half of the images under the temperature fitted to the other
     * @param confusionMatrix of the classes that occur or were predicted, in the order of {@code classes}: rows what is
     *     there, columns what was said
     */
    private record Evaluated(
            String model,
            String data,
            int images,
            int skipped,
            double top1,
            Interval top1Interval,
            double top5,
            Interval top5Interval,
            double loss,
            double macroF1,
            double calibrationError,
            double temperature,
            double calibratedError,
            double calibratedLoss,
            double seconds,
            List<ClassFigures> classes,
            int[][] confusionMatrix,
            List<Extreme> worst,
            List<Extreme> slowest) {}

    /** An image that stands out. */
    private record Extreme(
            String file, String label, String predicted, double confidence, double loss, double millis) {}

    @Override
    public Integer call() throws IOException {
        if (page != null) {
            OutputFile.folderOfFile("--report", page);
        }
        if (tables != null) {
            ModelFolder.requireUsable("--csv", tables);
        }
        long begin = System.nanoTime();
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        CompiledNetwork network = Compiler.compile(bundle.parameters());
        Report report = output.report();
        try (ImageFolder folder = ImageFolder.open(data, bundle.labels())) {
            folder.part().ifPresent(part -> report.note("evaluating on the " + part + " part of " + data));
            ImageReader reader = new ImageReader(
                    folder, images.decoder(), bundle.preprocessing(), images.threads(), images.isStrict());
            ImageReader.Outcome<float[]> outcome = run(reader, network::logits, report);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            EvaluatedImages evaluated = EvaluatedImages.of(outcome, bundle.labels());
            String caution = isTrainedOn(bundle, folder)
                    ? "The model learned from these very images, or from most of them: the figures flatter it."
                    : "";
            if (!caution.isEmpty()) {
                report.warning(caution);
            }
            if (page != null) {
                EvaluationPage.of(model, data.toString(), caution, evaluated, reader, seconds)
                        .write(page);
            }
            if (tables != null) {
                EvaluationTables.of(evaluated).write(tables);
            }
            report(report, evaluated, outcome.skipped().size(), seconds);
        }
        return ExitCode.OK;
    }

    /** Whether the account of its training names this dataset; of a divided one, it saw another part. */
    private static boolean isTrainedOn(ModelBundle bundle, ImageFolder folder) {
        return folder.part().isEmpty()
                && bundle.run().get("data") instanceof String trainedOn
                && Path.of(trainedOn).toAbsolutePath().equals(folder.path().toAbsolutePath());
    }

    /** Computes something of every image of a folder, with a bar; what cannot be read is told. */
    static <R> ImageReader.Outcome<R> run(ImageReader reader, Function<float[], R> compute, Report report) {
        ImageFolder folder = reader.folder();
        try (Progress progress =
                report.progress("images", "images", folder.samples().size())) {
            ImageReader.Outcome<R> outcome = reader.map(folder.samples(), compute, (done, total) -> progress.step());
            outcome.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
            return outcome;
        }
    }

    private void report(Report report, EvaluatedImages evaluated, int skipped, double seconds) {
        Evaluation evaluation = evaluated.evaluation();
        ConfusionMatrix matrix = evaluation.matrix();
        List<ClassFigures> figures = ClassFigures.of(matrix, evaluated.labels());
        ClassFigures.TABLE.lines(figures).forEach(report::text);
        report.text("");
        report.result(
                new Evaluated(
                        model,
                        data.toString(),
                        matrix.total(),
                        skipped,
                        evaluation.top(1),
                        evaluation.topInterval(1),
                        evaluation.top(TOP),
                        evaluation.topInterval(TOP),
                        evaluation.loss(),
                        matrix.macroF1(),
                        evaluation.calibration().expectedError(),
                        evaluation.scaling().temperature(),
                        evaluation.scaling().calibration().expectedError(),
                        evaluation.scaling().loss(),
                        seconds,
                        figures,
                        matrix.of(occurring(matrix)),
                        extremes(evaluated, evaluated.worst(EXTREMES)),
                        extremes(evaluated, evaluated.slowest(EXTREMES))),
                text(evaluated, skipped, seconds));
    }

    private static String text(EvaluatedImages evaluated, int skipped, double seconds) {
        Evaluation evaluation = evaluated.evaluation();
        int total = evaluation.judgements().size();
        Interval interval = evaluation.topInterval(1);
        StringBuilder text = new StringBuilder();
        for (EvaluatedImages.Image mistake : evaluated.mostConfidentMistakes(3)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%.1f %% sure and wrong: %s, taken for %s%n",
                    100 * mistake.judgement().confidence(),
                    mistake.sample().name(),
                    evaluated.predictionOf(mistake)));
        }
        text.append(text.isEmpty() ? "" : String.format("%n"));
        text.append("top-1 ").append(ClassFigures.percent(evaluation.top(1)));
        text.append(String.format(
                Locale.ROOT, " (95 %% interval %.1f to %.1f)", 100 * interval.low(), 100 * interval.high()));
        if (evaluated.labels().size() > TOP) {
            text.append(", top-5 ").append(ClassFigures.percent(evaluation.top(TOP)));
        }
        text.append(String.format(Locale.ROOT, ", loss %.3f on %,d images", evaluation.loss(), total));
        text.append(skipped == 0 ? "" : ", " + skipped + " left out");
        text.append(String.format(
                Locale.ROOT,
                "%ncalibration error %.1f %%, %.1f %% with temperature %.2f%n%.1f s, %.0f images/s",
                100 * evaluation.calibration().expectedError(),
                100 * evaluation.scaling().calibration().expectedError(),
                evaluation.scaling().temperature(),
                seconds,
                total / seconds));
        return text.toString();
    }

    /** The classes that occur or were predicted. */
    static int[] occurring(ConfusionMatrix matrix) {
        return IntStream.range(0, matrix.classes())
                .filter(label -> matrix.actual(label) > 0 || matrix.predicted(label) > 0)
                .toArray();
    }

    private static List<Extreme> extremes(EvaluatedImages evaluated, List<EvaluatedImages.Image> images) {
        return images.stream()
                .map(image -> new Extreme(
                        image.sample().name(),
                        evaluated.labelOf(image),
                        evaluated.predictionOf(image),
                        image.judgement().confidence(),
                        image.judgement().loss(),
                        image.millis()))
                .toList();
    }
}
