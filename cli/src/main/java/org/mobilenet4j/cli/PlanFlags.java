package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.workflow.DenseRecipe;
import org.mobilenet4j.workflow.DenseTraining;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainedModel;
import org.mobilenet4j.workflow.TrainingPlan;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a training begins, what learns, and how. */
@SuppressWarnings("NullAway.Init")
final class PlanFlags {
    @ArgGroup
    private Start start = new Start();

    /** Where a network begins: one of these is given. */
    private static final class Start {
        @Option(
                names = "--weights",
                paramLabel = "FILE",
                description = "Where to start: a file of weights (.safetensors, .pth), a model's folder, a model of"
                        + " Keras, TensorFlow Lite, TensorFlow.js or ONNX, or a name that 'weights list' shows.")
        private @Nullable String weights;

        @Option(names = "--from-scratch", description = "Start with fresh weights, drawn from --seed.")
        private boolean isFromScratch;
    }

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Settings that belong together: finetune, quantization-aware, cifar10, torchvision-v1,"
                    + " torchvision-v2 or mobilenetv3. Other options change them one by one.")
    private @Nullable String recipe;

    @Option(
            names = "--quantize",
            paramLabel = "TYPE",
            description =
                    "int8: goes on training trained weights with every value and weight rounded as in an int8 file,"
                            + " so that 'export --precision int8' loses little. By default with the recipe quantization-aware:"
                            + " two epochs at a low learning rate.")
    private @Nullable String quantize;

    @Option(
            names = "--quantize-ranges",
            paramLabel = "METHOD",
            defaultValue = "percentile",
            description = "Which of the values seen in 200 images the levels cover: min-max, percentile or entropy"
                    + " (default: ${DEFAULT-VALUE}).")
    private String ranges = "percentile";

    @Mixin
    private FreezingFlags freezing;

    @Mixin
    private NetworkFlags network;

    @Mixin
    private TrainingFlags numbers;

    @Mixin
    private AugmentationFlags changes;

    @Mixin
    private SamplingFlags sampling;

    @Mixin
    private TeacherFlags teacher;

    @Mixin
    private CacheFlags cache;

    /** Says at once what cannot be, before anything is read. */
    void check() {
        if (start.weights == null && !start.isFromScratch) {
            throw new InvalidInputException("neither --weights nor --from-scratch is given; name the weights to start"
                    + " with, or ask for fresh ones");
        }
        chosen();
        numbers.check();
        if (quantize != null && !quantize.equals("int8")) {
            throw new InvalidInputException("--quantize is '" + quantize + "', expected int8");
        }
        if (quantize != null && start.isFromScratch) {
            throw new InvalidInputException("--quantize int8 is for trained weights, expected --weights; train with"
                    + " --from-scratch first, then quantise the model");
        }
        int8();
        if (isHeadOnly()) {
            numbers.head();
            changes.refuseForHead();
            sampling.refuseForHead();
            teacher.refuseForHead();
        }
    }

    long seed() {
        return numbers.seed();
    }

    private Recipe chosen() {
        return recipe == null
                ? quantize == null ? Recipe.FINETUNE : Recipe.QUANTIZATION_AWARE
                : Recipe.named(recipe)
                        .orElseThrow(() -> new InvalidInputException("--recipe is '" + recipe + "', expected one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(Recipe.values())
                                                .map(Recipe::toString)
                                                .toList())));
    }

    private boolean hasRecipe() {
        return recipe != null || quantize != null;
    }

    private @Nullable RangeMethod int8() {
        RangeMethod method = Choice.of("--quantize-ranges", RangeMethod.values(), ranges);
        return quantize == null ? null : method;
    }

    private boolean isHeadOnly() {
        return freezing.isHeadOnly(start.isFromScratch, hasRecipe());
    }

    private boolean learnsByDefault() {
        return start.isFromScratch || hasRecipe();
    }

    /** The model to begin with. */
    Model start(ImageFolder data, Output output) throws IOException {
        return start.weights != null
                ? network.load("--weights", start.weights, output)
                : network.fresh(chosen(), data, seed());
    }

    /**
     * What is to be done with it.
     *
     * @param threads that a batch is split over
     */
    TrainingPlan plan(Model model, List<String> classes, int threads, Output output) throws IOException {
        if (isHeadOnly()) {
            return new HeadPlan(numbers.head());
        }
        TrainerOptions options = numbers.network(chosen().options(), threads)
                .with(change ->
                        change.mixings(changes.mixings(chosen().options().mixings())));
        if (quantize != null && options.precision() != Precision.FLOAT32) {
            throw new InvalidInputException("--precision is " + Choice.name(options.precision())
                    + ", expected float32 with --quantize int8, which rounds to other levels");
        }
        TrainerOptions frozen = freezing.of(sampling.of(options, classes), model.network(), learnsByDefault());
        try {
            MapShape input = frozen.input(model.inputShape(), 1);
            Shapes.of(model.network(), input.height(), input.width());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--train-resolution: " + e.getMessage(), e);
        }
        return new NetworkPlan(
                frozen,
                changes.of(chosen().augmentation()),
                cache.store(output.console().environment()),
                start.weights == null && network.initialization().whitensStem(),
                teacher.distillation(output),
                int8());
    }

    /**
     * The training of a detector or a segmentation network.
     *
     * @param labels the background first
     */
    DenseTraining dense(AnnotationTask task, List<String> labels, ImageFlags images, ImageReader reader, Output output)
            throws IOException {
        if (start.weights == null && !start.isFromScratch) {
            throw new InvalidInputException(
                    "neither --weights nor --from-scratch is given; name a classifier whose trunk"
                            + " to start with, such as mobilenet_v2, a detector or segmentation network, or ask for fresh weights");
        }
        refuseForDense("--recipe", recipe);
        refuseForDense("--quantize", quantize);
        sampling.refuseForDense();
        teacher.refuseForDense();
        cache.refuseForDense();
        changes.refuseMixings();
        numbers.check();
        numbers.refuseForDense();
        DenseRecipe settings = DenseRecipe.of(task);
        Model begun = images.oriented(
                start.weights != null
                        ? network.dense("--weights", start.weights, task, labels, seed(), output)
                        : network.denseFresh(task, labels, seed()));
        TrainerOptions options =
                freezing.of(numbers.network(settings.options(), reader.workers().threads()), begun.network(), true);
        return new DenseTraining(begun, options, changes.ofDense(settings.augmentation()), reader);
    }

    static void refuseForDense(String option, @Nullable Object value) {
        if (value != null) {
            throw new InvalidInputException(option + " is for classifiers; leave it out");
        }
    }

    /** What matters of a training on boxes or masks, in a line. */
    String describe(DenseTraining training) {
        return String.format(
                Locale.ROOT,
                "%s learns: %d epochs, batches of %d, learning rate %s, threads: %d",
                freezing.learning(true, "the head"),
                training.options().epochs(),
                training.options().batchSize(),
                Wording.of(training.options().rates().trunk()),
                training.options().threads());
    }

    /** What is to be kept with the model of what was asked for. */
    Map<String, @Nullable Object> facts(String data, String validation) {
        Map<String, @Nullable Object> facts = facts(data, validation, learnsByDefault());
        if (!isHeadOnly()) {
            facts.put("recipe", chosen().toString());
            if (quantize != null) {
                facts.put("quantize", quantize);
            }
        }
        if (start.weights == null) {
            facts.put("initialization", Choice.name(network.initialization()));
        }
        return facts;
    }

    /** The same of a training on boxes or masks, where all learns by default. */
    Map<String, @Nullable Object> denseFacts(String data, String validation) {
        return facts(data, validation, true);
    }

    private Map<String, @Nullable Object> facts(String data, String validation, boolean isLearningByDefault) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("verb", "train");
        facts.put("data", data);
        facts.put("validation", validation);
        facts.put("weights", start.weights == null ? "none, from scratch" : start.weights);
        facts.put("freeze", freezing.summary(isLearningByDefault));
        return facts;
    }

    /** What matters of a plan, in a line; the model's account of the run has the rest. */
    String describe(TrainingPlan plan, Model begun, int threads) {
        return switch (plan) {
            case HeadPlan head ->
                String.format(
                        Locale.ROOT,
                        "a new classifier over the frozen trunk: at most %d epochs, learning rate %s, threads: %d",
                        head.options().epochs(),
                        Wording.of(head.options().learningRate()),
                        threads);
            case NetworkPlan network ->
                String.format(
                        Locale.ROOT,
                        "recipe %s, %s learns: %d epochs, batches of %d, learning rate %s, threads: %d%s",
                        chosen(),
                        freezing.learning(learnsByDefault(), "the classifier"),
                        network.options().epochs(),
                        network.options().batchSize(),
                        Wording.of(network.options().rates().trunk()),
                        threads,
                        start.weights == null ? "; " + preparation(begun.preprocessing()) : "");
        };
    }

    private static String preparation(Preprocessing preprocessing) {
        return String.format(
                Locale.ROOT,
                "the short side of images becomes %d pixels, and the middle %d x %d are taken",
                preprocessing.shortSide(),
                preprocessing.inputHeight(),
                preprocessing.inputWidth());
    }

    /** What is trained on what, in a line. */
    String about(TrainedModel trained, String data) {
        return trained.model().name() + ", "
                + (isHeadOnly()
                        ? "a new classifier over the frozen trunk"
                        : freezing.learning(learnsByDefault(), "the classifier"))
                + (start.weights == null ? " from scratch" : " from " + Wording.shortName(start.weights))
                + String.format(
                        Locale.ROOT,
                        ", on %,d images of %d classes: %s",
                        trained.trainImages(),
                        trained.model().labels().size(),
                        data);
    }
}
