package org.mobilenet4j.spark.training;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.spark.doctor.Workload;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.SharedModel;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.TrainingAccount;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A whole network, trained in ordinary stages: each task trains on a shard of its own for some steps, with its share of each
 * batch, and the driver goes on from the mean of all weights and of what the optimizers remember (local SGD: Stich 2018,
 * arXiv 1805.09767). No task waits for another, so executors may come, go and be taken away; what is lost is done again by
 * Spark. It costs accuracy, the more the longer the rounds and the more the shards; {@link SyncTraining} costs none.
 *
 * @param start the model to begin from; its classifier is replaced where there are other classes
 * @param plans its batches are whole ones, over all shards; batch norm goes by each shard's part
 * @param parts how many shards
 * @param every steps of a round; 0 for an epoch's
 */
public record AveragedTraining(Model start, NetworkPlans plans, int parts, int every) {
    /** Steps of a round with which flowers lost 1.2 points to training in step; an epoch's lost 2.6. See docs/spark.md. */
    public static final int EVERY = 10;

    /**
     * Checks what can be said before anything runs.
     *
     * @throws InvalidInputException if the model is no classifier, or a batch cannot be spread over so many shards
     */
    public AveragedTraining {
        start.require(Task.ImageClassification.class, "a classifier of images");
        int batchSize = plans.plan().options().batchSize();
        if (parts < 1 || batchSize % parts != 0 || batchSize / parts < 2) {
            throw new InvalidInputException("batchSize is " + batchSize + " for " + parts
                    + " shards; expected a multiple of how many there are, and at least 2 images of each");
        }
    }

    /** A shard's task. */
    private interface Work<R> extends Serializable {
        R of(int shard, Iterator<Row> rows);
    }

