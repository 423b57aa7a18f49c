package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
        @Nullable Double testTop1,
        @Nullable Integer test,
        List<ClassFigures> classes) {
    /** @param tested how good the model is on images to test on; null where there are none */
    static TrainingFigures of(Path model, Path report, TrainedModel trained, @Nullable Evaluation tested) {
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
                tested == null ? null : tested.top(1),
                tested == null ? null : tested.matrix().total(),
                ClassFigures.of(evaluation.matrix(), trained.model().labels()));
    }

    String text() {
        String onTest = testTop1 == null
                ? ""
                : String.format(Locale.ROOT, "top-1 %s on %d test images%n", Wording.percent(testTop1), test);
        return String.format(
                Locale.ROOT,
                "top-1 %s on %d validation images, epoch %d of %d, %s%.1f s%n%smodel: %s%nreport: %s",
                Wording.percent(top1),
                validation,
                bestEpoch,
                epochs,
                skipped == 0 ? "" : skipped + " left out, ",
                seconds,
                onTest,
                model,
                report);
    }
}
