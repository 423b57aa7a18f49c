package org.mobilenet4j.spark.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.SharedModel;
import org.mobilenet4j.spark.training.RankOutcome.Skipped;
import org.mobilenet4j.training.Accuracy;
import org.mobilenet4j.training.Metric;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.NetworkFitting;

/**
 * What tasks of ordinary stages do with a shard: tell what it holds, train on it for some steps, and judge weights on it.
 *
 * @param start the model to begin from, with a classifier for the classes
 * @param parts how many shards there are
 * @param run that decoded shards are kept for
 */
record ShardTask(SharedModel start, NetworkPlans plans, ImageReading reading, int parts, long run)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** What a shard holds. */
    record Contents(int[] trainLabels, int validationImages, List<Skipped> skipped) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * The steps of a round.
     *
     * @param examples how many of each shard are learned from
     * @param state to go on from; null at the beginning
     */
    record Round(
            int epoch,
            int first,
            int end,
            int examples,
            double[] accuracies,
            @Nullable Broadcast<float[]> state) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** What a round came to on a shard. */
    record Stepped(float[] state, double loss, double accuracy, double learningRate) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** What weights came to on a shard's images to validate on. */
    record Judged(int images, double lossSum, long correct) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** How a part trains: with its share of each batch. */
    static TrainerOptions options(NetworkPlans plans, int parts, int shard) {
        TrainerOptions whole = plans.plan().options();
        return whole.with(change -> change.batchSize(whole.batchSize() / parts).seed(whole.seed() + shard));
    }

    private NetworkFitting fitting() {
        return new NetworkFitting(start.running().model(), plans.plan());
    }

    private ShardImages images(int shard, Iterator<Row> rows) {
        return KeptShards.of(run, shard, () -> ShardImages.read(rows, reading, fitting()));
    }

    Contents contents(int shard, Iterator<Row> rows) {
        ShardImages images = images(shard, rows);
        TrainingExamples<Integer> train = images.train();
        int[] labels = IntStream.range(0, train.size()).map(train::label).toArray();
        return new Contents(labels, images.validation().size(), images.skipped());
    }

    Stepped step(int shard, Iterator<Row> rows, Round round) {
        Model model = start.running().model();
        Parameters parameters = model.parameters().copy();
        Steps<Integer> steps = Steps.ofClassifier(
                options(plans, parts, shard),
                parameters,
                model.inputShape(),
                new Limited(images(shard, rows).train(), round.examples));
        if (round.state != null) {
            FlatState.into(round.state.value(), steps.state().values());
        }
        List<Double> accuracies = Arrays.stream(round.accuracies).boxed().toList();
        Steps.Outcome outcome = steps.take(round.epoch, round.first, round.end, accuracies, ShardTask::ignore);
        return new Stepped(
                FlatState.of(steps.state().values()), outcome.loss(), outcome.accuracy(), outcome.learningRate());
    }

    private static void ignore(Epoch epoch) {}

    Judged judge(int shard, Iterator<Row> rows, Broadcast<float[]> weights) {
        TrainingExamples<Integer> validation = images(shard, rows).validation();
        if (validation.size() == 0) {
            return new Judged(0, 0, 0);
        }
        Model model = start.running().model();
        Parameters parameters = model.parameters().copy();
        FlatState.into(weights.value(), FlatState.arrays(parameters));
        Workers workers = new Workers(plans.plan().options().threads());
        Metric.Figures figures = new Accuracy().of(parameters, model.inputShape(), validation, workers);
        int images = validation.size();
        return new Judged(images, figures.loss() * images, Math.round(figures.score() * images));
    }
}
