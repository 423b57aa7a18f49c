package org.mobilenet4j.workflow;

import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.TrainerOptions;

/**
 * Settings to train a detector or a segmentation network with over a trained trunk, on some hundred images.
 *
 * @param options of the training
 * @param augmentation of the images
 */
public record DenseRecipe(TrainerOptions options, DenseAugmentation augmentation) {
    /** Both sides of the input, in pixels. */
    public static final int RESOLUTION = 320;

    private static final TrainerOptions COMMON = TrainerOptions.FINE_TUNING.with(change -> change.batchSize(8)
            .optimizer(new OptimizerSettings.Sgd(0.9, true, 4e-5))
            .schedule(new LearningRateSchedule.OneCycle(0.2, 0.1, 1e-3))
            .labelSmoothing(0));

    private static final DenseRecipe DETECTION = new DenseRecipe(
            COMMON.with(change ->
                    change.epochs(33).rates(new LearningRates(0.02, 0.04)).clipNorm(10)),
            DenseAugmentation.DETECTION);

    private static final DenseRecipe SEGMENTATION = new DenseRecipe(
            COMMON.with(change -> change.epochs(13).rates(new LearningRates(0.02, 0.05))),
            DenseAugmentation.SEGMENTATION);

    /** Those for boxes or for masks. */
    public static DenseRecipe of(AnnotationTask task) {
        return switch (task) {
            case DETECTION -> DETECTION;
            case SEGMENTATION -> SEGMENTATION;
        };
    }
}
