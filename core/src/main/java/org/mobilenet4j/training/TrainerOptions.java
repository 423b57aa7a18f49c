package org.mobilenet4j.training;

import java.util.List;
import java.util.function.Consumer;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.Recomputation;

/**
 * How a whole network is trained. Immutable; {@code options.with(change -> change.epochs(5).seed(2))} gives a changed
 * copy.
 *
 * @param epochs the most passes over the examples
 * @param inputLimit how large the inputs to learn from are; checks are always at the network's size
 * @param accumulation batches whose gradients make one step; without batch statistics that is the same as a batch so many
 *     times as large
 * @param sampler which examples an epoch shows, and in which order
 * @param mixings of which one is drawn for each batch; none for images as they are
 * @param threads over which a batch is split; another number gives other roundings
 * @param rates what the schedule's factors are of
 * @param decaysAll whether weight decay is for norms and biases too
 * @param classWeights how much the classes count in the loss
 * @param clipNorm the longest that all gradients together may be; infinite for no limit
 * @param averageDecay the share that the running average of the weights keeps in each step; 0 for no average. With one,
 *     the average is what is checked on the validation examples and kept
 * @param precision in which the maps between forward and backward are kept
 * @param recomputation which of these maps are computed again in place of being kept; it changes no bit of what comes out
 * @param freezing which layers stay as they are, and until when
 * @param patience epochs without a better validation accuracy after which training stops
 * @param seed of order, dropout and whatever the examples draw
 */
