package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.evaluation.ClassFigures;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.TrainedModel;

/** The result of a training run as it is printed; accuracies are shares. */
record TrainingFigures(
        String model,
        String report,
        double top1,
        int validation,
        int train,
        int skipped,
        int epochs,
        int bestEpoch,
        double seconds,
        List<ClassFigures> classes) {
    static TrainingFigures of(Path model, Path report, TrainedModel trained) {
        Evaluation evaluation = trained.validation().evaluation();
        return new TrainingFigures(
                model.toString(),
                report.toString(),
                evaluation.top(1),
                evaluation.matrix().total(),
                trained.trainImages(),
                trained.skipped().size(),
                trained.epochs(),
                trained.best().epoch(),
                trained.seconds(),
                ClassFigures.of(evaluation.matrix(), trained.model().labels()));
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "top-1 %s on %d validation images, epoch %d of %d, %s%.1f s%nmodel: %s%nreport: %s",
                Wording.percent(top1),
                validation,
                bestEpoch,
                epochs,
                skipped == 0 ? "" : skipped + " left out, ",
                seconds,
                model,
                report);
    }
}
