package org.mobilenet4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.cli.report.Table;
import org.mobilenet4j.cli.report.html.KeyFigure;
import org.mobilenet4j.cli.report.html.LineChart;
import org.mobilenet4j.cli.report.html.Page;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageReader.Skipped;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * The report of a training run, {@code report.html} in the model's folder: how it learned, what came of it on the validation
 * images, and what it was told to do.
 *
 * @param name of the model
 * @param about what was trained on what, in a line
 * @param best the epoch that was kept
 * @param validation the kept model on the validation images
 * @param reader of those images, for thumbnails
 * @param options of the training, a record
 * @param augmentation of the training images, where they were changed
 * @param run the account that is kept with the model
 */
record TrainingPage(
        String name,
        String about,
        TrainingHistory history,
        Epoch best,
        EvaluatedImages validation,
        ImageReader reader,
        List<Skipped> skipped,
        Record options,
        Optional<Augmentation> augmentation,
        Map<String, ? extends @Nullable Object> run,
        double seconds) {
    private static final int SKIPPED_SHOWN = 20;

    /** What the account of a run has that was not told it, and is shown elsewhere. */
    private static final Set<String> RESULTS = Set.of("verb", "skipped", "epochs", "best_epoch", "top1", "seconds");

    private static final Table<Setting> SETTINGS =
            new Table<Setting>().text("setting", Setting::name).text("value", Setting::value);

    private static final Table<Skipped> SKIPPED = new Table<Skipped>()
            .text("image", skipped -> skipped.sample().name())
            .text("why", Skipped::reason);

    private record Setting(String name, String value) {}

    Page page() {
        Page page = new Page("How " + name + " was trained", about);
        page.keyFigures(keyFigures());
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
        course(page);
        EvaluationPage.classes(page, evaluation.matrix(), validation.labels());
        EvaluationPage.confusion(page, evaluation.matrix(), validation.labels());
        EvaluationPage.mistakes(page, validation, reader);
        if (!skipped.isEmpty()) {
            page.section(
                    "Images that were left out",
                    skipped.size() <= SKIPPED_SHOWN
                            ? "They could not be read."
                            : "The first " + SKIPPED_SHOWN + " of " + skipped.size() + " that could not be read.");
            page.table(SKIPPED, skipped.stream().limit(SKIPPED_SHOWN).toList());
        }
        page.section("What it was told", "Enough to do it again: the same on the same machine gives the same model.");
        page.table(SETTINGS, settings());
        return page;
    }

    private List<KeyFigure> keyFigures() {
        return List.of(
                new KeyFigure(
                        "named correctly (top-1)",
                        ClassFigures.percent(validation.evaluation().top(1)),
                        "of the validation images"),
                new KeyFigure(
                        "epoch kept",
                        best.epoch() + " of " + history.epochs().size(),
                        history.epochs().size() < best.epochs()
                                ? "the best; stopped early, of " + best.epochs() + " at most"
                                : "the best on the validation images"),
                new KeyFigure(
                        "loss",
                        String.format(
                                Locale.ROOT, "%.3f", validation.evaluation().loss()),
                        "on the validation images; 0 is perfect"),
                new KeyFigure(
                        "F1, classes alike",
                        ClassFigures.percent(validation.evaluation().matrix().macroF1()),
                        "mean over classes, rare ones counting the same"),
                new KeyFigure("time", duration(seconds + history.secondsBefore()), "reading the images included"));
    }

    /** Curves of loss, accuracy and learning rate. */
    private void course(Page page) {
        page.section(
                "How it learned",
                "An epoch is one pass over the images. Good: both losses fall. Where the one on the training images"
                        + " falls and the validation one rises, it learns by heart; where both still fall at the end, more"
                        + " epochs may help. Training images are seen changed, and with label smoothing if that was"
                        + " asked for, so their loss may lie above the validation one.");
        page.charts(
                Page.captioned(
                        "Loss: how far from the truth",
                        chart("loss", Epoch::loss, Epoch::validationLoss, false).toElement()),
                Page.captioned(
                        "Named correctly (top-1)",
                        chart("top-1", Epoch::trainAccuracy, Epoch::accuracy, true)
                                .toElement()),
                Page.captioned("Learning rate: how large the steps were", rates().toElement()));
    }

    private LineChart chart(
            String title, ToDoubleFunction<Epoch> train, ToDoubleFunction<Epoch> held, boolean isPercent) {
        double[] numbers = values(Epoch::epoch);
        double[] learnt = values(train);
        double[] checked = values(held);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < numbers.length; i++) {
            low = Math.min(low, Math.min(learnt[i], checked[i]));
            high = Math.max(high, Math.max(learnt[i], checked[i]));
        }
        LineChart chart = new LineChart("epoch", title).counting();
        return (isPercent ? chart.percent() : chart)
                .markedLine("training images", numbers, learnt)
                .markedLine("validation images", numbers, checked)
                .reference("epoch kept", new double[] {best.epoch(), best.epoch()}, new double[] {low, high});
    }

    private double[] values(ToDoubleFunction<Epoch> figure) {
        return history.epochs().stream().mapToDouble(figure).toArray();
    }

    private LineChart rates() {
        Epoch last = history.epochs().getLast();
        double stepsPerEpoch = (double) last.step() / last.epoch();
        return new LineChart("epoch", "learning rate")
                .counting()
                .line(
                        "learning rate",
                        history.rates().stream()
                                .mapToDouble(rate -> rate.step() / stepsPerEpoch)
                                .toArray(),
                        history.rates().stream()
                                .mapToDouble(TrainingHistory.Rate::rate)
                                .toArray());
    }

    /** What is kept with the model, but for what is shown elsewhere; the options one by one. */
    private List<Setting> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        run.forEach((key, value) -> {
            if (key.equals("options")) {
                settings.putAll(Wording.ofEach(options));
            } else if (key.equals("augmentation")) {
                augmentation.ifPresent(changes -> settings.put(key, Wording.of(changes)));
            } else if (value != null && !RESULTS.contains(key)) {
                settings.put(Wording.name(key), Wording.of(value));
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