public record TrainerOptions(
        int epochs,
        int batchSize,
        InputLimit inputLimit,
        int accumulation,
        Sampler sampler,
        List<BatchMixing> mixings,
        int threads,
        OptimizerSettings optimizer,
        LearningRates rates,
        LearningRateSchedule schedule,
        boolean decaysAll,
        double labelSmoothing,
        ClassWeights classWeights,
        double clipNorm,
        double averageDecay,
        Mode mode,
        Freezing freezing,
        Precision precision,
        Recomputation recomputation,
        int patience,
        long seed) {
    /**
     * For fine-tuning: one cycle of gradient descent with Nesterov's momentum, the head a little faster than the trunk.
     */
    public static final TrainerOptions FINE_TUNING = new TrainerOptions(
            5,
            32,
            InputLimit.NONE,
            1,
            new Sampler.Repeated(1),
            List.of(),
            Runtime.getRuntime().availableProcessors(),
            new OptimizerSettings.Sgd(0.9, true, 4e-5),
            new LearningRates(8e-3, 1e-2),
            LearningRateSchedule.OneCycle.TORCH,
            false,
            0.1,
            new ClassWeights.Even(),
            Double.POSITIVE_INFINITY,
            0,
            Mode.BATCH_STATISTICS,
            Freezing.NONE,
            Precision.FLOAT32,
            Recomputation.AUTO,
            Integer.MAX_VALUE,
            1);

    public TrainerOptions {
        if (epochs < 1 || batchSize < 2 || accumulation < 1 || threads < 1 || patience < 1) {
            throw new IllegalArgumentException("epochs is " + epochs + ", batchSize " + batchSize + ", accumulation "
                    + accumulation + ", threads " + threads + ", patience " + patience
                    + ", expected at least 1, 2, 1, 1 and 1");
        }
        mixings = List.copyOf(mixings);
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)
                || !(clipNorm > 0)
                || !(averageDecay >= 0 && averageDecay < 1)) {
            throw new IllegalArgumentException("labelSmoothing is " + labelSmoothing
                    + " (expected in [0, 1)), clipNorm " + clipNorm + " (above 0), averageDecay " + averageDecay
                    + " (in [0, 1))");
        }
    }

    /** The shape of the inputs to learn from in an epoch, counted from 1, of a network for inputs of a shape. */
    public MapShape input(MapShape own, int epoch) {
        return inputLimit.input(own, epoch, epochs);
    }

    /** The same but for what {@code change} sets. */
    public TrainerOptions with(Consumer<Changes> change) {
        Changes changes = new Changes(this);
        change.accept(changes);
        return changes.made();
    }

    /** What is to be other than it was. */
    public static final class Changes {
        private int epochs;
        private int batchSize;
        private InputLimit inputLimit;
        private int accumulation;
        private Sampler sampler;
        private List<BatchMixing> mixings;
        private int threads;
        private OptimizerSettings optimizer;
        private LearningRates rates;
        private LearningRateSchedule schedule;
        private boolean decaysAll;
        private double labelSmoothing;
        private ClassWeights classWeights;
        private double clipNorm;
        private double averageDecay;
        private Mode mode;
        private Freezing freezing;
        private Precision precision;
        private Recomputation recomputation;
        private int patience;
        private long seed;

        private Changes(TrainerOptions from) {
            this.epochs = from.epochs;
            this.batchSize = from.batchSize;
            this.inputLimit = from.inputLimit;
            this.accumulation = from.accumulation;
            this.sampler = from.sampler;
            this.mixings = from.mixings;
            this.threads = from.threads;
            this.optimizer = from.optimizer;
            this.rates = from.rates;
            this.schedule = from.schedule;
            this.decaysAll = from.decaysAll;
            this.labelSmoothing = from.labelSmoothing;
            this.classWeights = from.classWeights;
            this.clipNorm = from.clipNorm;
            this.averageDecay = from.averageDecay;
            this.mode = from.mode;
            this.freezing = from.freezing;
            this.precision = from.precision;
            this.recomputation = from.recomputation;
            this.patience = from.patience;
            this.seed = from.seed;
        }

        private TrainerOptions made() {
            return new TrainerOptions(
                    epochs,
                    batchSize,
                    inputLimit,
                    accumulation,
                    sampler,
                    mixings,
                    threads,
                    optimizer,
                    rates,
                    schedule,
                    decaysAll,
                    labelSmoothing,
                    classWeights,
                    clipNorm,
                    averageDecay,
                    mode,
                    freezing,
                    precision,
                    recomputation,
                    patience,
                    seed);
        }

        public Changes epochs(int value) {
            epochs = value;
            return this;
        }

        public Changes batchSize(int value) {
            batchSize = value;
            return this;
        }

        public Changes inputLimit(InputLimit value) {
            inputLimit = value;
            return this;
        }

        public Changes accumulation(int value) {
            accumulation = value;
            return this;
        }

        public Changes sampler(Sampler value) {
            sampler = value;
            return this;
        }

        public Changes mixings(List<BatchMixing> value) {
            mixings = value;
            return this;
        }

        public Changes threads(int value) {
            threads = value;
            return this;
        }

        public Changes optimizer(OptimizerSettings value) {
            optimizer = value;
            return this;
        }

        public Changes rates(LearningRates value) {
            rates = value;
            return this;
        }

        public Changes schedule(LearningRateSchedule value) {
            schedule = value;
            return this;
        }

        public Changes decaysAll(boolean value) {
            decaysAll = value;
            return this;
        }

        public Changes labelSmoothing(double value) {
            labelSmoothing = value;
            return this;
        }

        public Changes classWeights(ClassWeights value) {
            classWeights = value;
            return this;
        }

        public Changes clipNorm(double value) {
            clipNorm = value;
            return this;
        }

        public Changes averageDecay(double value) {
            averageDecay = value;
            return this;
        }

        public Changes mode(Mode value) {
            mode = value;
            return this;
        }

        public Changes freezing(Freezing value) {
            freezing = value;
            return this;
        }

        public Changes precision(Precision value) {
            precision = value;
            return this;
        }

        public Changes recomputation(Recomputation value) {
            recomputation = value;
            return this;
        }

        public Changes patience(int value) {
            patience = value;
            return this;
        }

        public Changes seed(long value) {
            seed = value;
            return this;
        }
    }
}
