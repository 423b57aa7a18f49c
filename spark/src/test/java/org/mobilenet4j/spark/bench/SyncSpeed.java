package org.mobilenet4j.spark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.spark.training.LabelledColumns;
import org.mobilenet4j.spark.training.LabelledRows;
import org.mobilenet4j.spark.training.NetworkPlans;
import org.mobilenet4j.spark.training.SyncTraining;
import org.mobilenet4j.spark.training.TrainedOnCluster;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Two ranks of one thread in executors of their own, and then one process of two threads, on the same images in the same
 * shards: seconds of each epoch, and whether their weights are the same.
 *
 * <pre>SyncSpeed FOLDER MODEL EPOCHS</pre>
 */
public final class SyncSpeed {
    private static final long SEED = 1;
    private static final double SHARE = 0.2;

    private SyncSpeed() {}

    public static void main(String... args) throws IOException {
        String folder = args[0];
        Model start = Models.open(args[1]);
        int epochs = Integer.parseInt(args[2]);
        NetworkPlans plans = () -> Recipe.FINETUNE
                .plan()
                .with(change -> change.epochs(epochs).threads(1).seed(SEED));
        SparkSession session = BenchCluster.start();
        Dataset<Row> images = BenchCluster.images(session, folder);
        LabelledRows rows = LabelledRows.of(images, new LabelledColumns("path", "class"), SHARE, SEED);
        SyncTraining training =
                new SyncTraining(start, plans, 2, Optional.empty(), SyncTraining.RESTARTS, Patience.DEFAULT);
        TrainedOnCluster trained = training.run(rows, rows.reading(start.preprocessing()), new WorkflowListener() {
            @Override
            public void onEpoch(Epoch epoch) {
                print("two ranks", epoch);
            }
        });
        session.stop();
        Parameters alone = onOneMachine(start, plans.plan(), Path.of(folder));
        boolean isSame = alone.tensors().entrySet().stream()
                .allMatch(entry -> Arrays.equals(
                        entry.getValue().data(),
                        trained.model()
                                .parameters()
                                .get(entry.getKey().location(), entry.getKey().kind())
                                .data()));
        System.out.println(isSame ? "the weights are the same" : "THE WEIGHTS DIFFER");
    }

    private static void print(String who, TrainingListener.Epoch epoch) {
        System.out.printf(
                Locale.ROOT,
                "%s: epoch %d, %.2f s, accuracy %.4f%n",
                who,
                epoch.epoch(),
                epoch.seconds(),
                epoch.accuracy());
    }

    private static Parameters onOneMachine(Model start, NetworkPlan plan, Path folder) throws IOException {
        try (ImageFolder images = ImageFolder.open(folder)) {
            Split split = Split.of(images, SHARE, SEED);
            NetworkFitting fitting = new NetworkFitting(start, plan);
            LabelledImages train = split.train().only(dealt(split.train().size()));
            LabelledImages validation =
                    split.validation().only(dealt(split.validation().size()));
            List<RgbImage> shrunk = decoded(train).stream().map(fitting::shrunk).toList();
            List<RgbImage> framed =
                    decoded(validation).stream().map(fitting::framed).toList();
            List<Integer> sizes = List.of((train.size() + 1) / 2, train.size() / 2);
            Model begun = fitting.begin(images.classes());
            return Trainer.ofClassifiers(plan.options()
                            .with(change -> change.threads(2)
                                    .sampler(new Sampler.Sharded(
                                            sizes, plan.options().batchSize()))))
                    .train(
                            begun.parameters(),
                            start.inputShape(),
                            fitting.examples(shrunk, train.labels()),
                            fitting.framedExamples(framed, validation.labels()),
                            epoch -> print("one process", epoch))
                    .parameters();
        }
    }

    private static List<Integer> dealt(int count) {
        List<Integer> dealt = new ArrayList<>();
        IntStream.range(0, 2)
                .forEach(rank ->
                        IntStream.range(0, count).filter(i -> i % 2 == rank).forEach(dealt::add));
        return dealt;
    }

    private static List<RgbImage> decoded(LabelledImages images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> images.decode(i, new ImageDecoder()))
                .toList();
    }
}
