package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.transfer.HeadTransfer;
import org.mobilenet4j.transfer.HeadTransfer.Images;
import org.mobilenet4j.transfer.NetworkTraining;
import org.mobilenet4j.transfer.Recipe;
import org.mobilenet4j.weights.Safetensors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet train}: a folder of photos becomes a classifier. */
@Command(
        name = "train",
        description = {
            "Makes a classifier of your own images: a folder (or zip) with a folder per class.",
            "With trained weights and nothing else said, the network's trunk stays as it is: every image passes it"
                    + " once, and a new classifier is fitted to what comes out. With --freeze none or --from-scratch,"
                    + " every layer learns; with --freeze and the name of a layer, those behind it."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet train --data photos --weights mobilenet_v2 --out my-model",
            "  mobilenet train --data photos --weights mobilenet_v2 --freeze none --out my-model",
            "  mobilenet train --data photos --weights mobilenet_v2 --unfreeze 3=all --out my-model",
            "  mobilenet train --data cifar10.zip --from-scratch --recipe cifar10 --out cifar10"
        })
@SuppressWarnings("NullAway.Init")
final class TrainVerb implements Callable<Integer> {
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String LAST = "last.safetensors";
    private static final String REPORT = "report.html";
    private static final String CURVES = "tensorboard";

    private final Output output;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class, or with such folders in train and val or test.")
    private Path data;

    @ArgGroup
    private Start start = new Start();

    /** Where a network begins: one of these is given. */
    private static final class Start {
        @Option(
                names = "--weights",
                paramLabel = "FILE",
                description = "Where to start: a file of weights (safetensors or pth), a model's folder, or a name that"
                        + " 'weights list' shows.")
        private @Nullable String weights;

