package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.TrainableNetwork;
import org.mobilenet4j.weights.Parameters;

/**
 * Trains a whole network: epochs in a shuffled order, after each a check by the inference engine on examples held out,
 * the best epoch's weights kept. The same seed, examples, options and machine give the same weights to the bit.
 *
 * <p>A batch that would be left with one example at the end of an epoch is passed over: one makes no statistics.
 */
public final class Trainer {
    /**
     * What a run came to.
     *
     * @param best the epoch whose weights were kept
     * @param epochs how many were run
     */
    public record Result(TrainingListener.Epoch best, int epochs) {}

    private final TrainerOptions options;

    public Trainer(TrainerOptions options) {
        this.options = options;
    }

    /**
     * Trains the parameters in place and leaves those of the best epoch.
     *
     * @param heldOut decides which epoch is kept and when to stop
     * @throws IllegalArgumentException if there are fewer than two examples to learn from, or none held out
     * @throws ArithmeticException if the loss is no longer finite
     */
    public Result train(
            Parameters parameters, TrainingExamples examples, TrainingExamples heldOut, TrainingListener listener) {
        if (examples.size() < 2 || heldOut.size() == 0) {
            throw new IllegalArgumentException(examples.size() + " examples to learn from and " + heldOut.size()
                    + " held out, expected at least 2 and 1");
        }
        try (ForkJoinPool readers = new ForkJoinPool(options.threads())) {
            return new Run(parameters, examples, heldOut, listener, readers).train();
        }
    }

    private final class Run {
        private final Parameters parameters;
        private final TrainingExamples examples;
        private final TrainingExamples heldOut;
        private final TrainingListener listener;
        private final ForkJoinPool readers;
        private final TrainableNetwork network;
        private final Optimizer optimizer;
        private final BatchLoss loss = new BatchLoss(options.labelSmoothing());
        private final List<float[]> inputs = new ArrayList<>();
        private final RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
        private final int batchSize;
        private final int stepsPerEpoch;
        private final int classes;

        Run(
                Parameters parameters,
                TrainingExamples examples,
                TrainingExamples heldOut,
                TrainingListener listener,
                ForkJoinPool readers) {
            this.parameters = parameters;
            this.examples = examples;
            this.heldOut = heldOut;
            this.listener = listener;
            this.readers = readers;
            this.batchSize = Math.min(options.batchSize(), examples.size());
            this.network = new TrainableNetwork(parameters, batchSize, options.threads());
            this.optimizer = new Optimizer(options.optimizer(), parameters, options.decaysAll());
            int last = examples.size() % batchSize;
            this.stepsPerEpoch = examples.size() / batchSize + (last > 1 ? 1 : 0);
            this.classes = parameters.architecture().options().classes();
            int resolution = parameters.architecture().options().resolution();
            int length = resolution
                    * resolution
                    * parameters.architecture().options().inputChannels();
            for (int i = 0; i < batchSize; i++) {
                inputs.add(new float[length]);
            }
        }

        Result train() {
            int[] order = IntStream.range(0, examples.size()).toArray();
            Map<ParameterId, float[]> bestWeights = copy();
            TrainingListener.Epoch best = new TrainingListener.Epoch(0, options.epochs(), Double.NaN, -1, false);
            int epoch = 0;
            while (epoch < options.epochs() && epoch - best.epoch() < options.patience()) {
                shuffle(order, random);
                double meanLoss = epoch(epoch, order);
                epoch++;
                double accuracy = accuracy();
                boolean isBest = accuracy > best.accuracy();
                TrainingListener.Epoch now =
                        new TrainingListener.Epoch(epoch, options.epochs(), meanLoss, accuracy, isBest);
                if (isBest) {
                    best = now;
                    bestWeights = copy();
                }
                listener.onEpoch(now);
            }
            bestWeights.forEach((id, values) -> System.arraycopy(
                    values, 0, parameters.get(id.location(), id.kind()).data(), 0, values.length));
            return new Result(best, epoch);
        }

        /** The mean loss of an epoch. */
        private double epoch(int epoch, int[] order) {
            double sum = 0;
            int seen = 0;
            long steps = (long) options.epochs() * stepsPerEpoch;
            for (int i = 0; i < stepsPerEpoch; i++) {
                int first = i * batchSize;
                int count = Math.min(batchSize, order.length - first);
                long step = (long) epoch * stepsPerEpoch + i;
                LearningRates rates = options.rates().times(options.schedule().rateAt(step, steps));
                double batchLoss = step(order, first, count, rates);
                if (!Double.isFinite(batchLoss)) {
                    throw new ArithmeticException("the loss is " + batchLoss + " in epoch " + (epoch + 1) + ", step "
                            + (i + 1) + " of " + stepsPerEpoch + ", at learning rate " + rates.trunk()
                            + ": try a tenth of it, or clip gradients, and check the pictures for NaN");
                }
                sum += batchLoss * count;
                seen += count;
                listener.onStep(new TrainingListener.Step(step + 1, steps, batchLoss, rates.trunk()));
            }
            return sum / seen;
        }

        private double step(int[] order, int first, int count, LearningRates rates) {
            int[] labels = new int[count];
            long[] seeds = new long[count];
            for (int i = 0; i < count; i++) {
                labels[i] = examples.label(order[first + i]);
                seeds[i] = random.nextLong();
            }
            readers.submit(() -> IntStream.range(0, count)
                            .parallel()
                            .forEach(i -> examples.read(order[first + i], seeds[i], inputs.get(i))))
                    .join();
            float[] logits = network.forward(inputs.subList(0, count), options.mode(), random.nextLong());
            double batchLoss = loss.lossAndGradient(logits, labels, classes);
            Gradients gradients = network.backward(logits);
            if (options.clipNorm() < Double.POSITIVE_INFINITY) {
                gradients.clip(options.clipNorm());
            }
            optimizer.step(gradients, rates);
            return batchLoss;
        }

        private double accuracy() {
            CompiledModel model = Compiler.compile(parameters);
            long correct = readers.submit(() -> IntStream.range(0, heldOut.size())
                            .parallel()
                            .filter(i -> isCorrect(model, i))
                            .count())
                    .join();
            return (double) correct / heldOut.size();
        }

        private boolean isCorrect(CompiledModel model, int index) {
            float[] input = new float[model.inputLength()];
            heldOut.read(index, 0, input);
            return LinearHead.largest(model.logits(input)) == heldOut.label(index);
        }

        private Map<ParameterId, float[]> copy() {
            Map<ParameterId, float[]> copy = new LinkedHashMap<>();
            parameters
                    .tensors()
                    .forEach((id, tensor) -> copy.put(id, tensor.data().clone()));
            return copy;
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
