package org.mobilenet4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.Trainer.ObjectiveFactory;
import org.mobilenet4j.training.TrainingListener.Step;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * The steps of a run: each shows a network a batch and moves its parameters. Which batch a step sees, and all that is random in
 * it, follows from the seed and the step's place in the run, so that a run can be taken up at any step.
 *
 * <p>Not thread-safe.
 */
public final class Steps<T> {
    /**
     * What some steps came to.
     *
     * @param loss mean over their examples
     * @param accuracy top-1 on them, 0 to 1
     * @param learningRate the trunk's in the last step
     */
    public record Outcome(double loss, double accuracy, double learningRate) {}

    /** The network at the size of the inputs that it learns from, and what feeds it. */
    private record Learner<T>(MapShape input, TrainableNetwork network, BatchReader<T> reader, BatchPasses<T> passes) {}

    private final TrainerOptions options;
    private final ObjectiveFactory<T> objective;
    private final Parameters parameters;
    private final MapShape input;
    private final TrainingExamples<T> examples;
    private final Ranks ranks;
    private final Map<String, Range> int8;
    private final Optimizer optimizer;
    private final @Nullable WeightAverage average;
    private final Workers workers;
    private final Seeds seeds;
    private final int batchSize;
    private final int batchesPerEpoch;
    private final int perEpoch;
    private @Nullable Learner<T> learner;

    /**
     * The steps of a classifier's run in this process.
     *
     * @param parameters are changed in place
     * @param input the shape of the network's inputs
     */
    public static Steps<Integer> ofClassifier(
            TrainerOptions options, Parameters parameters, MapShape input, TrainingExamples<Integer> examples) {
        return of(options, Trainer.crossEntropy(options, Ranks.ALONE), parameters, input, examples);
    }

    /**
     * The steps of a run in this process by any objective.
     *
     * @param parameters are changed in place
     * @param input the shape of the network's inputs
     */
    public static <T> Steps<T> of(
            TrainerOptions options,
            ObjectiveFactory<T> objective,
            Parameters parameters,
            MapShape input,
            TrainingExamples<T> examples) {
        return new Steps<>(options, objective, parameters, input, examples, Ranks.ALONE, Map.of());
    }

    /**
     * The steps of a run.
     *
     * @param parameters are changed in place
     * @param ranks who have the parts of each batch
     * @param int8 the ranges of values, by name, where an int8 network is simulated; else none
     */
    Steps(
            TrainerOptions options,
            ObjectiveFactory<T> objective,
            Parameters parameters,
            MapShape input,
            TrainingExamples<T> examples,
            Ranks ranks,
            Map<String, Range> int8) {
        requireParts(options, ranks);
        this.options = options;
        this.objective = objective;
        this.parameters = parameters;
        this.input = input;
        this.examples = examples;
        this.ranks = ranks;
        this.int8 = int8;
        this.workers = new Workers(options.threads());
        this.seeds = new Seeds(options.seed());
        if (!options.mixings().isEmpty() && !objective(input).takesMixtures()) {
            throw new IllegalArgumentException(
                    "the objective takes no mixed examples, but the options ask for " + options.mixings());
        }
        this.optimizer = new Optimizer(options.optimizer(), parameters, options.decaysAll());
        this.average = options.averageDecay() == 0 ? null : new WeightAverage(parameters, options.averageDecay());
        this.batchSize = Math.min(options.batchSize(), options.sampler().length(examples.size()));
        this.batchesPerEpoch = batchesPerEpoch(options, examples.size(), ranks.count());
        this.perEpoch = Math.ceilDiv(batchesPerEpoch, options.accumulation());
    }

    private static void requireParts(TrainerOptions options, Ranks ranks) {
        boolean areParts = options.sampler() instanceof Sampler.Sharded sharded
                && sharded.sizes().size() == ranks.count()
                && sharded.batchSize() == options.batchSize();
        if (ranks.count() > 1 && !areParts) {
            throw new IllegalArgumentException("the sampler is " + options.sampler() + ", expected one of "
                    + ranks.count() + " parts and batches of " + options.batchSize() + ", as there are ranks");
        }
    }

    private static int batchesPerEpoch(TrainerOptions options, int examples, int ranks) {
        int shown = options.sampler().length(examples);
        int batchSize = Math.min(options.batchSize(), shown);
        int least = options.mode() == Mode.PART_STATISTICS ? 2 * ranks : 2;
        return shown / batchSize + (shown % batchSize >= least ? 1 : 0);
    }

    /** How many there are in an epoch of so many examples in one process. */
    public static int perEpoch(TrainerOptions options, int examples) {
        return Math.ceilDiv(batchesPerEpoch(options, examples, 1), options.accumulation());
    }

    /** How many there are in an epoch. */
    public int perEpoch() {
        return perEpoch;
    }

    /** What is changed by each step. */
    public Parameters parameters() {
        return parameters;
    }

    /** What is checked on the validation examples and kept: the running average, where there is one. */
    public Parameters checked() {
        return average == null ? parameters : average.parameters();
    }

