package org.mobilenet4j.cli;

import java.util.List;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.augmentation.HorizontalFlip;
import org.mobilenet4j.augmentation.RandomResizedCrop;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/** The training that the quickstart shows: a small MobileNetV2 learns every filter from drawings alone. */
final class QuickstartTraining {
    private static final double WIDTH = 0.35;
    private static final int RESOLUTION = 64;
    private static final double VALIDATION = 0.25;
    private static final Augmentation AUGMENTATION = new Augmentation(new RandomResizedCrop(0.8), new HorizontalFlip());

    /** Found by trying: with so few images, many small steps and gentle changes of the images. */
    private static final TrainerOptions TRAINING = TrainerOptions.FINE_TUNING.with(change -> change.epochs(40)
            .batchSize(16)
            .rates(LearningRates.same(0.015))
            .optimizer(new OptimizerSettings.Sgd(0.9, true, 1e-4)));

    private QuickstartTraining() {}

    static Split split(ImageFolder drawings, long seed) {
        return Split.of(drawings, VALIDATION, seed);
    }

    static Training of(List<String> classes, long seed) {
        NetworkPlan plan =
                new NetworkPlan(TRAINING.with(change -> change.seed(seed)), AUGMENTATION, ImageStore.MEMORY, true);
        return new Training(fresh(classes, seed), plan);
    }

    /** An untrained network. */
    private static Model fresh(List<String> classes, long seed) {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options ->
                        options.withWidth(WIDTH).withClasses(classes.size()).withDropout(0));
        return Model.classifier(
                variant,
                Initialization.of(Initialization.Scheme.FEW_EPOCHS, variant.network(), seed),
                variant.base().preprocessing(RESOLUTION).withFit(new Fit.CenterCrop(RESOLUTION)),
                classes);
    }
}
