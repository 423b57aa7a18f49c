package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.augmentation.HorizontalFlip;
import org.mobilenet4j.augmentation.RandomResizedCrop;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.transfer.HeadTransfer;
import org.mobilenet4j.transfer.HeadTransfer.Images;
import org.mobilenet4j.transfer.NetworkTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code mobilenet quickstart}: the main job from beginning to end, on images that it draws itself. */
@Command(
        name = "quickstart",
        description = {
            "Shows the main job from beginning to end, without network or weights: draws images of five kinds of"
                    + " flower, makes a classifier of them, checks it, and classifies an image."
        },
        footerHeading = "%nExample:%n",
        footer = "  mobilenet quickstart")
@SuppressWarnings("NullAway.Init")
final class QuickstartVerb implements Callable<Integer> {
    private static final double WIDTH = 0.35;
    private static final int RESOLUTION = 64;
    private static final double VALIDATION = 0.25;
    private static final Augmentation AUGMENTATION = new Augmentation(new RandomResizedCrop(0.8), new HorizontalFlip());

    /** Found by trying: with so few images, many small steps and gentle changes of the images. */
    private static final TrainerOptions TRAINING = TrainerOptions.FINE_TUNING.with(change -> change.epochs(40)
            .batchSize(16)
            .rates(LearningRates.same(0.015))
            .optimizer(new OptimizerSettings.Sgd(0.9, true, 1e-4)));

    private final Output output;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "quickstart",
            description = "Folder for images and model (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--per-kind",
            paramLabel = "N",
            defaultValue = "160",
            description = "Images of each kind (default: ${DEFAULT-VALUE}).")
    private int perKind;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of drawings, weights and split (default: ${DEFAULT-VALUE}).")
    private long seed;

    QuickstartVerb(Output output) {
        this.output = output;
    }

    /** Accuracies are shares. */
    private record Finished(
            String images,
            String model,
            int train,
            int validation,
            double top1,
            double chance,
            double seconds,
            String image,
            List<Prediction> predictions) {}

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        if (perKind < 4 || perKind > 10_000) {
            throw new InvalidInputException("--per-kind is " + perKind + ", expected 4 to 10000");
        }
        Report report = output.report();
        Path images = out.resolve("images");
        Path modelFolder = out.resolve("model");
        draw(report, images);
        try (ImageFolder folder = ImageFolder.open(images)) {
            Split split = Split.stratified(folder.samples(), VALIDATION, seed);
            List<Sample> learnt =
                    split.train().stream().map(folder.samples()::get).toList();
            List<Sample> validation =
                    split.validation().stream().map(folder.samples()::get).toList();

            NetworkTraining training = new NetworkTraining(
                            fresh(folder.classes()),
                            new Trainer(TRAINING.with(change -> change.seed(seed))),
                            AUGMENTATION,
                            new ImageDecoder(),
                            true)
                    .withWhitenedStem();
            HeadTransfer.Result result;
            try (TrainingProgress progress =
                    new TrainingProgress(report, learnt.size() + validation.size(), learnt.size(), List.of())) {
                result = training.fit(
                        new Images(folder, learnt), new Images(folder, validation), folder.classes(), run(), progress);
            }
            result.model().save(modelFolder);

            Path shown = images.resolve(validation.getFirst().name());
            List<Prediction> predictions =
                    ImageClassifier.load(modelFolder).classify(shown).top(3);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            ClassFigures.TABLE
                    .lines(ClassFigures.of(result.validation().matrix(), folder.classes()))
                    .forEach(report::text);
            report.result(
                    new Finished(
                            images.toString(),
                            modelFolder.toString(),
                            learnt.size(),
                            validation.size(),
                            result.validation().top(1),
                            1.0 / folder.classes().size(),
                            seconds,
                            shown.toString(),
                            predictions),
                    account(result, shown, predictions, modelFolder, seconds));
        }
        return ExitCode.OK;
    }

    /** Draws the set anew: what an earlier run with other options left there is not mixed in. */
    private void draw(Report report, Path images) throws IOException {
        for (FlowerKind kind : FlowerKind.values()) {
            removeDrawings(images.resolve(kind.label()), kind);
        }
        int total = perKind * FlowerKind.values().length;
        report.note("drawing " + total + " images of five kinds of flower into " + images);
        try (Progress progress = report.progress("drawing", "images", total)) {
            FlowerDrawings.writeSet(images, perKind, seed, progress);
        }
    }

    private static void removeDrawings(Path folder, FlowerKind kind) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches(kind.label() + "-\\d+\\.jpg")) {
                    Files.delete(file);
                }
            }
        }
    }

    /** A network that has learnt nothing. */
    private ModelBundle fresh(List<String> classes) {
        MobileNet variant = MobileNet.MOBILENET_V2;
        Network architecture = variant.build(options -> options.withWidth(WIDTH)
                .withResolution(RESOLUTION)
                .withClasses(classes.size())
                .withDropout(0));
        Preprocessing preprocessing = variant.preprocessing(RESOLUTION).withResizeShortSide(RESOLUTION);
        return new ModelBundle(
                variant,
                Initialization.of(Initialization.Scheme.FEW_EPOCHS, architecture, seed),
                preprocessing,
                classes,
                Map.of());
    }

    private Map<String, @Nullable Object> run() {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("verb", "quickstart");
        run.put("data", "drawings, " + perKind + " of each kind");
        run.put("weights", "none, trained from scratch");
        run.put("epochs", TRAINING.epochs());
        run.put("seed", seed);
        run.put("mobilenet4j", Program.version());
        return run;
    }

    private static String account(
            HeadTransfer.Result result, Path shown, List<Prediction> predictions, Path model, double seconds) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%ntop-1 %s on %d drawings it did not learn from; guessing would get %.0f %%. %.1f s in all.%n",
                ClassFigures.percent(result.validation().top(1)),
                result.validation().matrix().total(),
                100.0 / result.validation().matrix().classes(),
                seconds));
        text.append("""
                What it did: a small MobileNetV2 learnt every filter from these drawings alone; of its epochs the best on
                the validation drawings was kept. Photos are harder; there, begin with trained weights.

                """);
        text.append(shown).append('\n');
        for (Prediction prediction : predictions) {
            text.append(
                    String.format(Locale.ROOT, "%6.2f %%  %s%n", 100 * prediction.probability(), prediction.label()));
        }
        text.append("""

                Next, with your own photos, a folder per class:
                  ./mobilenet weights fetch mobilenet_v2
                  ./mobilenet train --data PHOTOS --weights mobilenet_v2 --out my-model
                  ./mobilenet predict --model my-model PHOTO.jpg
                Without a network: give --weights the path of any file of torchvision's or timm's MobileNet weights.
                """);
        text.append("This run's model is in ").append(model);
        return text.toString();
    }
}
