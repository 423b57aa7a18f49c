package org.mobilenet4j.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.workflow.DenseTraining;

/**
 * A page on the training of a detector or a segmentation network: how good it is on the validation images, how it learned,
 * and its settings.
 *
 * @param evaluation the page on the validation images, to which the rest is added
 * @param measure what an epoch's accuracy is
 * @param history that listened to the run
 */
public record DenseTrainingReport(
        Page evaluation, DenseTraining.Trained trained, Measure measure, TrainingHistory history) {
    private record Setting(String name, @Nullable Object value) {}

    private static final Columns<Setting> SETTINGS = new Columns<Setting>()
            .text("setting", setting -> Wording.name(setting.name))
            .text("value", setting -> String.valueOf(setting.value));

    /** The whole report. */
    public Page page() {
        new TrainingCourse(history, trained.best(), measure).addTo(evaluation);
        evaluation.section("Settings", "Enough to repeat the run: on the same machine they give the same model.");
        List<Setting> settings = trained.model().run().entrySet().stream()
                .filter(entry -> entry.getValue() != null && !entry.getKey().equals("verb"))
                .map(DenseTrainingReport::setting)
                .toList();
        return evaluation.table(SETTINGS, settings);
    }

    private static Setting setting(Map.Entry<String, @Nullable Object> entry) {
        return new Setting(entry.getKey(), entry.getValue() == null ? "" : Wording.of(entry.getValue()));
    }
}
