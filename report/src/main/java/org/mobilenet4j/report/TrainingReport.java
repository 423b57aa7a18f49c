package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.EvaluatedImages;
import org.mobilenet4j.workflow.TrainedModel;
import org.mobilenet4j.workflow.TrainingPlan;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * A page on a training run: how it learned, how good it is on the validation images, and its settings.
 *
 * @param name what to call the model
 * @param about what was trained on what, in a line
 * @param history that listened to the run
 * @param trained while its dataset is open, for thumbnails
 */
public record TrainingReport(
        String name, String about, TrainingPlan plan, TrainingHistory history, TrainedModel trained) {
    private static final int SKIPPED_SHOWN = 20;

    /** Results in the account of a run, which are shown elsewhere. */
    private static final Set<String> RESULTS = Set.of("verb", "skipped", "epochs", "best_epoch", "top1", "seconds");

    private static final Columns<Setting> SETTINGS =
            new Columns<Setting>().text("setting", Setting::name).text("value", Setting::value);

    private static final Columns<SkippedImage> SKIPPED =
            new Columns<SkippedImage>().text("image", SkippedImage::name).text("why", SkippedImage::reason);

    private record Setting(String name, String value) {}

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        Page page = new Page("How " + name + " was trained", about);
        page.keyFigures(keyFigures());
        EvaluatedImages validation = trained.validation();
        Evaluation evaluation = validation.evaluation();
        Interval interval = evaluation.topInterval(1);
        page.text(String.format(
                Locale.ROOT,
                "Of %,d images that it did not learn from the model names %,d correctly; on other images of the same"
                        + " kind expect between %.1f and %.1f %% (95 %% confidence, Wilson's interval). These images"
                        + " also chose which epoch was kept, which flatters a little: where it matters, evaluate it on"
                        + " images that had no part in this.",
                evaluation.judgements().size(),
                evaluation.inTop(1),
                100 * interval.low(),
                100 * interval.high()));
        new TrainingCourse(history, trained.best(), Measure.TOP1).addTo(page);
        EvaluationReport.classes(page, evaluation.matrix(), validation.labels());
        EvaluationReport.confusion(page, evaluation.matrix(), validation.labels());
        EvaluationReport.mistakes(page, validation);
        List<SkippedImage> skipped = trained.skipped();
        if (!skipped.isEmpty()) {
            page.section(
                    "Images that were left out",
                    skipped.size() <= SKIPPED_SHOWN
                            ? "They could not be read."
                            : "The first " + SKIPPED_SHOWN + " of " + skipped.size() + " that could not be read.");
            page.table(SKIPPED, skipped.stream().limit(SKIPPED_SHOWN).toList());
        }
        page.section("Settings", "Enough to repeat the run: on the same machine they give the same model.");
        page.table(SETTINGS, settings());
        return page;
    }

    private List<KeyFigure> keyFigures() {
        Evaluation evaluation = trained.validation().evaluation();
        Epoch best = trained.best();
        return List.of(
                new KeyFigure(
                        "named correctly (top-1)", Wording.percent(evaluation.top(1)), "of the validation images"),
                new KeyFigure(
                        "epoch kept",
                        best.epoch() + " of " + history.epochs().size(),
                        history.epochs().size() < best.epochs()
                                ? "the best; stopped early, of " + best.epochs() + " at most"
                                : "the best on the validation images"),
                new KeyFigure(
                        "loss",
                        String.format(Locale.ROOT, "%.3f", evaluation.loss()),
                        "on the validation images; 0 is perfect"),
                new KeyFigure(
                        "F1, classes alike",
                        Wording.percent(evaluation.matrix().macroF1()),
                        "mean over classes, rare ones counting the same"),
                new KeyFigure(
                        "time", duration(trained.seconds() + history.secondsBefore()), "reading the images included"));
    }

    /** What is kept with the model, but for what is shown elsewhere; the options one by one. */
    private List<Setting> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        trained.model().run().forEach((key, value) -> {
            switch (key) {
                case "options" -> {
                    settings.putAll(Wording.ofEach(
                            switch (plan) {
                                case HeadPlan head -> head.options();
                                case NetworkPlan network -> network.options();
                            }));
                }
                case "augmentation" -> {
                    if (plan instanceof NetworkPlan network) {
                        settings.put(key, Wording.of(network.augmentation()));
                    }
                }
                default -> {
                    if (value != null && !RESULTS.contains(key)) {
                        settings.put(Wording.name(key), Wording.of(value));
                    }
                }
            }
        });
        return settings.entrySet().stream()
                .map(entry -> new Setting(entry.getKey(), entry.getValue()))
                .toList();
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole / 60 % 60 + " min";
    }
}
