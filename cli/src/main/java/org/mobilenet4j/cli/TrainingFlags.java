package org.mobilenet4j.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.InputLimit;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.OptimizerSettings.Adam;
import org.mobilenet4j.training.OptimizerSettings.AdamW;
import org.mobilenet4j.training.OptimizerSettings.RmsProp;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.Recomputation;
import picocli.CommandLine.Option;

/** The hyperparameters of training. What is not given is as the recipe, or the fitting of a head, has it. */
final class TrainingFlags {
    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the images, at most.")
    private @Nullable Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images in a batch.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--train-resolution",
            paramLabel = "PIXELS[:SHARE]",
            description = "Both sides of the training images, if smaller than the network's input, which is"
                    + " faster; 24:0.7 for the first 0.7 of the epochs only. Validation is at the network's size.")
    private @Nullable String resolution;

    @Option(names = "--accumulate", paramLabel = "N", description = "Batches whose gradients are added up to one step.")
    private @Nullable Integer accumulation;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "The schedule's highest learning rate.")
    private @Nullable Double learningRate;

    @Option(
            names = "--head-learning-rate",
            paramLabel = "RATE",
            description = "The classifier's learning rate, where it differs from that of the other layers.")
    private @Nullable Double headLearningRate;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "sgd, nesterov, rmsprop, adam or adamw, with PyTorch's usual numbers.")
    private @Nullable String optimizer;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "How the learning rate changes: constant, step (a tenth, twice), exponential (0.98 an epoch), cosine,"
                            + " one-cycle, or plateau (a tenth after 3 epochs without an improvement).")
    private @Nullable String schedule;

    @Option(names = "--warm-up", paramLabel = "EPOCHS", description = "A linear rise before the schedule.")
    private @Nullable Double warmUp;

    @Option(names = "--weight-decay", paramLabel = "SHARE", description = "Weight decay.")
    private @Nullable Double weightDecay;

    @Option(
            names = "--decay",
            paramLabel = "WHAT",
            description = "What weight decay is for: all, as in PyTorch's optimisers by themselves, or weights, which"
                    + " leaves norms and biases out. By default as the recipe has it.")
    private @Nullable String decay;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            description = "Share of each label that is spread over all classes.")
    private @Nullable Double labelSmoothing;

    @Option(
            names = "--average",
            paramLabel = "DECAY",
            description = "Keep a moving average of the weights, such as 0.999; validate and save that. 0 for none.")
    private @Nullable Double average;

    @Option(
            names = "--clip-norm",
            paramLabel = "LENGTH",
            description = "Clip the gradients to this norm, all together.")
    private @Nullable Double clipNorm;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "How activations are stored for the backward pass: float32, or bfloat16 in half the memory."
                    + " Weights are float32 either way.")
    private @Nullable String precision;

    @Option(
            names = "--recompute",
            paramLabel = "WHAT",
            description =
                    "Which expansions are computed again in the backward pass to save memory: auto, as few as let a"
                            + " step fit the free heap; all; or none. The weights come out the same to the bit.")
    private @Nullable String recomputation;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after so many epochs without a better validation accuracy.")
    private @Nullable Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the split, of fresh weights and of the training (default: ${DEFAULT-VALUE}).")
    private long seed;

    long seed() {
        return seed;
    }

    /** Says at once which number is out of range. */
    void check() {
        require("--epochs", epochs, value -> value >= 1, "at least 1");
        require("--batch-size", batchSize, value -> value >= 2, "at least 2");
        inputLimit();
        require("--accumulate", accumulation, value -> value >= 1, "at least 1");
        require("--patience", patience, value -> value >= 1, "at least 1");
        require("--learning-rate", learningRate, TrainingFlags::isRate, "above 0, such as 0.001");
        require("--head-learning-rate", headLearningRate, TrainingFlags::isRate, "above 0, such as 0.001");
        require("--warm-up", warmUp, value -> value >= 0 && Double.isFinite(value), "at least 0 epochs");
        require("--weight-decay", weightDecay, value -> value >= 0 && value < 1, "at least 0 and less than 1");
        require("--decay", decay, value -> value.equals("all") || value.equals("weights"), "all or weights");
        require("--clip-norm", clipNorm, value -> value > 0, "above 0");
        require(
                "--label-smoothing",
                labelSmoothing,
                value -> value >= 0 && value < 1,
                "at least 0 and less than 1, such as 0.1");
        require("--average", average, value -> value >= 0 && value < 1, "at least 0 and less than 1, such as 0.999");
    }

    private @Nullable InputLimit inputLimit() {
        if (resolution == null) {
            return null;
        }
        try {
            String[] parts = resolution.split(":", 2);
            return new InputLimit(Integer.parseInt(parts[0]), parts.length == 1 ? 1 : Double.parseDouble(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "--train-resolution is '" + resolution
                            + "', expected pixels, such as 176, or with the share of the epochs that they are for,"
                            + " 24:0.7",
                    e);
        }
    }

    private static boolean isRate(double value) {
        return value > 0 && Double.isFinite(value);
    }

    private static <V> void require(String option, @Nullable V value, Function<V, Boolean> isRight, String expected) {
        if (value != null && !isRight.apply(value)) {
            throw new InvalidInputException(option + " is " + value + ", expected " + expected);
        }
    }

    /** For a classifier over a frozen trunk. */
    HeadOptions head() {
        refuseForHead("--batch-size", batchSize);
        refuseForHead("--train-resolution", resolution);
        refuseForHead("--accumulate", accumulation);
        refuseForHead("--head-learning-rate", headLearningRate);
        refuseForHead("--optimizer", optimizer);
        refuseForHead("--schedule", schedule);
        refuseForHead("--warm-up", warmUp);
        refuseForHead("--weight-decay", weightDecay);
        refuseForHead("--decay", decay);
        refuseForHead("--average", average);
        refuseForHead("--clip-norm", clipNorm);
        refuseForHead("--precision", precision);
        refuseForHead("--recompute", recomputation);
        HeadOptions options = HeadOptions.DEFAULT.withSeed(seed);
        options = with(options, epochs, options::withEpochs);
        options = with(options, patience, options::withPatience);
        options = with(options, learningRate, options::withLearningRate);
        return with(options, labelSmoothing, options::withLabelSmoothing);
    }

    private static <V> HeadOptions with(HeadOptions options, @Nullable V value, Function<V, HeadOptions> change) {
        return value == null ? options : change.apply(value);
    }

    static void refuseForHead(String option, @Nullable Object value) {
        if (value != null) {
            throw new InvalidInputException(
                    option + " is for the training of the whole network; give --freeze none, or leave it out");
        }
    }

    void refuseForDense() {
        PlanFlags.refuseForDense("--label-smoothing", labelSmoothing);
    }

    /** For a whole network. */
    TrainerOptions network(TrainerOptions recipe, int threads) {
        LearningRates rates = recipe.rates();
        if (learningRate != null) {
            rates = rates.times(learningRate / rates.trunk());
        }
        if (headLearningRate != null) {
            rates = new LearningRates(rates.trunk(), headLearningRate);
        }
        LearningRates chosenRates = rates;
        OptimizerSettings named = optimizer == null ? recipe.optimizer() : named(optimizer, recipe.optimizer());
        OptimizerSettings settings = weightDecay == null ? named : withDecay(named, weightDecay);
        int lasting = or(epochs, recipe.epochs());
        LearningRateSchedule following = schedule == null ? recipe.schedule() : scheduleNamed(schedule, lasting);
        LearningRateSchedule rising = warmUp == null ? following : following.withWarmUp(warmUp);
        Precision keeping =
                precision == null ? recipe.precision() : Choice.of("--precision", Precision.values(), precision);
        Recomputation recomputed = recomputation == null
                ? recipe.recomputation()
                : Choice.of("--recompute", Recomputation.values(), recomputation);
        return recipe.with(change -> change.epochs(lasting)
                .batchSize(or(batchSize, recipe.batchSize()))
                .inputLimit(or(inputLimit(), recipe.inputLimit()))
                .accumulation(or(accumulation, recipe.accumulation()))
                .threads(threads)
                .rates(chosenRates)
                .optimizer(settings)
                .decaysAll(decay == null ? recipe.decaysAll() : decay.equals("all"))
                .schedule(rising)
                .labelSmoothing(or(labelSmoothing, recipe.labelSmoothing()))
                .averageDecay(or(average, recipe.averageDecay()))
                .clipNorm(or(clipNorm, recipe.clipNorm()))
                .precision(keeping)
                .recomputation(recomputed)
                .patience(or(patience, recipe.patience()))
                .seed(seed));
    }

    private static <V> V or(@Nullable V given, V recipe) {
        return given == null ? recipe : given;
    }

    private static OptimizerSettings named(String name, OptimizerSettings recipe) {
        double decay = recipe.weightDecay();
        return switch (name) {
            case "sgd" -> new Sgd(0.9, false, decay);
            case "nesterov" -> new Sgd(0.9, true, decay);
            case "rmsprop" -> new RmsProp(0.9, 0.0316, false, 0.9, decay);
            case "adam" -> new Adam(0.9, 0.999, 1e-8, decay);
            case "adamw" -> new AdamW(0.9, 0.999, 1e-8, decay);
            default ->
                throw new InvalidInputException(
                        "--optimizer is '" + name + "', expected sgd, nesterov, rmsprop, adam or adamw");
        };
    }

    private static LearningRateSchedule scheduleNamed(String name, int epochs) {
        return switch (name) {
            case "constant" -> new LearningRateSchedule.Constant();
            case "step" -> new LearningRateSchedule.StepDecay(Math.max(1, (epochs + 2) / 3), 0.1);
            case "exponential" -> new LearningRateSchedule.Exponential(1, 0.98);
            case "cosine" -> new LearningRateSchedule.Cosine(0);
            case "one-cycle" -> LearningRateSchedule.OneCycle.TORCH;
            case "plateau" -> new LearningRateSchedule.Plateau(0.1, 3);
            default ->
                throw new InvalidInputException("--schedule is '" + name
                        + "', expected constant, step, exponential, cosine, one-cycle or plateau");
        };
    }

    private static OptimizerSettings withDecay(OptimizerSettings settings, double decay) {
        return switch (settings) {
            case Sgd s -> new Sgd(s.momentum(), s.isNesterov(), decay);
            case RmsProp s -> new RmsProp(s.alpha(), s.eps(), s.isEpsInsideRoot(), s.momentum(), decay);
            case Adam s -> new Adam(s.beta1(), s.beta2(), s.eps(), decay);
            case AdamW s -> new AdamW(s.beta1(), s.beta2(), s.eps(), decay);
        };
    }
}
