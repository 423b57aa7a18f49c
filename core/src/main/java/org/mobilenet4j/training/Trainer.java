package org.mobilenet4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.training.TrainingListener.Step;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * Trains a whole network: shuffles each epoch, validates with the inference engine after it, and keeps the best weights. The same seed, examples, options and machine give the same weights to the bit, also when
 * the run was ended between two epochs and went on later from its checkpoint.
 *
 * <p>A batch that would be left with one example at the end of an epoch is passed over: one makes no statistics.
 */
public final class Trainer<T> {
    /**
     * The result of a run.
     *
     * @param parameters the weights of the best epoch
     * @param best that epoch
     * @param epochs how many were run
     * @param last the weights after the last epoch
     */
    public record Result(Parameters parameters, Epoch best, int epochs, Parameters last) {}

    /** What is learnt, made for the network and examples of a run, and for inputs of a shape. */
    @FunctionalInterface
    public interface ObjectiveFactory<T> {
        Objective<T> of(Network network, MapShape input, TrainingExamples<T> examples, Workers workers);
    }

    private final TrainerOptions options;
    private final ObjectiveFactory<T> objective;
    private final Metric<T> metric;
    private final @Nullable Path checkpointFile;
    private final boolean isResumed;

    /** A trainer for any kind of target. */
    public Trainer(TrainerOptions options, ObjectiveFactory<T> objective, Metric<T> metric) {
        this(options, objective, metric, null, false);
    }

    private Trainer(
            TrainerOptions options,
            ObjectiveFactory<T> objective,
            Metric<T> metric,
            @Nullable Path checkpointFile,
            boolean isResumed) {
        this.options = options;
        this.objective = objective;
        this.metric = metric;
        this.checkpointFile = checkpointFile;
        this.isResumed = isResumed;
    }

    /** A trainer of classifiers: cross entropy with the options' smoothing and class weights, judged by top-1. */
    public static Trainer<Integer> ofClassifiers(TrainerOptions options) {
        return ofClassifiers(options, new Accuracy());
    }

    /** The same, judged by an {@link Accuracy} of which more will be asked. */
    public static Trainer<Integer> ofClassifiers(TrainerOptions options, Accuracy accuracy) {
        return new Trainer<>(
                options,
                (network, input, examples, workers) -> {
                    int classes = network.classes();
                    List<Double> weights = options.classWeights().of(examples, classes);
                    return new CrossEntropy(new BatchLoss(options.labelSmoothing(), weights), classes);
                },
                accuracy);
    }

    public TrainerOptions options() {
        return options;
    }

    /**
     * The same with all that a run has come to written to a file after each epoch, from which it can go on.
     *
     * @param isResumed whether to go on from the file, if it is there; else it is begun anew
     */
    public Trainer<T> withCheckpoints(Path file, boolean isResumed) {
        return new Trainer<>(options, objective, metric, file, isResumed);
    }

    /**
     * Trains a network from given parameters, which stay as they are.
     *
     * @param input the shape of the network's inputs
     * @param examples inputs of the sizes to learn from
     * @param validation inputs of the network's size, which decide the epoch that is kept and when to stop
     * @throws IllegalArgumentException if there are fewer than two examples to learn from, or none to validate on
     * @throws InvalidInputException if the checkpoint to go on from is damaged or another run's
     * @throws DivergedException if the loss is no longer finite
     * @throws IOException if a checkpoint cannot be read or written
     */
    public Result train(
            Parameters start,
            MapShape input,
            TrainingExamples<T> examples,
            TrainingExamples<T> validation,
            TrainingListener listener)
            throws IOException {
        if (examples.size() < 2 || validation.size() == 0) {
            throw new IllegalArgumentException(examples.size() + " examples to learn from and " + validation.size()
                    + " to validate on, expected at least 2 and 1");
        }
        return new Run(start.copy(), input, examples, validation, listener).train();
    }

    /** The network at the size of the inputs that it learns from, and what feeds it. */
    private record Learner<T>(MapShape input, TrainableNetwork network, BatchReader<T> reader, BatchPasses<T> passes) {}

    private final class Run {
        private final Parameters parameters;
        private final MapShape input;
        private final Parameters bestParameters;
        private final TrainingExamples<T> examples;
        private final TrainingExamples<T> validation;
        private final TrainingListener listener;
        private final Optimizer optimizer;
        private final @Nullable WeightAverage average;
        private final Workers workers = new Workers(options.threads());
        private final Seeds seeds = new Seeds(options.seed());
        private final Optional<Checkpoint> checkpoint;
        private final List<Epoch> finished = new ArrayList<>();
        private final List<Double> accuracies = new ArrayList<>();
        private final int batchSize;
        private final int batchesPerEpoch;
        private final int stepsPerEpoch;
        private @Nullable Learner<T> learner;

