package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.evaluation.ClassFigures;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.workflow.TrainedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code mobilenet quickstart}: the main job from beginning to end, on images that it draws itself. */
@Command(
        name = "quickstart",
        description = {
            "Shows the main job from beginning to end, without network or weights: draws images of five kinds of"
                    + " flower, trains a classifier on them, validates it, and classifies an image."
        },
        footerHeading = "%nExample:%n",
        footer = "  mobilenet quickstart")
@SuppressWarnings("NullAway.Init")
final class QuickstartVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "quickstart",
            description = "Folder for images and model (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--per-kind",
            paramLabel = "N",
            defaultValue = "160",
            description = "Images of each kind (default: ${DEFAULT-VALUE}).")
    private int perKind;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of drawings, weights and split (default: ${DEFAULT-VALUE}).")
    private long seed;

    QuickstartVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        if (perKind < 4 || perKind > 10_000) {
            throw new InvalidInputException("--per-kind is " + perKind + ", expected 4 to 10000");
        }
        Report report = output.report();
        Path images = out.resolve("images");
        Path modelFolder = out.resolve("model");
        int total = perKind * FlowerKind.values().length;
        report.note("drawing " + total + " images of five kinds of flower into " + images);
        try (Progress progress = report.progress("drawing", "images", total)) {
            FlowerDrawings.replaceSet(images, perKind, seed, progress);
        }
        try (ImageFolder folder = ImageFolder.open(images)) {
            Split split = QuickstartTraining.split(folder, seed);
            TrainedModel trained;
            try (ConsoleListener listener =
                    new ConsoleListener(report, split.train().size())) {
                trained = QuickstartTraining.of(folder.classes(), seed).run(split, listener);
            }
            trained.model().save(modelFolder);

            Path shown = images.resolve(split.validation().name(0));
            List<Prediction> predictions =
                    ImageClassifier.load(modelFolder).classify(shown).top(3);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            Evaluation evaluation = trained.validation().evaluation();
            EvaluationReport.CLASSES
                    .lines(ClassFigures.of(evaluation.matrix(), folder.classes()))
                    .forEach(report::text);
            QuickstartFigures figures = new QuickstartFigures(
                    images.toString(),
                    modelFolder.toString(),
                    split.train().size(),
                    split.validation().size(),
                    evaluation.top(1),
                    1.0 / folder.classes().size(),
                    seconds,
                    shown.toString(),
                    predictions);
            report.result(figures, figures.text());
        }
        return ExitCode.OK;
    }
}