    /**
     * Trains.
     *
     * @param reading as {@link LabelledRows#reading} makes it
     * @throws InvalidInputException if the cluster is not fit for it, or of a class no image can be read
     * @throws DivergedException if the loss is not finite, or that of the best epoch far above that of guessing
     */
    public TrainedOnCluster run(LabelledRows rows, ImageReading reading, WorkflowListener listener) {
        long begin = System.nanoTime();
        CheckedCluster.require(rows.session(), Workload.ORDINARY, listener);
        rows.validation().warnOfMissingClasses(listener);
        Model begun = new NetworkFitting(start, plans.plan()).begin(rows.classes());
        ShardTask task = new ShardTask(
                SharedModel.of(begun, rows.session()), plans, reading, parts, new SecureRandom().nextLong());
        JavaRDD<Row> shards = rows.shards(parts).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<ShardTask.Contents> contents = map(shards, task::contents);
            ShardSizes.require(
                    contents.stream().map(each -> each.trainLabels().length).toList(),
                    contents.stream()
                            .flatMapToInt(each -> Arrays.stream(each.trainLabels()))
                            .toArray(),
                    contents.stream()
                            .mapToInt(ShardTask.Contents::validationImages)
                            .sum(),
                    rows.classes());
            List<SkippedImage> skipped = skipped(contents);
            skipped.forEach(listener::onSkipped);
            Run run = new Run(task, shards, begun, contents);
            Model model = run.train(listener);
            DivergedException.require(run.best, rows.classes().size());
            int trainImages = contents.stream()
                    .mapToInt(each -> each.trainLabels().length)
                    .sum();
            TrainingAccount account = new TrainingAccount(
                    rows.train().source(),
                    rows.validation().source(),
                    plans.plan(),
                    trainImages,
                    run.validationImages,
                    skipped,
                    run.epochs,
                    run.best,
                    run.best.accuracy(),
                    (System.nanoTime() - begin) * 1e-9,
                    plans.plan().options().threads());
            return new TrainedOnCluster(
                    model.withRun(account.entries()), run.best, run.epochs, trainImages, run.validationImages, skipped);
        } finally {
            shards.unpersist();
        }
    }

    /** What a task makes of each shard, in their order. */
    private static <R> List<R> map(JavaRDD<Row> shards, Work<R> work) {
        return shards.mapPartitionsWithIndex(
                        (shard, rows) -> List.of(work.of(shard, rows)).iterator(), true)
                .collect();
    }

    private static List<SkippedImage> skipped(List<ShardTask.Contents> contents) {
        return Stream.of(true, false)
                .flatMap(isTrain -> contents.stream()
                        .flatMap(each -> each.skipped().stream())
                        .filter(image -> image.isTrain() == isTrain)
                        .sorted(Comparator.comparingInt(RankOutcome.Skipped::index)))
                .map(image -> new SkippedImage(image.name(), image.reason()))
                .toList();
    }

    /** The rounds and what they have come to. */
    private final class Run {
        private final ShardTask task;
        private final JavaRDD<Row> shards;
        private final JavaSparkContext context;
        private final Model begun;
        private final TrainerOptions options;
        private final int examples;
        private final int perEpoch;
        private final int validationImages;
        private final List<Double> accuracies = new ArrayList<>();
        private float @Nullable [] state;
        private float[] bestWeights = {};
        private Epoch best;
        private int epochs;

        Run(ShardTask task, JavaRDD<Row> shards, Model begun, List<ShardTask.Contents> contents) {
            this.task = task;
            this.shards = shards;
            this.context = JavaSparkContext.fromSparkContext(shards.context());
            this.begun = begun;
            this.options = ShardTask.options(plans, parts, 0);
            this.examples = contents.stream()
                    .mapToInt(each -> each.trainLabels().length)
                    .min()
                    .orElseThrow();
            this.perEpoch = Steps.perEpoch(options, examples);
            this.validationImages = contents.stream()
                    .mapToInt(ShardTask.Contents::validationImages)
                    .sum();
            this.best = new Epoch(0, options.epochs(), 0, Double.NaN, 0, Double.NaN, -1, 0, 0, false);
        }

        Model train(WorkflowListener listener) {
            while (epochs < options.epochs() && epochs - best.epoch() < options.patience()) {
                Epoch now = epoch(epochs + 1);
                epochs++;
                accuracies.add(now.accuracy());
                if (now.isBest()) {
                    best = now;
                    bestWeights = checked();
                }
                ProgressListener.log(now);
                listener.onEpoch(now);
            }
            Parameters parameters = begun.parameters().copy();
            FlatState.into(bestWeights, FlatState.arrays(parameters));
            return begun.withParameters(parameters);
        }

        private Epoch epoch(int epoch) {
            long begin = System.nanoTime();
            int length = every == 0 ? perEpoch : every;
            double loss = 0;
            double accuracy = 0;
            double rate = 0;
            for (int first = 0; first < perEpoch; first += length) {
                int end = Math.min(first + length, perEpoch);
                List<ShardTask.Stepped> stepped = round(epoch, first, end);
                state = FlatState.mean(
                        stepped.stream().map(ShardTask.Stepped::state).toList());
                double share = (double) (end - first) / perEpoch / parts;
                loss += share
                        * stepped.stream().mapToDouble(ShardTask.Stepped::loss).sum();
                accuracy += share
                        * stepped.stream()
                                .mapToDouble(ShardTask.Stepped::accuracy)
                                .sum();
                rate = stepped.getFirst().learningRate();
            }
            List<ShardTask.Judged> judged = judged();
            double score = (double)
                            judged.stream().mapToLong(ShardTask.Judged::correct).sum()
                    / validationImages;
            return new Epoch(
                    epoch,
                    options.epochs(),
                    (long) epoch * perEpoch,
                    loss,
                    accuracy,
                    judged.stream().mapToDouble(ShardTask.Judged::lossSum).sum() / validationImages,
                    score,
                    rate,
                    (System.nanoTime() - begin) * 1e-9,
                    score > best.accuracy());
        }

        private List<ShardTask.Stepped> round(int epoch, int first, int end) {
            double[] sofar =
                    accuracies.stream().mapToDouble(Double::doubleValue).toArray();
            Broadcast<float[]> sent = state == null ? null : context.broadcast(state);
            ShardTask.Round round = new ShardTask.Round(epoch, first, end, examples, sofar, sent);
            ShardTask known = task;
            try {
                return map(shards, (shard, rows) -> known.step(shard, rows, round));
            } finally {
                if (sent != null) {
                    sent.destroy();
                }
            }
        }

        private List<ShardTask.Judged> judged() {
            Broadcast<float[]> weights = context.broadcast(checked());
            ShardTask known = task;
            try {
                return map(shards, (shard, rows) -> known.judge(shard, rows, weights));
            } finally {
                weights.destroy();
            }
        }

        /** The weights, or their running average, which follows them in the state. */
        private float[] checked() {
            int length = FlatState.arrays(begun.parameters()).stream()
                    .mapToInt(array -> array.length)
                    .sum();
            int from = options.averageDecay() == 0 ? 0 : length;
            return Arrays.copyOfRange(Objects.requireNonNull(state), from, from + length);
        }
    }
}