        @Option(names = "--from-scratch", description = "Start with fresh weights, drawn from --seed.")
        private boolean isFromScratch;
    }

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Folder to write the model to.")
    private Path out;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Settings that belong together: finetune, cifar10, torchvision-v1, torchvision-v2 or"
                    + " mobilenetv3. Other options change them one by one.")
    private @Nullable String recipeName;

    @Option(
            names = "--resume",
            description = "Go on from the checkpoint that an unfinished run left in --out, to the same weights as"
                    + " without a stop. Give the same options.")
    private boolean isResumed;

    @Option(
            names = "--val",
            paramLabel = "DIR",
            description =
                    "Folder or zip to check on. By default the val or test part of --data, where it comes divided,"
                            + " and else a share of it.")
    private @Nullable Path val;

    @Option(
            names = "--val-fraction",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of each class that is held out (default: ${DEFAULT-VALUE}).")
    private double validationFraction;

    @Mixin
    private FreezingFlags freezing;

    @Mixin
    private NetworkFlags network;

    @Mixin
    private TrainingFlags training;

    @Mixin
    private AugmentationFlags changes;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private ImageOptions images;

    @Mixin
    private CacheFlags cache;

    TrainVerb(Output output) {
        this.output = output;
    }

    /** What a run came to; accuracies are shares. */
    private record Trained(
            String model,
            String report,
            double top1,
            int validation,
            int train,
            int skipped,
            int epochs,
            int bestEpoch,
            double seconds,
            List<ClassFigures> classes) {}

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        if (start.weights == null && !start.isFromScratch) {
            throw new InvalidInputException("neither --weights nor --from-scratch is given; name the weights to start"
                    + " with, or ask for fresh ones");
        }
        Optional<Recipe> recipe = recipe();
        boolean isHeadOnly = freezing.isHeadOnly(start.isFromScratch, recipe.isPresent());
        training.check();
        ImageStore store = cache.store(output.console().environment());
        int threads = images.threads();
        Recipe chosen = recipe.orElse(Recipe.FINETUNE);
        if (isHeadOnly) {
            changes.refuseForHead();
            sampling.refuseForHead();
        }
        Augmentation augmentation = changes.of(chosen.augmentation());
        HeadOptions headOptions = isHeadOnly ? training.head() : HeadOptions.DEFAULT;
        TrainerOptions general = isHeadOnly
                ? chosen.options()
                : training.network(chosen.options(), threads)
                        .with(change ->
                                change.mixings(changes.mixings(chosen.options().mixings())));
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new InvalidInputException(
                    "--val-fraction is " + validationFraction + ", expected above 0 and less than 1, such as 0.2");
        }
        ModelFolder.requireUsable("--out", out);
        Report report = output.report();
        checkCheckpoint(report, isHeadOnly);
        try (ImageFolder folder = ImageFolder.open(data);
                ImageFolder other = val == null ? null : ImageFolder.open(val, folder.classes())) {
            Images train = new Images(folder, folder.samples());
            Images validation;
            if (other != null) {
                validation = new Images(other, other.samples());
            } else if (!folder.validation().isEmpty()) {
                validation = new Images(folder, folder.validation());
            } else {
                Split split = Split.stratified(folder.samples(), validationFraction, training.seed());
                train = Images.of(folder, split.train());
                validation = Images.of(folder, split.validation());
            }
            ModelBundle model = start.weights != null
                    ? network.load("--weights", start.weights, output.console())
                    : network.fresh(chosen, folder.classes(), folder.isGrey(), training.seed());
            TrainerOptions options = isHeadOnly
                    ? general
                    : freezing.of(
                            sampling.of(general, folder.classes()),
                            model.parameters().architecture(),
                            learnsByDefault());
            requireTrainResolution(options, model.parameters());
            folder.validationPart()
                    .filter(part -> other == null)
                    .ifPresent(part -> report.note("checking on the " + part + " part of " + data));
            report.note(model.variant() + " at " + model.preprocessing().inputWidth() + " pixels, "
                    + folder.classes().size() + " classes, " + train.samples().size() + " images to learn from, "
                    + validation.samples().size() + " held out");
            if (!isHeadOnly) {
                report.note("recipe " + chosen + ": " + Wording.of(options) + ", " + Wording.of(augmentation));
            }
            warnOfUncheckedClasses(report, folder.classes(), validation);
            Map<String, @Nullable Object> run = new LinkedHashMap<>();
            HeadTransfer.Result result;
            TrainingHistory history = new TrainingHistory();
            try (TensorBoardLog curves = new TensorBoardLog(out.resolve(CURVES));
                    Interruption interruption = new Interruption(report, out.resolve(CHECKPOINT));
                    TrainingProgress progress = new TrainingProgress(
                            report,
                            train.samples().size() + validation.samples().size(),
                            options.sampler().length(train.samples().size()),
                            List.of(history, new MetricsLog(out), curves, interruption))) {
                if (isHeadOnly) {
                    run.put("options", headOptions.toString());
                    result = new HeadTransfer(model, headOptions, images.decoder(), threads, images.isStrict())
                            .fit(train, validation, folder.classes(), run, progress);
                } else {
                    run.put("recipe", chosen.toString());
                    if (start.weights == null) {
                        run.put("initialization", Choice.name(network.initialization()));
                    }
                    run.put("options", options.toString());
                    run.put("augmentation", augmentation.toString());
                    Trainer trainer = new Trainer(options).withCheckpoints(out.resolve(CHECKPOINT), isResumed);
                    boolean whitensStem =
                            start.weights == null && network.initialization().whitensStem();
                    NetworkTraining whole = new NetworkTraining(
                            model, trainer, augmentation, images.decoder(), images.isStrict(), store, whitensStem);
                    try {
                        result = whole.fit(train, validation, folder.classes(), run, progress);
                        noteEarlyStop(report, result, options);
                    } catch (IOException e) { // the disk's: what is left of the run is told before the error
                        interruption.tell();
                        throw e;
                    }
                }
            }
            double seconds = (System.nanoTime() - begin) * 1e-9;
            Map<String, @Nullable Object> account = account(result, checkedOn(folder), seconds);
            save(result, account, isHeadOnly);
            TrainingPage page = new TrainingPage(
                    StartingModel.shortName(out.toString()),
                    about(result, isHeadOnly),
                    history,
                    result.best(),
                    EvaluatedImages.of(result.validationSamples(), result.validation(), folder.classes()),
                    new ImageReader(
                            validation.folder(), images.decoder(), model.preprocessing(), threads, images.isStrict()),
                    result.skipped(),
                    isHeadOnly ? headOptions : options,
                    isHeadOnly ? Optional.empty() : Optional.of(augmentation),
                    account,
                    seconds);
            page.page().write(out.resolve(REPORT));
            Files.deleteIfExists(out.resolve(CHECKPOINT));
            report(report, result, folder.classes(), seconds);
        }
        return ExitCode.OK;
    }

    /** Says what becomes of a checkpoint that is in the folder, or is not. */
    private void checkCheckpoint(Report report, boolean isHeadOnly) {
        boolean isThere = Files.exists(out.resolve(CHECKPOINT));
        if (isResumed && isHeadOnly) {
            throw new InvalidInputException("--resume is for the training of the whole network; a classifier over a"
                    + " frozen trunk is fitted anew in seconds: leave --resume out");
        }
        if (isResumed && !isThere) {
            if (Files.exists(out.resolve("run.json"))) {
                throw new InvalidInputException(
                        "--resume: the run in " + out + " is finished, there is nothing to go on"
                                + " from; leave --resume out to begin anew, or give another --out");
            }
            report.note("there is no " + out.resolve(CHECKPOINT) + " to go on from: beginning anew");
        }
        if (!isResumed && isThere && !isHeadOnly) {
            report.warning(
                    "an unfinished run left " + out.resolve(CHECKPOINT) + ": this run begins anew and replaces it"
                            + " after the first epoch; --resume would go on from it");
        }
    }

    private static void requireTrainResolution(TrainerOptions options, Parameters network) {
        try {
            options.learning(network, 1);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--train-resolution: " + e.getMessage(), e);
        }
    }

    private static void noteEarlyStop(Report report, HeadTransfer.Result result, TrainerOptions options) {
        if (result.epochs() < options.epochs()) {
            report.note("stopped after epoch " + result.epochs() + " of " + options.epochs() + ": none since epoch "
                    + result.best().epoch() + " told the validation images better (--patience " + options.patience()
                    + ")");
        }
    }

    /** What was trained on what, in a line. */
    private String about(HeadTransfer.Result result, boolean isHeadOnly) {
        return result.model().variant() + ", "
                + (isHeadOnly ? "a new classifier over the frozen trunk" : freezing.learning(learnsByDefault()))
                + (start.weights == null ? " from scratch" : " from " + StartingModel.shortName(start.weights))
                + String.format(
                        Locale.ROOT,
                        ", on %,d images of %d classes: %s",
                        result.trainImages(),
                        result.model().labels().size(),
                        data);
    }

    private static void warnOfUncheckedClasses(Report report, List<String> classes, Images validation) {
        for (int label = 0; label < classes.size(); label++) {
            int missing = label;
            if (validation.samples().stream().noneMatch(sample -> sample.label() == missing)) {
                report.warning("no image of the class " + classes.get(label)
                        + " is held out: how well it is told is not checked; give it more images");
            }
        }
    }

    private Optional<Recipe> recipe() {
        if (recipeName == null) {
            return Optional.empty();
        }
        return Optional.of(Recipe.named(recipeName)
                .orElseThrow(() -> new InvalidInputException("--recipe is '" + recipeName + "', expected one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Recipe.values())
                                        .map(Recipe::toString)
                                        .toList()))));
    }

    private boolean learnsByDefault() {
        return start.isFromScratch || recipeName != null;
    }

    private String checkedOn(ImageFolder folder) {
        return val != null
                ? val.toString()
                : folder.validationPart()
                        .map(part -> "the data's " + part + " part")
                        .orElse("held out, " + validationFraction + " of each class");
    }

    /** How the model came to be, as it is kept with it. */
    private Map<String, @Nullable Object> account(HeadTransfer.Result result, String checkedOn, double seconds) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("verb", "train");
        run.put("finished", Instant.now().toString());
        run.put("data", data.toString());
        run.put("val", checkedOn);
        run.put("weights", start.weights == null ? "none, from scratch" : start.weights);
        run.put("freeze", freezing.summary(learnsByDefault()));
        run.putAll(result.model().run());
        run.put("train_images", result.trainImages());
        run.put("validation_images", result.validation().matrix().total());
        run.put(
                "skipped",
                result.skipped().stream()
                        .map(skipped -> skipped.sample().name())
                        .toList());
        run.put("seed", training.seed());
        run.put("epochs", result.epochs());
        run.put("best_epoch", result.best().epoch());
        run.put("top1", result.validation().top(1));
        run.put("seconds", seconds);
        run.put("threads", images.threads());
        run.put("mobilenet4j", Program.version());
        run.put("java", Runtime.version().toString());
        run.put("kernels", KernelSelection.chosen().kernels().name());
        return run;
    }

    /** The best weights as the model; beside them, of a whole network, the last. */
    private void save(HeadTransfer.Result result, Map<String, @Nullable Object> account, boolean isHeadOnly)
            throws IOException {
        ModelBundle model = result.model().withRun(account);
        model.save(out);
        if (!isHeadOnly) {
            Safetensors.write(
                    out.resolve(LAST),
                    LoadedParameters.toStateDict(result.last(), model.variant().layout()),
                    Map.of("format", "pt"));
        }
    }

    private void report(Report report, HeadTransfer.Result result, List<String> classes, double seconds) {
        result.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
        List<ClassFigures> figures = ClassFigures.of(result.validation().matrix(), classes);
        ClassFigures.TABLE.lines(figures).forEach(report::text);
        report.text("");
        report.result(
                new Trained(
                        out.toString(),
                        out.resolve(REPORT).toString(),
                        result.validation().top(1),
                        result.validation().matrix().total(),
                        result.trainImages(),
                        result.skipped().size(),
                        result.epochs(),
                        result.best().epoch(),
                        seconds,
                        figures),
                "top-1 " + ClassFigures.percent(result.validation().top(1)) + " on "
                        + result.validation().matrix().total() + " validation images, epoch "
                        + result.best().epoch() + " of " + result.epochs() + ", "
                        + (result.skipped().isEmpty() ? "" : result.skipped().size() + " left out, ")
                        + String.format(Locale.ROOT, "%.1f s", seconds) + "\nmodel: " + out + "\nreport: "
                        + out.resolve(REPORT));
        report.note("next: mobilenet predict --model " + out + " IMAGE");
    }
}
