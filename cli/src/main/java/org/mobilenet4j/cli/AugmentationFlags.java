package org.mobilenet4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.augmentation.AutoAugment;
import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.augmentation.CenterFraming;
import org.mobilenet4j.augmentation.ColorJitter;
import org.mobilenet4j.augmentation.CutMix;
import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.augmentation.Framing;
import org.mobilenet4j.augmentation.HorizontalFlip;
import org.mobilenet4j.augmentation.ImageChange;
import org.mobilenet4j.augmentation.IouCrop;
import org.mobilenet4j.augmentation.MixUp;
import org.mobilenet4j.augmentation.PaddedCrop;
import org.mobilenet4j.augmentation.PartOfImage;
import org.mobilenet4j.augmentation.RandAugment;
import org.mobilenet4j.augmentation.RandomErasing;
import org.mobilenet4j.augmentation.RandomMirror;
import org.mobilenet4j.augmentation.RandomResizedCrop;
import org.mobilenet4j.augmentation.Rotation;
import org.mobilenet4j.augmentation.ScaleJitter;
import org.mobilenet4j.augmentation.TrivialAugment;
import org.mobilenet4j.augmentation.VerticalFlip;
import org.mobilenet4j.augmentation.ViewChange;
import org.mobilenet4j.augmentation.ZoomOut;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** How training images are augmented. What is not given is as the recipe has it. */
final class AugmentationFlags {
    @Option(
            names = "--augment",
            paramLabel = "NAME",
            split = ",",
            description = "Augmentations of each image in place of the recipe's, in this order: flip[=PROBABILITY],"
                    + " vertical-flip, rotation[=DEGREES], color[=AMOUNT], trivialaugment, randaugment[=MAGNITUDE],"
                    + " autoaugment, erasing[=PROBABILITY] (always last), or none. The framing stays the recipe's but for center,"
                    + " resized-crop[=LEAST_AREA] or padded-crop[=PIXELS]. Of boxes and masks: iou-crop[=LEAST_SIDE],"
                    + " zoom-out[=MOST], scale-jitter[=MOST], part[=LEAST_AREA], flip[=PROBABILITY], color[=AMOUNT] or"
                    + " none.")
    private List<String> augment = List.of();

    @Option(
            names = "--mixup",
            paramLabel = "ALPHA",
            description = "Lay each image of a batch over another, such as 0.2; with --cutmix, one of both is drawn"
                    + " for each batch. 0 for none.")
    private @Nullable Double mixUp;

    @Option(
            names = "--cutmix",
            paramLabel = "ALPHA",
            description = "Put a box of another image into each, such as 1.0; 0 for none.")
    private @Nullable Double cutMix;

    void refuseForHead() {
        TrainingFlags.refuseForHead("--augment", augment.isEmpty() ? null : augment);
        TrainingFlags.refuseForHead("--mixup", mixUp);
        TrainingFlags.refuseForHead("--cutmix", cutMix);
    }

    void refuseMixings() {
        PlanFlags.refuseForDense("--mixup", mixUp);
        PlanFlags.refuseForDense("--cutmix", cutMix);
    }

    /** The changes of images with boxes or masks, or what is given in their place. */
    DenseAugmentation ofDense(DenseAugmentation usual) {
        if (augment.isEmpty()) {
            return usual;
        }
        List<ViewChange> views = new ArrayList<>();
        ColorJitter color = ColorJitter.NONE;
        for (String item : augment) {
            Named named = Named.of(item);
            try {
                switch (named.name) {
                    case "none" -> {}
                    case "iou-crop" -> views.add(new IouCrop(named.or(0.3)));
                    case "zoom-out" -> views.add(new ZoomOut(0.5, named.or(4)));
                    case "scale-jitter" -> views.add(new ScaleJitter(1 / named.or(2), named.or(2)));
                    case "part" -> views.add(new PartOfImage(named.or(0.4), 1, 3.0 / 4, 4.0 / 3));
                    case "flip" -> views.add(new RandomMirror(named.or(0.5)));
                    case "color" -> color = new ColorJitter(named.or(0.2), named.or(0.2), named.or(0.2), 0);
                    default ->
                        throw new InvalidInputException("--augment is '" + item
                                + "', expected for boxes and masks iou-crop, zoom-out, scale-jitter, part, flip, color or"
                                + " none");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("--augment is '" + item + "': " + e.getMessage(), e);
            }
        }
        return new DenseAugmentation(views, color);
    }

    /** The recipe's mixing of batches, changed by what is given. */
    List<BatchMixing> mixings(List<BatchMixing> recipe) {
        List<BatchMixing> mixings = new ArrayList<>(recipe);
        if (mixUp != null) {
            mixings.removeIf(MixUp.class::isInstance);
            if (isWanted("--mixup", mixUp)) {
                mixings.add(new MixUp(mixUp));
            }
        }
        if (cutMix != null) {
            mixings.removeIf(CutMix.class::isInstance);
            if (isWanted("--cutmix", cutMix)) {
                mixings.add(new CutMix(cutMix));
            }
        }
        return mixings;
    }

    private static boolean isWanted(String option, double alpha) {
        if (!(alpha >= 0 && Double.isFinite(alpha))) {
            throw new InvalidInputException(option + " is " + alpha + ", expected 0 or more, such as 0.2");
        }
        return alpha > 0;
    }

    /** The recipe's augmentation, or what is given in its place. */
    Augmentation of(Augmentation recipe) {
        if (augment.isEmpty()) {
            return recipe;
        }
        Framing framing = recipe.framing();
        List<ImageChange> changes = new ArrayList<>();
        RandomErasing erasing = RandomErasing.NONE;
        for (String item : augment) {
            Named named = Named.of(item);
            try {
                switch (named.name) {
                    case "none" -> {}
                    case "center" -> framing = new CenterFraming();
                    case "resized-crop" -> framing = new RandomResizedCrop(named.or(0.08));
                    case "padded-crop" -> framing = new PaddedCrop((int) named.or(4));
                    case "flip" -> changes.add(new HorizontalFlip(named.or(0.5)));
                    case "vertical-flip" -> changes.add(new VerticalFlip(named.or(0.5)));
                    case "rotation" -> changes.add(new Rotation(named.or(15)));
                    case "color" -> changes.add(new ColorJitter(named.or(0.4), named.or(0.4), named.or(0.4), 0));
                    case "trivialaugment" -> changes.add(new TrivialAugment());
                    case "randaugment" -> changes.add(new RandAugment(2, (int) named.or(9)));
                    case "autoaugment" -> changes.add(new AutoAugment());
                    case "erasing" -> erasing = new RandomErasing(named.or(0.1));
                    default ->
                        throw new InvalidInputException("--augment is '" + item
                                + "', expected flip, vertical-flip, rotation, color, trivialaugment, randaugment,"
                                + " autoaugment, erasing or none, or the framing center, resized-crop or padded-crop");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("--augment is '" + item + "': " + e.getMessage(), e);
            }
        }
        return new Augmentation(framing, changes, erasing);
    }

    /** A name, and the number that stands behind it, if one does. */
    private record Named(String name, @Nullable Double amount) {
        static Named of(String item) {
            int equals = item.indexOf('=');
            if (equals < 0) {
                return new Named(item, null);
            }
            try {
                return new Named(item.substring(0, equals), Double.valueOf(item.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new InvalidInputException(
                        "--augment is '" + item + "', expected a number behind the sign of equality", e);
            }
        }

        double or(double usual) {
            return amount == null ? usual : amount;
        }
    }
}
