package org.mobilenet4j.spark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.TestModels;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/** Executors that are killed, or stop, in the middle of an epoch. */
class LostRanksTest {
    private static final long SEED = 7;
    private static final int EPOCHS = 8;

    @TempDir
    static Path folder;

    private static NetworkPlan plan() {
        return Recipe.FINETUNE
                .plan()
                .with(change -> change.epochs(EPOCHS)
                        .batchSize(8)
                        .threads(1)
                        .rates(LearningRates.same(0.01))
                        .seed(SEED));
    }

    @Test
    void aKilledExecutorCostsAnEpochAtMostAndChangesNoBit() throws Exception {
        LabelledRows rows = rows();
        List<Long> executors = executors();
        TrainedOnCluster expected = train(rows, Optional.empty(), WorkflowListener.NONE);
        Path checkpoints = folder.resolve("checkpoints");

        CompletableFuture<TrainedOnCluster> training = begin(rows, Optional.of(checkpoints), WorkflowListener.NONE);
        awaitCheckpoint(checkpoints, 2);
        long killed = executors.getLast();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        TrainedOnCluster trained = training.get(120, TimeUnit.SECONDS);

        SyncTrainingTest.assertSame(
                trained.model().parameters(), expected.model().parameters());
        assertThat(trained.best().accuracy()).isEqualTo(expected.best().accuracy());
        assertThat(trained.epochs()).isEqualTo(EPOCHS);
        assertThat(ProcessHandle.of(killed)).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // no process can be stopped there
    void anExecutorThatStopsIsNamedSoonAndNobodyWaitsForIt() throws Exception {
        LabelledRows rows = rows();
        long stopped = executors().getLast();
        CountDownLatch isUnderWay = new CountDownLatch(1);

        CompletableFuture<TrainedOnCluster> training = begin(rows, Optional.empty(), new WorkflowListener() {
            @Override
            public void onStep(Step step) {
                isUnderWay.countDown();
            }
        });
        assertThat(isUnderWay.await(60, TimeUnit.SECONDS)).isTrue();
        new ProcessBuilder("kill", "-STOP", Long.toString(stopped)).start().waitFor();
        long begin = System.nanoTime();
        try {
            assertThatThrownBy(() -> training.get(60, TimeUnit.SECONDS))
                    .hasMessageMatching("(?s).*rank [01] at 127\\.0\\.0\\.1:[0-9]+ has given no sign of life for 5 s"
                            + " \\(said by rank [01]\\).*");
        } finally {
            ProcessHandle.of(stopped).orElseThrow().destroyForcibly();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    private static LabelledRows rows() {
        PictureFolder pictures = PictureFolder.drawnIn(folder.resolve("pictures"), 24, "daisy", "rose");
        return LabelledRows.of(pictures.rows(), new LabelledColumns("content", "class"), 0.2, SEED);
    }

    private static CompletableFuture<TrainedOnCluster> begin(
            LabelledRows rows, Optional<Path> checkpoints, WorkflowListener listener) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return train(rows, checkpoints, listener);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static TrainedOnCluster train(LabelledRows rows, Optional<Path> checkpoints, WorkflowListener listener)
            throws IOException {
        SyncTraining training = new SyncTraining(
                TestModels.classifier("cat", "dog"),
                LostRanksTest::plan,
                2,
                checkpoints.map(Path::toString),
                checkpoints.isPresent() ? SyncTraining.RESTARTS : 0,
                new Patience(Duration.ofMinutes(1), Duration.ofSeconds(5)));
        return training.run(rows, rows.reading(training.start().preprocessing()), listener);
    }

    private static List<Long> executors() {
        return new JavaSparkContext(LocalCluster.session().sparkContext())
                .parallelize(List.of(1, 2, 3, 4), 4)
                .map(i -> ProcessHandle.current().pid())
                .distinct()
                .collect();
    }

    private static void awaitCheckpoint(Path checkpoints, int epoch) throws Exception {
        for (int waited = 0; waited < 1200; waited++) {
            if (Files.isDirectory(checkpoints)) {
                try (Stream<Path> files = Files.list(checkpoints)) {
                    if (files.anyMatch(
                            file -> file.getFileName().toString().compareTo("epoch-%08d".formatted(epoch)) >= 0)) {
                        return;
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("no checkpoint of epoch " + epoch + " in a minute");
    }
}
