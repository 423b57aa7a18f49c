package org.mobilenet4j.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.training.TrainingListener.Epoch;

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

        /** What of the objective the options do not say: a run goes on from its checkpoint with the same only. */
        default String description() {
            return "";
        }
    }

    private final TrainerOptions options;
    private final ObjectiveFactory<T> objective;
    private final Metric<T> metric;
    private final Ranks ranks;
    private final Map<String, Range> int8;
    private final @Nullable Path checkpointFile;
    private final boolean isResumed;

    /** A trainer for any kind of target. */
    public Trainer(TrainerOptions options, ObjectiveFactory<T> objective, Metric<T> metric) {
        this(options, objective, metric, Ranks.ALONE, Map.of(), null, false);
    }

    private Trainer(
            TrainerOptions options,
            ObjectiveFactory<T> objective,
            Metric<T> metric,
            Ranks ranks,
            Map<String, Range> int8,
            @Nullable Path checkpointFile,
            boolean isResumed) {
        this.options = options;
        this.objective = objective;
        this.metric = metric;
        this.ranks = ranks;
        this.int8 = int8;
        this.checkpointFile = checkpointFile;
        this.isResumed = isResumed;
    }

    /** A trainer of classifiers: cross entropy with the options' smoothing and class weights, judged by top-1. */
    public static Trainer<Integer> ofClassifiers(TrainerOptions options) {
        return ofClassifiers(options, new Accuracy());
    }

    /** The same, judged by an {@link Accuracy} of which more will be asked. */
    public static Trainer<Integer> ofClassifiers(TrainerOptions options, Accuracy accuracy) {
        return new Trainer<>(options, crossEntropy(options, Ranks.ALONE), accuracy);
    }

    /**
     * A trainer that is one of several ranks, each in a process of its own with the same options, start and validation. The
     * sampler must be a {@link Sampler.Sharded} of as many parts, of which this rank holds its own; the images to validate on
     * are each held by one rank. So many ranks of one thread come to the bits of one process of so many threads with the same
     * sampler, in {@link org.mobilenet4j.training.network.Mode#BATCH_STATISTICS} and unless batches are mixed.
     */
    public static Trainer<Integer> ofClassifiers(TrainerOptions options, Ranks ranks) {
        return new Trainer<>(options, crossEntropy(options, ranks), new Accuracy(ranks), ranks, Map.of(), null, false);
    }

    static ObjectiveFactory<Integer> crossEntropy(TrainerOptions options, Ranks ranks) {
        return (network, input, examples, workers) -> crossEntropy(options, network, examples, ranks);
    }

    /** The cross entropy of a classifier with the options' smoothing and class weights. */
    public static CrossEntropy crossEntropy(
            TrainerOptions options, Network network, TrainingExamples<Integer> examples) {
        return crossEntropy(options, network, examples, Ranks.ALONE);
    }

    private static CrossEntropy crossEntropy(
            TrainerOptions options, Network network, TrainingExamples<Integer> examples, Ranks ranks) {
        int classes = network.classes();
        List<Double> weights = options.classWeights().of(examples, classes);
        return new CrossEntropy(new BatchLoss(options.labelSmoothing(), weights), classes, ranks);
    }

    public TrainerOptions options() {
        return options;
    }

    /**
     * The same with all that a run has come to written to a file after each epoch, from which it can go on. Of several ranks,
     * the first writes, and all read what is there under this name.
     *
     * @param isResumed whether to go on from the file, if it is there; else it is begun anew
     */
    public Trainer<T> withCheckpoints(Path file, boolean isResumed) {
        return new Trainer<>(options, objective, metric, ranks, int8, file, isResumed);
    }

    /**
     * The same for a network that an int8 file will be made of: it learns with every value and filter rounded as there, {@link
     * org.mobilenet4j.training.network.TrainableNetwork}. The metric is to compute so, too: {@link Accuracy#ofInt8}.
     *
     * @param ranges of the values of a network without norms, as {@link org.mobilenet4j.quantization.Quantization} has them
     */
    public Trainer<T> simulatingInt8(Map<String, Range> ranges) {
        return new Trainer<>(options, objective, metric, ranks, Map.copyOf(ranges), checkpointFile, isResumed);
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

    private final class Run {
        private final MapShape input;
        private final Steps<T> steps;
        private final Parameters bestParameters;
        private final TrainingExamples<T> validation;
        private final TrainingListener listener;
        private final Workers workers = new Workers(options.threads());
        private final Optional<Checkpoint> checkpoint;
        private final List<Epoch> finished = new ArrayList<>();
        private final List<Double> accuracies = new ArrayList<>();

        Run(
                Parameters parameters,
                MapShape input,
                TrainingExamples<T> examples,
                TrainingExamples<T> validation,
                TrainingListener listener) {
            this.input = input;
            this.steps = new Steps<>(options, objective, parameters, input, examples, ranks, int8);
            this.bestParameters = parameters.copy();
            this.validation = validation;
            this.listener = listener;
            this.checkpoint = Optional.ofNullable(checkpointFile)
                    .map(file -> new Checkpoint(
                            file,
                            whatDecidesBits(options) + ", examples=" + examples.size() + ", changes="
                                    + examples.changes()
                                    + (objective.description().isEmpty() ? "" : ", " + objective.description())
                                    + (int8.isEmpty()
                                            ? ""
                                            : ", int8="
                                                    + new TreeMap<>(int8)
                                                            .toString()
                                                            .hashCode())));
        }

        /** Where maps are kept changes no bit of a run, which may go on where there is more memory, or less. */
        private static String whatDecidesBits(TrainerOptions options) {
            return options.toString().replace(", recomputation=" + options.recomputation(), "");
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
                    bestParameters.set(steps.checked());
                }
                requireSameEverywhere(now.epoch());
                if (checkpoint.isPresent() && ranks.rank() == 0) {
                    checkpoint.get().write(finished, state());
                }
                listener.onEpoch(now);
            }
            return new Result(
                    bestParameters, best, finished.size(), steps.checked().copy());
        }

        /** Every array that a step or an epoch changes. */
        private Map<String, float[]> state() {
            Map<String, float[]> state = steps.state();
            Steps.put(state, "best/", bestParameters);
            return state;
        }

        /** Trains for an epoch, counted from 1, and checks. */
        private Epoch epoch(int epoch, Epoch best) {
            long begin = System.nanoTime();
            Steps.Outcome learned = steps.take(epoch, 0, steps.perEpoch(), accuracies, listener);
            Metric.Figures figures = metric.of(steps.checked(), input, validation, workers);
            return new Epoch(
                    epoch,
                    options.epochs(),
                    (long) epoch * steps.perEpoch(),
                    learned.loss(),
                    learned.accuracy(),
                    figures.loss(),
                    figures.score(),
                    learned.learningRate(),
                    (System.nanoTime() - begin) * 1e-9,
                    figures.score() > best.accuracy());
        }

        /** A rank that computes other bits than the others would lead them astray from here on. */
        private void requireSameEverywhere(int epoch) {
            double[][] checksums = ranks.gather(new double[] {checksum(steps.parameters())});
            for (int rank = 1; rank < checksums.length; rank++) {
                if (checksums[rank][0] != checksums[0][0]) {
                    throw new IllegalStateException("after epoch " + epoch + " the weights of rank " + rank
                            + " are not those of rank 0: their processors or JVMs compute differently;"
                            + " run all executors on machines and JVMs of one kind");
                }
            }
        }
    }

    private static long checksum(Parameters parameters) {
        CRC32C checksum = new CRC32C();
        parameters.tensors().values().forEach(tensor -> {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.data().length);
            bytes.asFloatBuffer().put(tensor.data());
            checksum.update(bytes);
        });
        return checksum.getValue();
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