        Run(
                Parameters parameters,
                MapShape input,
                TrainingExamples<T> examples,
                TrainingExamples<T> validation,
                TrainingListener listener) {
            int shown = options.sampler().length(examples.size());
            this.batchSize = Math.min(options.batchSize(), shown);
            int last = shown % batchSize;
            this.parameters = parameters;
            this.input = input;
            this.bestParameters = parameters.copy();
            this.examples = examples;
            this.validation = validation;
            this.listener = listener;
            if (!options.mixings().isEmpty() && !objective(input).takesMixtures()) {
                throw new IllegalArgumentException(
                        "the objective takes no mixed examples, but the options ask for " + options.mixings());
            }
            this.optimizer = new Optimizer(options.optimizer(), parameters, options.decaysAll());
            this.average = options.averageDecay() == 0 ? null : new WeightAverage(parameters, options.averageDecay());
            this.batchesPerEpoch = shown / batchSize + (last > 1 ? 1 : 0);
            this.stepsPerEpoch = Math.ceilDiv(batchesPerEpoch, options.accumulation());
            this.checkpoint = Optional.ofNullable(checkpointFile)
                    .map(file -> new Checkpoint(
                            file, options + ", examples=" + examples.size() + ", changes=" + examples.changes()));
        }

        Result train() throws IOException {
            if (checkpoint.isPresent()) {
                checkpoint.get().removeUnfinished();
                if (isResumed && Files.exists(checkpoint.get().file())) {
                    finished.addAll(checkpoint.get().read(options.epochs(), state()));
                    finished.forEach(epoch -> accuracies.add(epoch.accuracy()));
                    listener.onResume(List.copyOf(finished));
                }
            }
            Epoch best = finished.stream()
                    .filter(Epoch::isBest)
                    .reduce((earlier, later) -> later)
                    .orElse(new Epoch(0, options.epochs(), 0, Double.NaN, 0, Double.NaN, -1, 0, 0, false));
            while (finished.size() < options.epochs() && finished.size() - best.epoch() < options.patience()) {
                Epoch now = epoch(finished.size() + 1, best);
                finished.add(now);
                accuracies.add(now.accuracy());
                if (now.isBest()) {
                    best = now;
                    bestParameters.set(checked());
                }
                if (checkpoint.isPresent()) {
                    checkpoint.get().write(finished, state());
                }
                listener.onEpoch(now);
            }
            Parameters last = checked().copy();
            return new Result(bestParameters, best, finished.size(), last);
        }

        /** What is checked on the validation examples and kept. */
        private Parameters checked() {
            return average == null ? parameters : average.parameters();
        }

        /** Every array that a step or an epoch changes. */
        private Map<String, float[]> state() {
            Map<String, float[]> state = new LinkedHashMap<>();
            put(state, "weights/", parameters);
            put(state, "best/", bestParameters);
            if (average != null) {
                put(state, "average/", average.parameters());
            }
            optimizer.state().forEach((name, array) -> state.put("optimizer/" + name, array));
            return state;
        }

        private static void put(Map<String, float[]> state, String prefix, Parameters parameters) {
            parameters.tensors().forEach((id, tensor) -> state.put(prefix + id, tensor.data()));
        }

        /** The one of before, or a new one where an epoch's inputs have another size. */
        private Learner<T> learner(int epoch) {
            MapShape shape = options.input(input, epoch);
            Learner<T> now = learner;
            if (now == null || !now.input.equals(shape)) {
                learner = null; // its maps go before others come
                TrainableNetwork network =
                        new TrainableNetwork(parameters, shape, batchSize, workers, options.precision());
                BatchReader<T> reader =
                        new BatchReader<>(examples, batchSize, options.mixings(), shape, seeds, workers);
                BatchPasses<T> passes = new BatchPasses<>(network, reader, objective(shape), options, seeds);
                now = new Learner<>(shape, network, reader, passes);
                learner = now;
            }
            return now;
        }

        private Objective<T> objective(MapShape shape) {
            return objective.of(parameters.network(), shape, examples, workers);
        }

        /** Trains for an epoch, counted from 1, and checks. */
        private Epoch epoch(int epoch, Epoch best) {
            long begin = System.nanoTime();
            Learner<T> now = learner(epoch);
            now.reader.begin(epoch, options.sampler().order(examples, seeds.generator(epoch, Seeds.ORDER)));
            now.network.freeze(options.freezing().in(epoch));
            double lossSum = 0;
            double correct = 0;
            int seen = 0;
            double rate = 0;
            for (int i = 0; i < stepsPerEpoch; i++) {
                Step step = step(now, epoch, i);
                requireFinite(step);
                listener.onStep(step);
                lossSum += step.loss() * step.examples();
                correct += step.accuracy() * step.examples();
                seen += step.examples();
                rate = step.learningRate();
            }
            Metric.Figures figures = metric.of(checked(), input, validation, workers);
            return new Epoch(
                    epoch,
                    options.epochs(),
                    (long) epoch * stepsPerEpoch,
                    lossSum / seen,
                    correct / seen,
                    figures.loss(),
                    figures.score(),
                    rate,
                    (System.nanoTime() - begin) * 1e-9,
                    figures.score() > best.accuracy());
        }

        /** @param stepOfEpoch counted from 0 */
        private Step step(Learner<T> now, int epoch, int stepOfEpoch) {
            long step = (long) (epoch - 1) * stepsPerEpoch + stepOfEpoch;
            long steps = (long) options.epochs() * stepsPerEpoch;
            LearningRateSchedule.Course course = new LearningRateSchedule.Course(steps, stepsPerEpoch, accuracies);
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
                        + ((step.step() - 1) % stepsPerEpoch + 1) + " of " + stepsPerEpoch + ", at learning rate "
                        + step.learningRate() + ": try a tenth of it, or clip gradients, and check the images for NaN");
            }
        }
    }

    /** Fisher and Yates; written out because the JDK does not promise that its own stays the same. */
    static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
