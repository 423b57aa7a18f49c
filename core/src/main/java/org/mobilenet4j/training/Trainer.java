package org.mobilenet4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.training.TrainingListener.Step;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * Trains a whole network: epochs in a shuffled order, after each a check by the inference engine on validation examples,
 * the best epoch's weights kept. The same seed, examples, options and machine give the same weights to the bit, also when
 * the run was ended between two epochs and went on later from its checkpoint.
 *
 * <p>A batch that would be left with one example at the end of an epoch is passed over: one makes no statistics.
 */
public final class Trainer {
    /**
     * What a run came to.
     *
     * @param parameters the weights of the best epoch
     * @param best that epoch
     * @param epochs how many were run
     * @param last the weights after the last epoch
     */
    public record Result(Parameters parameters, Epoch best, int epochs, Parameters last) {}

    private final TrainerOptions options;
    private final @Nullable Path checkpointFile;
    private final boolean isResumed;

    public Trainer(TrainerOptions options) {
        this(options, null, false);
    }

    private Trainer(TrainerOptions options, @Nullable Path checkpointFile, boolean isResumed) {
        this.options = options;
        this.checkpointFile = checkpointFile;
        this.isResumed = isResumed;
    }

    public TrainerOptions options() {
        return options;
    }

    /**
     * The same with all that a run has come to written to a file after each epoch, from which it can go on.
     *
     * @param isResumed whether to go on from the file, if it is there; else it is begun anew
     */
    public Trainer withCheckpoints(Path file, boolean isResumed) {
        return new Trainer(options, file, isResumed);
    }

    /**
     * Trains a network from given parameters, which stay as they are.
     *
     * @param resolution both sides of the network's inputs
     * @param examples inputs of the sizes to learn from
     * @param validation inputs of the network's size, which decide the epoch that is kept and when to stop
     * @throws IllegalArgumentException if there are fewer than two examples to learn from, or none held out
     * @throws InvalidInputException if the checkpoint to go on from is damaged or another run's
     * @throws DivergedException if the loss is no longer finite
     * @throws IOException if a checkpoint cannot be read or written
     */
    public Result train(
            Parameters start,
            int resolution,
            TrainingExamples examples,
            TrainingExamples validation,
            TrainingListener listener)
            throws IOException {
        if (examples.size() < 2 || validation.size() == 0) {
            throw new IllegalArgumentException(examples.size() + " examples to learn from and " + validation.size()
                    + " held out, expected at least 2 and 1");
        }
        try (ForkJoinPool readers = new ForkJoinPool(options.threads())) {
            return new Run(start.copy(), resolution, examples, validation, listener, readers).train();
        }
    }

    /** The network at the size of the inputs that it learns from, and what feeds it. */
    private record Learner(int resolution, TrainableNetwork network, BatchReader reader, BatchPasses passes) {}

    private final class Run {
        private final Parameters parameters;
        private final int resolution;
        private final Parameters bestParameters;
        private final TrainingExamples examples;
        private final TrainingListener listener;
        private final Validation check;
        private final BatchLoss loss;
        private final Optimizer optimizer;
        private final @Nullable WeightAverage average;
        private final ForkJoinPool readers;
        private final Seeds seeds = new Seeds(options.seed());
        private final Optional<Checkpoint> checkpoint;
        private final List<Epoch> finished = new ArrayList<>();
        private final List<Double> accuracies = new ArrayList<>();
        private final int batchSize;
        private final int batchesPerEpoch;
        private final int stepsPerEpoch;
        private @Nullable Learner learner;

        Run(
                Parameters parameters,
                int resolution,
                TrainingExamples examples,
                TrainingExamples validation,
                TrainingListener listener,
                ForkJoinPool readers) {
            int shown = options.sampler().length(examples.size());
            this.batchSize = Math.min(options.batchSize(), shown);
            int last = shown % batchSize;
            this.parameters = parameters;
            this.resolution = resolution;
            this.bestParameters = parameters.copy();
            this.examples = examples;
            this.listener = listener;
            this.check = new Validation(validation, resolution, readers);
            this.readers = readers;
            int classes = parameters.network().classes();
            this.loss = new BatchLoss(
                    options.labelSmoothing(), options.classWeights().of(examples, classes));
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
        private Learner learner(int epoch) {
            int side = options.resolution(resolution, epoch);
            Learner now = learner;
            if (now == null || now.resolution != side) {
                learner = null; // its maps go before others come
                MapShape input = new MapShape(side, side, parameters.network().inputChannels());
                TrainableNetwork network =
                        new TrainableNetwork(parameters, input, batchSize, options.threads(), options.precision());
                BatchReader reader =
                        new BatchReader(examples, batchSize, options.mixings(), side, input.channels(), seeds, readers);
                now = new Learner(side, network, reader, new BatchPasses(network, reader, loss, options, seeds));
                learner = now;
            }
            return now;
        }

        /** Trains for an epoch, counted from 1, and checks. */
        private Epoch epoch(int epoch, Epoch best) {
            long begin = System.nanoTime();
            Learner now = learner(epoch);
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
                rate = step.rate();
            }
            Validation.Figures figures = check.of(checked());
            return new Epoch(
                    epoch,
                    options.epochs(),
                    (long) epoch * stepsPerEpoch,
                    lossSum / seen,
                    correct / seen,
                    figures.loss(),
                    figures.accuracy(),
                    rate,
                    (System.nanoTime() - begin) * 1e-9,
                    figures.accuracy() > best.accuracy());
        }

        /** @param stepOfEpoch counted from 0 */
        private Step step(Learner now, int epoch, int stepOfEpoch) {
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
                        + step.rate() + ": try a tenth of it, or clip gradients, and check the images for NaN");
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
