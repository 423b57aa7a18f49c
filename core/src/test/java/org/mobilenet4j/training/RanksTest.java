package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mobilenet4j.training.TrainerTest.INPUT;
import static org.mobilenet4j.training.TrainerTest.assertSame;
import static org.mobilenet4j.training.TrainerTest.fresh;
import static org.mobilenet4j.training.TrainerTest.stripes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.training.network.Mode;

/** Several ranks of one thread against one process of several threads. */
class RanksTest {
    @TempDir
    Path folder;

    private static final LabelledInputs TRAIN = stripes(44, 1);
    private static final LabelledInputs VALIDATION = stripes(9, 2);

    private static TrainerOptions options(int ranks) {
        List<Integer> sizes = sizes(TRAIN.size(), ranks);
        return TrainerOptions.FINE_TUNING.with(change -> change.epochs(2)
                .batchSize(12)
                .threads(1)
                .rates(LearningRates.same(0.01))
                .averageDecay(0.9)
                .clipNorm(2)
                .sampler(new Sampler.Sharded(sizes, 12)));
    }

    /** As even as can be, the first the smallest. */
    private static List<Integer> sizes(int examples, int ranks) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> examples * (rank + 1) / ranks - examples * rank / ranks)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theirWeightsAreThoseOfAsManyThreads(int count) throws Exception {
        TrainerOptions options = options(count);
        List<TrainingListener.Epoch> epochs = new ArrayList<>();
        Trainer.Result expected = Trainer.ofClassifiers(options.with(change -> change.threads(count)))
                .train(fresh(), INPUT, TRAIN, VALIDATION, epochs::add);

        List<Trainer.Result> results = ThreadRanks.run(count, ranks -> train(options, ranks, epoch -> {}));

        for (Trainer.Result result : results) {
            assertSame(result.parameters(), expected.parameters());
            assertSame(result.last(), expected.last());
            assertThat(result.best().accuracy()).isEqualTo(expected.best().accuracy());
            assertThat(result.best().validationLoss()).isEqualTo(expected.best().validationLoss());
        }
    }

    @Test
    void accumulatedBatchesTooAreThoseOfAsManyThreads() throws Exception {
        TrainerOptions options = options(2).with(change -> change.accumulation(2));
        Trainer.Result expected = Trainer.ofClassifiers(options.with(change -> change.threads(2)))
                .train(fresh(), INPUT, TRAIN, VALIDATION, epoch -> {});

        List<Trainer.Result> results = ThreadRanks.run(2, ranks -> train(options, ranks, epoch -> {}));

        assertSame(results.getFirst().last(), expected.last());
        assertSame(results.getLast().last(), expected.last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PART_STATISTICS", "FROZEN_STATISTICS"})
    void whereStatisticsAreNotSharedAllStillHaveTheSameWeights(String mode) throws Exception {
        TrainerOptions options = options(3).with(change -> change.mode(Mode.valueOf(mode)));

        List<Trainer.Result> results = ThreadRanks.run(3, ranks -> train(options, ranks, epoch -> {}));

        assertSame(results.get(1).last(), results.get(0).last());
        assertSame(results.get(2).last(), results.get(0).last());
        assertThat(results.getFirst().best().accuracy()).isGreaterThan(0.4);
    }

    @Test
    void theyGoOnFromTheCheckpointOfTheFirst() throws Exception {
        TrainerOptions options = options(2).with(change -> change.epochs(3));
        List<Trainer.Result> expected = ThreadRanks.run(2, ranks -> train(options, ranks, epoch -> {}));
        Path file = folder.resolve("checkpoint.safetensors");
        assertThatThrownBy(() -> ThreadRanks.run(
                        2,
                        ranks -> train(options, ranks, file, epoch -> {
                            if (epoch.epoch() == 2 && ranks.rank() == 1) {
                                throw new IllegalStateException("killed");
                            }
                        })))
                .rootCause()
                .isNotNull();

        List<Integer> resumed = new ArrayList<>();
        List<Trainer.Result> results = ThreadRanks.run(
                2,
                ranks -> train(options, ranks, file, epoch -> {
                    if (ranks.rank() == 0) {
                        resumed.add(epoch.epoch());
                    }
                }));

        assertSame(results.getFirst().last(), expected.getFirst().last());
        assertThat(resumed.getLast()).isEqualTo(3);
        assertThat(resumed).hasSizeLessThan(3);
    }

    @Test
    void refusesASamplerThatDoesNotKnowTheParts() {
        TrainerOptions options = options(2).with(change -> change.sampler(new Sampler.Repeated(1)));

        assertThatThrownBy(() -> ThreadRanks.run(2, ranks -> train(options, ranks, epoch -> {})))
                .hasMessageContaining("the sampler is Repeated[times=1], expected one of 2 parts and batches of 12");
    }

    private static Trainer.Result train(TrainerOptions options, Ranks ranks, TrainingListener listener) {
        return train(Trainer.ofClassifiers(options, ranks), ranks, listener);
    }

    private static Trainer.Result train(TrainerOptions options, Ranks ranks, Path file, TrainingListener listener) {
        return train(Trainer.ofClassifiers(options, ranks).withCheckpoints(file, true), ranks, listener);
    }

    private static Trainer.Result train(Trainer<Integer> trainer, Ranks ranks, TrainingListener listener) {
        try {
            return trainer.train(fresh(), INPUT, new Held(TRAIN, ranks), new Held(VALIDATION, ranks), listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Examples of which a rank can only read its own. */
    private record Held(LabelledInputs examples, Ranks ranks) implements TrainingExamples<Integer> {
        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public boolean isHeld(int index) {
            return index >= size() * ranks.rank() / ranks.count()
                    && index < size() * (ranks.rank() + 1) / ranks.count();
        }

        @Override
        public int label(int index) {
            return examples.label(index);
        }

        @Override
        public Integer read(int index, MapShape shape, long seed, float[] input) {
            assertThat(isHeld(index)).isTrue();
            return examples.read(index, shape, seed, input);
        }
    }
}
