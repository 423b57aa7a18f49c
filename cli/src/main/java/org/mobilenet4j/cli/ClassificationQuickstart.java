package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.evaluation.ClassFigures;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.workflow.TrainedModel;

/**
 * The quickstart of classification.
 *
 * @param out folder for images and model
 * @param perKind images of each kind of flower
 * @param seed of drawings, weights and split
 */
record ClassificationQuickstart(Report report, Path out, int perKind, long seed) {
    void run() throws IOException {
        long begin = System.nanoTime();
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
    }
}
