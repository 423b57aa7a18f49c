package org.mobilenet4j.spark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.spark.TestModels;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;

class SyncTrainingTest {
    private static final long SEED = 7;
    private static final double SHARE = 0.25;

    @TempDir
    static Path folder;

    private static PictureFolder pictures;

    @BeforeAll
    static void draw() {
        pictures = PictureFolder.drawnIn(folder.resolve("pictures"), 15, "daisy", "rose", "tulip");
    }

    private static NetworkPlan plan(Mode mode) {
        return Recipe.FINETUNE
                .plan()
                .with(change -> change.epochs(2)
                        .batchSize(8)
                        .threads(1)
                        .mode(mode)
                        .rates(LearningRates.same(0.01))
                        .seed(SEED));
    }

    @Test
    void twoRanksOfOneThreadComeToTheBitsOfOneProcessOfTwo() throws IOException {
        Model start = TestModels.classifier("cat", "dog");
        Trainer.Result expected = onOneMachine(start, plan(Mode.BATCH_STATISTICS));
        List<Epoch> told = new ArrayList<>();
        List<String> warnings = new ArrayList<>();

        TrainedOnCluster trained = run(
                new SyncTraining(
                        start,
                        () -> plan(Mode.BATCH_STATISTICS),
                        2,
                        Optional.of(folder.resolve("checkpoints").toString()),
                        SyncTraining.RESTARTS,
                        Patience.DEFAULT),
                new WorkflowListener() {
                    @Override
                    public void onEpoch(Epoch epoch) {
                        told.add(epoch);
                    }

                    @Override
                    public void onWarning(String warning) {
                        warnings.add(warning);
                    }
                });

        assertSame(trained.model().parameters(), expected.parameters());
        assertThat(trained.best().accuracy()).isEqualTo(expected.best().accuracy());
        assertThat(trained.best().validationLoss()).isEqualTo(expected.best().validationLoss());
        assertThat(trained.model().labels()).containsExactly("daisy", "rose", "tulip");
        assertThat(warnings).anyMatch(warning -> warning.startsWith("silent executors: given up after 120 s"));
        assertThat(told).extracting(Epoch::epoch).containsExactly(1, 2);
        assertThat(trained.trainImages() + trained.validationImages()).isEqualTo(45);
    }

    @Test
    void ranksWithStatisticsOfTheirOwnTrainToo() throws IOException {
        TrainedOnCluster trained = run(
                new SyncTraining(
                        TestModels.classifier("cat", "dog"),
                        () -> plan(Mode.PART_STATISTICS),
                        2,
                        Optional.empty(),
                        0,
                        Patience.DEFAULT),
                WorkflowListener.NONE);

        assertThat(trained.epochs()).isEqualTo(2);
    }

    @Test
    void refusesABatchThatCannotBeSharedOut() {
        assertThatThrownBy(() -> new SyncTraining(
                        TestModels.classifier("cat", "dog"),
                        () -> plan(Mode.BATCH_STATISTICS),
                        3,
                        Optional.empty(),
                        0,
                        Patience.DEFAULT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("batchSize is 8; expected a multiple of the 3 ranks, such as 9");
    }

    private static TrainedOnCluster run(SyncTraining training, WorkflowListener listener) throws IOException {
        LabelledRows rows = LabelledRows.of(pictures.rows(), new LabelledColumns("content", "class"), SHARE, SEED);
        ImageReading reading = rows.reading(training.start().preprocessing());
        return training.run(rows, reading, listener);
    }

    /** With the same images in the same shards. */
    private static Trainer.Result onOneMachine(Model start, NetworkPlan plan) throws IOException {
        try (ImageFolder images = ImageFolder.open(pictures.path())) {
            Split split = Split.of(images, SHARE, SEED);
            NetworkFitting fitting = new NetworkFitting(start, plan);
            List<Integer> dealt = dealt(split.train().size());
            List<Integer> sizes = List.of((dealt.size() + 1) / 2, dealt.size() / 2);
            LabelledImages train = split.train().only(dealt);
            LabelledImages validation =
                    split.validation().only(dealt(split.validation().size()));
            TrainingExamples<Integer> examples = fitting.examples(
                    decoded(train).stream().map(fitting::shrunk).toList(), train.labels());
            TrainingExamples<Integer> framed = fitting.framedExamples(
                    decoded(validation).stream().map(fitting::framed).toList(), validation.labels());
            Model begun = fitting.begin(images.classes());
            return Trainer.ofClassifiers(plan.options()
                            .with(change -> change.threads(2)
                                    .sampler(new Sampler.Sharded(
                                            sizes, plan.options().batchSize()))))
                    .train(begun.parameters(), start.inputShape(), examples, framed, epoch -> {});
        }
    }

    /** The even ones, then the odd ones. */
    private static List<Integer> dealt(int count) {
        return IntStream.concat(
                        IntStream.iterate(0, i -> i < count, i -> i + 2),
                        IntStream.iterate(1, i -> i < count, i -> i + 2))
                .boxed()
                .toList();
    }

    private static List<RgbImage> decoded(LabelledImages images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> images.decode(i, new ImageDecoder()))
                .toList();
    }

    static void assertSame(Parameters first, Parameters second) {
        first.tensors()
                .forEach((id, tensor) -> assertThat(tensor.data())
                        .as(id.toString())
                        .isEqualTo(second.get(id.location(), id.kind()).data()));
    }
}
