package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.report.DenseTrainingReport;
import org.mobilenet4j.report.Page;
import org.mobilenet4j.report.TensorBoardLog;
import org.mobilenet4j.report.TrainingHistory;
import org.mobilenet4j.workflow.DenseTraining;
import org.mobilenet4j.workflow.DenseTrainingRun;
import org.mobilenet4j.workflow.DetectorEvaluation;
import org.mobilenet4j.workflow.SegmenterEvaluation;
import org.mobilenet4j.workflow.TrainingRun;

/**
 * What {@code train} does with boxes or masks.
 *
 * @param out the folder to write
 * @param isResumed whether to go on with the run that the folder holds
 */
record AnnotatedTraining(
        Output output, DataFlags data, PlanFlags plan, ImageFlags images, Path out, boolean isResumed) {
    void run(AnnotationTask task) throws IOException {
        ImageReader reader = images.reader();
        OutputPath.requireFolder("--out", out);
        Report report = output.report();
        try (DataFlags.Annotated opened = data.annotated(task, plan.seed(), reader.isStrict())) {
            DenseTraining training = plan.dense(task, opened.dataset().networkLabels(), images, reader, output);
            DenseTrainingRun run =
                    new DenseTrainingRun(training, out, isResumed, plan.denseFacts(data.name(), opened.validation()));
            report.note(plan.describe(training));
            TrainingHistory history = new TrainingHistory();
            DenseTraining.Trained trained;
            try (TensorBoardLog curves = new TensorBoardLog(out.resolve("tensorboard"), training.measure());
                    Interruption interruption = new Interruption(report, TrainingRun.checkpoint(out));
                    ConsoleListener listener =
                            new ConsoleListener(report, opened.parts().train().size(), training.measure())) {
                trained = interruption.telling(
                        () -> run.run(opened.parts(), listener.with(List.of(history, curves, interruption))));
            }
            judge(trained, opened.parts().validation(), training, history, reader);
            report.note("next: mobilenet predict --model " + out + " --draw drawn IMAGE");
        }
    }

    private void judge(
            DenseTraining.Trained trained,
            AnnotatedImages validation,
            DenseTraining training,
            TrainingHistory history,
            ImageReader reader)
            throws IOException {
        Report report = output.report();
        Path file = out.resolve("report.html");
        EvaluatedModel evaluation = new EvaluatedModel(out.toString(), Path.of(data.name()), file, null, report);
        UnaryOperator<Page> course = page -> new DenseTrainingReport(page, trained, training.measure(), history).page();
        try (ConsoleListener listener = new ConsoleListener(report)) {
            switch (training.measure()) {
                case AVERAGE_PRECISION ->
                    evaluation.tell(new DetectorEvaluation(trained.model(), reader).run(validation, listener), course);
                case MEAN_IOU ->
                    evaluation.tell(new SegmenterEvaluation(trained.model(), reader).run(validation, listener), course);
                case TOP1 -> throw new IllegalStateException("a classifier is trained elsewhere");
            }
        }
        report.note(String.format(
                Locale.ROOT,
                "epoch %d of %d kept, %.1f s; model: %s, report: %s",
                trained.best().epoch(),
                trained.epochs(),
                trained.seconds(),
                out,
                file));
    }
}
