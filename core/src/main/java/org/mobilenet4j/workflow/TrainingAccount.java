package org.mobilenet4j.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * How a training run went: the provenance that is saved with its model.
 *
 * @param data where the images to learn from are
 * @param validation where those to validate on are
 * @param skipped images of both that could not be read
 * @param epochs how many were run
 * @param best the epoch that was kept
 * @param seconds that reading and training took
 * @param threads that read images, of each process
 */
public record TrainingAccount(
        String data,
        String validation,
        TrainingPlan plan,
        int trainImages,
        int validationImages,
        List<SkippedImage> skipped,
        int epochs,
        Epoch best,
        double top1,
        double seconds,
        int threads) {
    public TrainingAccount {
        skipped = List.copyOf(skipped);
    }

    /** As it is saved, with the versions of what computed. */
    public Map<String, @Nullable Object> entries() {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("data", data);
        run.put("validation", validation);
        switch (plan) {
            case HeadPlan head -> run.put("options", head.options().toString());
            case NetworkPlan network -> {
                run.put("options", network.options().toString());
                if (network.int8() != null) {
                    run.put("int8_ranges", network.int8().name().toLowerCase(Locale.ROOT));
                }
                run.put("augmentation", network.augmentation().toString());
                Distillation distillation = network.distillation();
                if (distillation != null) {
                    run.put("teacher", distillation.teacher().name());
                    run.put("temperature", distillation.temperature());
                    run.put("teacher_share", distillation.share());
                }
            }
        }
        run.put("train_images", trainImages);
        run.put("validation_images", validationImages);
        run.put("skipped", skipped.stream().map(SkippedImage::name).toList());
        run.put("seed", plan.seed());
        run.put("epochs", epochs);
        run.put("best_epoch", best.epoch());
        run.put("top1", top1);
        run.put("seconds", seconds);
        run.put("threads", threads);
        run.put("mobilenet4j", version());
        run.put("java", Runtime.version().toString());
        run.put("kernels", KernelSelection.chosen().kernels().name());
        return run;
    }

    /** As the build wrote it into the jar. */
    static String version() {
        return Objects.requireNonNullElse(
                TrainingAccount.class.getPackage().getImplementationVersion(), "(unpackaged)");
    }
}
