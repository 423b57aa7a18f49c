package org.mobilenet4j.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.augmentation.AutoAugment;
import org.mobilenet4j.augmentation.CutMix;
import org.mobilenet4j.augmentation.HorizontalFlip;
import org.mobilenet4j.augmentation.MixUp;
import org.mobilenet4j.augmentation.PaddedCrop;
import org.mobilenet4j.augmentation.RandomErasing;
import org.mobilenet4j.augmentation.RandomResizedCrop;
import org.mobilenet4j.augmentation.TrivialAugment;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.training.InputLimit;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.TrainerOptions;

/** Settings that belong together and are known to work, under a name. */
@SuppressWarnings("ImmutableEnumChecker") // records of values
public enum Recipe {
    /**
     * A whole network with trained weights on a few thousand images: five epochs of one cycle, the new head a little
     * faster than the trunk. Our own.
     */
    FINETUNE(TrainerOptions.FINE_TUNING, new Augmentation(new RandomResizedCrop(0.4), new HorizontalFlip())),

    /**
     * A trained network made ready for eight bits on the images that it learned from: two epochs behind the last of the
     * others, at the learning rate where they ended. Our own.
     */
    QUANTIZATION_AWARE(
            TrainerOptions.FINE_TUNING.with(change -> change.epochs(2)
                    .rates(LearningRates.same(1e-4))
                    .schedule(new LearningRateSchedule.Cosine(0))
                    .labelSmoothing(0)),
            new Augmentation(new RandomResizedCrop(0.4), new HorizontalFlip())),

    /**
     * CIFAR-10 from scratch in few epochs: the crop with padding 4 and flip of He et al. 2016 (section 4.2), one cycle of
     * Nesterov's momentum (Smith and Topin 2018), label smoothing and an average of the weights; decay of all parameters, as
     * in He et al. The network learns from images shrunk to 24 pixels first.
     */
    CIFAR10(
            TrainerOptions.FINE_TUNING.with(change -> change.epochs(30)
                    .batchSize(128)
                    .inputLimit(new InputLimit(24, 0.7))
                    .optimizer(new OptimizerSettings.Sgd(0.9, true, 5e-4))
                    .decaysAll(true)
                    .rates(LearningRates.same(0.15))
                    .schedule(new LearningRateSchedule.OneCycle(0.2, 0.1, 1e-3))
                    .averageDecay(0.998)),
            new Augmentation(new PaddedCrop(4), new HorizontalFlip())),

    /**
     * MobileNetV2's IMAGENET1K_V1 weights: torchvision's references/classification, with the learning rate of 0.045 for
     * batches of 256 scaled to batches of 32.
     */
    TORCHVISION_V1(
            TrainerOptions.FINE_TUNING.with(change -> change.epochs(300)
                    .optimizer(new OptimizerSettings.Sgd(0.9, false, 4e-5))
                    .rates(LearningRates.same(0.045 * 32 / 256))
                    .schedule(new LearningRateSchedule.StepDecay(1, 0.98))
                    .decaysAll(true)
                    .labelSmoothing(0)),
            new Augmentation(new RandomResizedCrop(0.08), new HorizontalFlip())),

    /**
     * The optimisation of torchvision's IMAGENET1K_V2 weights ("How to Train State-Of-The-Art Models Using TorchVision's
     * Latest Primitives"): cosine behind five epochs of warm-up, label smoothing, an average of the weights, no decay of
     * norms, TrivialAugment, erasing, mixup and CutMix; crops of 176 pixels, the learning rate of 0.5 for
     * batches of 1024 scaled to 128. Its repeated sampling, four changes of a quarter of the images in each epoch, is not part of it.
     */
    TORCHVISION_V2(
            TrainerOptions.FINE_TUNING.with(change -> change.epochs(600)
                    .batchSize(128)
                    .inputLimit(new InputLimit(176, 1))
                    .optimizer(new OptimizerSettings.Sgd(0.9, false, 2e-5))
                    .rates(LearningRates.same(0.5 * 128 / 1024))
                    .schedule(new LearningRateSchedule.Cosine(0).withWarmUp(5))
                    .mixings(List.of(new MixUp(0.2), new CutMix(1)))
                    .averageDecay(0.99998)),
            new Augmentation(new RandomResizedCrop(0.08), new HorizontalFlip(), new TrivialAugment())
                    .withErasing(new RandomErasing(0.1))),

    /**
     * MobileNetV3's weights: torchvision's references/classification, with the learning rate of 0.064 for batches of
     * 1024 scaled to 128.
     */
    MOBILENETV3(
            TrainerOptions.FINE_TUNING.with(change -> change.epochs(600)
                    .batchSize(128)
                    .optimizer(new OptimizerSettings.RmsProp(0.9, 0.0316, false, 0.9, 1e-5))
                    .rates(LearningRates.same(0.064 * 128 / 1024))
                    .schedule(new LearningRateSchedule.StepDecay(2, 0.973))
                    .decaysAll(true)
                    .labelSmoothing(0)),
            new Augmentation(new RandomResizedCrop(0.08), new HorizontalFlip(), new AutoAugment())
                    .withErasing(new RandomErasing(0.2)));

    private final TrainerOptions options;
    private final Augmentation augmentation;

    Recipe(TrainerOptions options, Augmentation augmentation) {
        this.options = options;
        this.augmentation = augmentation;
    }

    /** The recipe of a name as people write it, {@code cifar10}. */
    public static Optional<Recipe> named(String name) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.toString().equals(name))
                .findFirst();
    }

    public TrainerOptions options() {
        return options;
    }

    public Augmentation augmentation() {
        return augmentation;
    }

    /** To train a network by the recipe, with decoded images in memory. */
    public TrainingPlan.NetworkPlan plan() {
        return new TrainingPlan.NetworkPlan(options, augmentation);
    }

    /** What the recipe changes of a network that is trained from scratch. */
    public Options network(Options published) {
        return switch (this) {
            case FINETUNE, QUANTIZATION_AWARE, TORCHVISION_V1, TORCHVISION_V2, MOBILENETV3 -> published;
            case CIFAR10 -> published.withSkippedHalvings(List.of(1, 4)).withDropout(0);
        };
    }

    /** Both sides of the input, in pixels, of a network that is trained from scratch. */
    public int resolution() {
        return switch (this) {
            case FINETUNE, QUANTIZATION_AWARE, TORCHVISION_V1, TORCHVISION_V2, MOBILENETV3 -> MobileNet.RESOLUTION;
            case CIFAR10 -> 32;
        };
    }

    /**
     * How images are prepared for a network that is trained from scratch: CIFAR's statistics for CIFAR, and no margin
     * is cut off images that small.
     */
    public Preprocessing preprocessing(int resolution) {
        return switch (this) {
            case FINETUNE, QUANTIZATION_AWARE, TORCHVISION_V1, TORCHVISION_V2, MOBILENETV3 ->
                Preprocessing.imagenet(resolution);
            case CIFAR10 ->
                new Preprocessing(
                        resolution,
                        resolution,
                        new Fit.CenterCrop(resolution),
                        Interpolation.BILINEAR,
                        List.of(0.4914f, 0.4822f, 0.4465f),
                        List.of(0.2470f, 0.2435f, 0.2616f));
        };
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