    /** Every array that a step changes, as it is now and will be changed. */
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        put(state, "weights/", parameters);
        if (average != null) {
            put(state, "average/", average.parameters());
        }
        optimizer.state().forEach((name, array) -> state.put("optimizer/" + name, array));
        return state;
    }

    static void put(Map<String, float[]> state, String prefix, Parameters parameters) {
        parameters.tensors().forEach((id, tensor) -> state.put(prefix + id, tensor.data()));
    }

    /**
     * Takes some steps of an epoch.
     *
     * @param epoch counted from 1
     * @param first of the steps, counted from 0 in the epoch
     * @param end after the last of them
     * @param accuracies on the validation examples after each epoch so far, for schedules that go by them
     * @throws DivergedException if the loss is no longer finite
     */
    public Outcome take(int epoch, int first, int end, List<Double> accuracies, TrainingListener listener) {
        Learner<T> now = learner(epoch, listener);
        int[] order = options.sampler().order(examples, seeds.generator(epoch, Seeds.ORDER));
        now.reader.begin(epoch, order, first * options.accumulation());
        now.network.freeze(options.freezing().in(epoch));
        double lossSum = 0;
        double correct = 0;
        int seen = 0;
        double rate = 0;
        for (int i = first; i < end; i++) {
            Step step = step(now, epoch, i, accuracies);
            requireFinite(step);
            listener.onStep(step);
            lossSum += step.loss() * step.examples();
            correct += step.accuracy() * step.examples();
            seen += step.examples();
            rate = step.learningRate();
        }
        if (options.mode() == Mode.PART_STATISTICS && ranks.count() > 1) {
            joinStatistics(parameters);
            joinStatistics(checked());
        }
        return new Outcome(lossSum / seen, correct / seen, rate);
    }

    /** The one of before, or a new one where an epoch's inputs have another size. */
    private Learner<T> learner(int epoch, TrainingListener listener) {
        MapShape shape = options.input(input, epoch);
        Learner<T> now = learner;
        if (now == null || !now.input.equals(shape)) {
            learner = null; // its maps go before others come
            TrainableNetwork network = new TrainableNetwork(
                    parameters,
                    int8,
                    shape,
                    Math.ceilDiv(batchSize, ranks.count()),
                    workers,
                    ranks,
                    options.precision(),
                    options.recomputation(),
                    KernelSelection.chosen().kernels());
            listener.onMemory(network.memory());
            BatchReader<T> reader =
                    new BatchReader<>(examples, batchSize, options.mixings(), shape, seeds, workers, ranks);
            BatchPasses<T> passes = new BatchPasses<>(network, reader, objective(shape), options, seeds, ranks.count());
            now = new Learner<>(shape, network, reader, passes);
            learner = now;
        }
        return now;
    }

    private Objective<T> objective(MapShape shape) {
        return objective.of(parameters.network(), shape, examples, workers);
    }

    /** @param stepOfEpoch counted from 0 */
    private Step step(Learner<T> now, int epoch, int stepOfEpoch, List<Double> accuracies) {
        long step = (long) (epoch - 1) * perEpoch + stepOfEpoch;
        long steps = (long) options.epochs() * perEpoch;
        LearningRateSchedule.Course course = new LearningRateSchedule.Course(steps, perEpoch, accuracies);
        LearningRates rates = options.rates().times(options.schedule().rateAt(step, course));
        int first = stepOfEpoch * options.accumulation();
        int batches = Math.min(options.accumulation(), batchesPerEpoch - first);
        BatchPasses.Outcome seen = now.passes.run(epoch, (long) (epoch - 1) * batchesPerEpoch + first, batches);
        Gradients gradients = now.network.gradients();
        if (options.clipNorm() < Double.POSITIVE_INFINITY) {
            gradients.clip(options.clipNorm());
        }
        optimizer.step(gradients, rates);
        if (average != null) {
            average.take(step + 1);
        }
        double accuracy = (double) seen.correct() / seen.examples();
        return new Step(epoch, step + 1, steps, seen.examples(), seen.loss(), accuracy, rates.trunk());
    }

    private void requireFinite(Step step) {
        if (!Double.isFinite(step.loss())) {
            throw new DivergedException("the loss is " + step.loss() + " in epoch " + step.epoch() + ", step "
                    + ((step.step() - 1) % perEpoch + 1) + " of " + perEpoch + ", at learning rate "
                    + step.learningRate() + ": try a tenth of it, or clip gradients, and check the images for NaN");
        }
    }

    /** Where each rank went by statistics of its own, all go on from their mean. */
    private void joinStatistics(Parameters joined) {
        List<float[]> statistics = joined.tensors().entrySet().stream()
                .filter(entry -> entry.getKey().kind() == Kind.NORM_MEAN
                        || entry.getKey().kind() == Kind.NORM_VARIANCE)
                .map(Map.Entry::getValue)
                .map(Tensor::data)
                .toList();
        ranks.sum(statistics);
        for (float[] array : statistics) {
            for (int i = 0; i < array.length; i++) {
                array[i] /= ranks.count();
            }
        }
    }
}
