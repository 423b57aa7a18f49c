package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.network.Recomputation;

class TrainerTest {
    @TempDir
    Path folder;

    private static final int RESOLUTION = 33;

    static final MapShape INPUT = new MapShape(RESOLUTION, RESOLUTION, 3);

    private static final TrainerOptions OPTIONS = TrainerOptions.FINE_TUNING.with(
            change -> change.epochs(2).batchSize(8).threads(2).rates(LearningRates.same(0.01)));

    @Test
    void givesTheSameWeightsForTheSameSeedAndLeavesItsStartAlone() throws IOException {
        Parameters start = fresh();

        Trainer.Result first =
                Trainer.ofClassifiers(OPTIONS).train(start, INPUT, stripes(21, 1), stripes(8, 2), epoch -> {});
        Trainer.Result second =
                Trainer.ofClassifiers(OPTIONS).train(start, INPUT, stripes(21, 1), stripes(8, 2), epoch -> {});

        assertSame(first.parameters(), second.parameters());
        assertSame(first.last(), second.last());
        assertSame(start, fresh());
    }

    @Test
    void goesOnFromACheckpointToTheSameBits() throws IOException {
        TrainerOptions options = OPTIONS.with(change -> change.epochs(4).averageDecay(0.9));
        Path file = folder.resolve("checkpoint.safetensors");
        Parameters whole = fresh();
        Trainer.Result expected =
                Trainer.ofClassifiers(options).train(whole, INPUT, stripes(21, 1), stripes(8, 2), epoch -> {});

        TrainerOptions inLessMemory = options.with(change -> change.recomputation(Recomputation.ALL));
        assertThatThrownBy(() -> Trainer.ofClassifiers(inLessMemory)
                        .withCheckpoints(file, true)
                        .train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), TrainerTest::endAfterTheSecond))
                .hasMessage("killed");
        Parameters resumed = Initialization.torchvision(whole.network(), 99);
        Trainer.Result result = Trainer.ofClassifiers(options)
                .withCheckpoints(file, true)
                .train(resumed, INPUT, stripes(21, 1), stripes(8, 2), e -> {});

        assertSame(result.parameters(), expected.parameters());
        assertSame(result.last(), expected.last());
        assertThat(result.best().epoch()).isEqualTo(expected.best().epoch());
    }

    @Test
    void anEndWhileACheckpointIsWrittenLeavesTheOneBefore() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer<Integer> trainer = Trainer.ofClassifiers(OPTIONS).withCheckpoints(file, true);
        Parameters expected = trainer.train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {})
                .parameters();
        Path unfinished = Files.write(folder.resolve("checkpoint.safetensors.4711-1.tmp"), new byte[] {1, 2, 3});

        Parameters other = Initialization.torchvision(expected.network(), 99);
        Parameters resumed = trainer.train(other, INPUT, stripes(21, 1), stripes(8, 2), epoch -> {})
                .parameters();

        assertSame(resumed, expected);
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void saysThatACheckpointIsDamaged() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer<Integer> trainer = Trainer.ofClassifiers(OPTIONS).withCheckpoints(file, true);
        trainer.train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {});
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> trainer.train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void saysWhereACheckpointCannotBeWritten() throws IOException {
        Path file = Files.createDirectories(folder.resolve("checkpoint.safetensors"));

        assertThatThrownBy(() -> Trainer.ofClassifiers(OPTIONS)
                        .withCheckpoints(file, false)
                        .train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": cannot be written");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesTheCheckpointBefore() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Path written = folder.resolve("checkpoint.safetensors."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId() + ".tmp");
        Trainer<Integer> trainer = Trainer.ofClassifiers(OPTIONS).withCheckpoints(file, true);
        Parameters expected = Trainer.ofClassifiers(OPTIONS)
                .train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {})
                .parameters();

        assertThatThrownBy(() -> trainer.train(
                        fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> leadTo(Path.of("/dev/full"), written)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: No space left on device;"
                        + " free some space or choose another folder");
        List<Integer> resumed = new ArrayList<>();
        Parameters other = Initialization.torchvision(expected.network(), 99);
        Parameters parameters = trainer.train(
                        other, INPUT, stripes(21, 1), stripes(8, 2), epoch -> resumed.add(epoch.epoch()))
                .parameters();

        assertThat(resumed).containsExactly(2);
        assertSame(parameters, expected);
    }

    private static void leadTo(Path target, Path link) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsOfTheFinishedEpochsWhenItGoesOn() throws IOException {
        Trainer<Integer> trainer =
                Trainer.ofClassifiers(OPTIONS).withCheckpoints(folder.resolve("checkpoint.safetensors"), true);
        List<TrainingListener.Epoch> told = new ArrayList<>();
        trainer.train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), told::add);
        List<TrainingListener.Epoch> remembered = new ArrayList<>();

        trainer.train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), new TrainingListener() {
            @Override
            public void onResume(List<Epoch> finished) {
                remembered.addAll(finished);
            }

            @Override
            public void onEpoch(Epoch epoch) {
                throw new IllegalStateException("there is none left");
            }
        });

        assertThat(told).hasSize(2);
        assertThat(remembered).isEqualTo(told);
    }

    private static void endAfterTheSecond(TrainingListener.Epoch epoch) {
        if (epoch.epoch() == 2) {
            throw new IllegalStateException("killed");
        }
    }

    @Test
    void refusesTheCheckpointOfAnotherRun() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer.ofClassifiers(OPTIONS)
                .withCheckpoints(file, true)
                .train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {});

        assertThatThrownBy(() -> Trainer.ofClassifiers(OPTIONS.with(change -> change.seed(2)))
                        .withCheckpoints(file, true)
                        .train(fresh(), INPUT, stripes(21, 1), stripes(8, 2), epoch -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": is of a run of seed=1, expected seed=2; resume with the options that it was begun"
                        + " with, or begin anew");
        assertThatThrownBy(() -> Trainer.ofClassifiers(OPTIONS)
                        .withCheckpoints(file, true)
                        .train(fresh(), INPUT, new Noisy(stripes(21, 1)), stripes(8, 2), epoch -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is of a run of changes=none, expected changes=noise;");
    }

    /** Examples that say that they are changed. */
    private record Noisy(LabelledInputs examples) implements TrainingExamples<Integer> {
        @Override
        public String changes() {
            return "noise";
        }

        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public int label(int index) {
            return examples.label(index);
        }

        @Override
        public Integer read(int index, MapShape shape, long seed, float[] input) {
            return examples.read(index, shape, seed, input);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void stopsWithARemedyWhenTheLossIsNoLongerFinite(float broken) {
        LabelledInputs train = stripes(16, 1);
        train.inputs().getFirst()[0] = broken;

        assertThatThrownBy(
                        () -> Trainer.ofClassifiers(OPTIONS).train(fresh(), INPUT, train, stripes(8, 2), epoch -> {}))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("the loss is NaN in epoch 1")
                .hasMessageContaining("try a tenth of it");
    }

    @Test
    void learnsAndStopsWhenItNoLongerGetsBetter() throws IOException {
        List<Double> losses = new ArrayList<>();

        Trainer.Result result = Trainer.ofClassifiers(
                        OPTIONS.with(change -> change.epochs(30).patience(4)))
                .train(fresh(), INPUT, stripes(64, 1), stripes(16, 2), epoch -> losses.add(epoch.loss()));

        assertThat(losses.getLast()).isLessThan(losses.getFirst());
        assertThat(result.epochs()).isEqualTo(Math.min(30, result.best().epoch() + 4));
    }

    static void assertSame(Parameters first, Parameters second) {
        first.tensors()
                .forEach((id, tensor) -> assertThat(tensor.data())
                        .as(id.toString())
                        .isEqualTo(second.get(id.location(), id.kind()).data()));
    }

    static Parameters fresh() {
        Network network = MobileNet.MOBILENET_V3_SMALL.build(
                options -> options.withWidth(0.25).withClasses(2));
        return Initialization.torchvision(network, 1);
    }

    /** Noise with stripes, across or along. */
    static LabelledInputs stripes(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> inputs = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] input = new float[RESOLUTION * RESOLUTION * 3];
            for (int i = 0; i < input.length; i++) {
                int position = n % 2 == 0 ? i / 3 / RESOLUTION : i / 3 % RESOLUTION;
                input[i] = (float) random.nextDouble(-0.5, 0.5) + (position / 4 % 2 == 0 ? 1 : -1);
            }
            inputs.add(input);
            labels.add(n % 2);
        }
        return new LabelledInputs(inputs, labels);
    }
}
