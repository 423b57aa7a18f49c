package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;
import static org.mobilenet4j.training.TrainerTest.assertSame;
import static org.mobilenet4j.training.TrainerTest.fresh;
import static org.mobilenet4j.training.TrainerTest.stripes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.augmentation.CutMix;
import org.mobilenet4j.augmentation.MixUp;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.TrainingListener.Step;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;

/** What the options do to a run. */
class TrainerOptionsTest {
    @TempDir
    Path folder;

    private static final TrainerOptions PLAIN = TrainerOptions.FINE_TUNING.with(
            change -> change.epochs(3).batchSize(8).threads(2).rates(LearningRates.same(0.01)));

    static List<Named<Consumer<TrainerOptions.Changes>>> everyOption() {
        return List.of(
                named("accumulation", change -> change.accumulation(2)),
                named("mixings", change -> change.mixings(List.of(new MixUp(0.2), new CutMix(1)))),
                named("repeats", change -> change.sampler(new Sampler.Repeated(2))),
                named("balance", change -> change.sampler(new Sampler.ClassBalanced())),
                named("weights", change -> change.classWeights(new ClassWeights.Given(List.of(1.0, 3.0)))),
                named(
                        "unfreezing",
                        change -> change.freezing(Freezing.first(10).from(2, 5).from(3, 0))),
                named("smaller inputs", change -> change.inputLimit(new InputLimit(32, 0.7))),
                named("bfloat16", change -> change.precision(Precision.BFLOAT16)));
    }

    /** Of which the upper left corner is shown where smaller inputs are asked for. */
    private record Cropped(LabelledInputs whole) implements TrainingExamples<Integer> {
        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public int label(int index) {
            return whole.label(index);
        }

        @Override
        public Integer read(int index, MapShape shape, long seed, float[] input) {
            float[] from = whole.inputs().get(index);
            int side = (int) Math.sqrt(from.length / 3.0);
            for (int y = 0; y < shape.height(); y++) {
                System.arraycopy(from, y * side * 3, input, y * shape.width() * 3, shape.width() * 3);
            }
            return label(index);
        }
    }

    @ParameterizedTest
    @MethodSource("everyOption")
    void aRunThatWasEndedComesToTheSameBitsAndToOthersThanWithoutTheOption(Consumer<TrainerOptions.Changes> option)
            throws IOException {
        TrainerOptions options = PLAIN.with(option);
        Path file = folder.resolve("checkpoint.safetensors");
        Parameters expected = run(options);

        assertThatThrownBy(() -> Trainer.ofClassifiers(options)
                        .withCheckpoints(file, true)
                        .train(
                                fresh(),
                                TrainerTest.INPUT,
                                new Cropped(stripes(21, 1)),
                                stripes(8, 2),
                                TrainerOptionsTest::endAfterTheSecond))
                .hasMessage("killed");
        Parameters resumed = Trainer.ofClassifiers(options)
                .withCheckpoints(file, true)
                .train(fresh(), TrainerTest.INPUT, new Cropped(stripes(21, 1)), stripes(8, 2), epoch -> {})
                .last();

        assertSame(resumed, expected);
        assertThat(expected.get(Location.CLASSIFIER, Kind.WEIGHT).data())
                .isNotEqualTo(run(PLAIN).get(Location.CLASSIFIER, Kind.WEIGHT).data());
    }

    private static void endAfterTheSecond(TrainingListener.Epoch epoch) {
        if (epoch.epoch() == 2) {
            throw new IllegalStateException("killed");
        }
    }

    private static Parameters run(TrainerOptions options) throws IOException {
        return Trainer.ofClassifiers(options)
                .train(fresh(), TrainerTest.INPUT, new Cropped(stripes(21, 1)), stripes(8, 2), epoch -> {})
                .last();
    }

    /** The epoch ends with fewer images than a batch holds, and the classes differ in weight. */
    @Test
    void accumulatedBatchesStepAsALargerOneWithoutBatchStatistics() throws IOException {
        TrainerOptions whole = PLAIN.with(change -> change.mode(Mode.FROZEN_STATISTICS)
                .batchSize(8)
                .clipNorm(1)
                .classWeights(new ClassWeights.Given(List.of(1.0, 3.0))));
        TrainerOptions pieces = whole.with(change -> change.batchSize(4).accumulation(2));
        List<Step> wholeSteps = new ArrayList<>();
        List<Step> piecesSteps = new ArrayList<>();

        Parameters expected = trained(whole, wholeSteps);
        Parameters actual = trained(pieces, piecesSteps);

        assertThat(piecesSteps).hasSameSizeAs(wholeSteps).hasSize(9);
        for (int i = 0; i < wholeSteps.size(); i++) {
            assertThat(piecesSteps.get(i).examples())
                    .isEqualTo(wholeSteps.get(i).examples());
            assertThat(piecesSteps.get(i).loss()).isCloseTo(wholeSteps.get(i).loss(), within(1e-5));
            assertThat(piecesSteps.get(i).accuracy())
                    .isEqualTo(wholeSteps.get(i).accuracy());
        }
        expected.tensors().forEach((id, tensor) -> {
            float[] values = actual.get(id.location(), id.kind()).data();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).as("%s[%d]", id, i).isCloseTo(tensor.data()[i], within(1e-5f));
            }
        });
    }

    private static Parameters trained(TrainerOptions options, List<Step> steps) throws IOException {
        Parameters parameters = withoutDropout();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onEpoch(Epoch epoch) {}

            @Override
            public void onStep(Step step) {
                steps.add(step);
            }
        };
        return Trainer.ofClassifiers(options)
                .train(parameters, TrainerTest.INPUT, stripes(22, 1), stripes(8, 2), listener)
                .last();
    }

    private static Parameters withoutDropout() {
        return Initialization.torchvision(
                MobileNet.MOBILENET_V3_SMALL.build(
                        options -> options.withWidth(0.25).withClasses(2).withDropout(0)),
                1);
    }

    @Test
    void layersLearnFromTheirEpochOn() throws IOException {
        Parameters start = fresh();
        int layers = start.network().modules().size();
        List<Integer> changed = new ArrayList<>();

        for (int epochs : new int[] {1, 2, 3}) {
            Parameters last = Trainer.ofClassifiers(PLAIN.with(change -> change.epochs(epochs)
                            .freezing(Freezing.first(layers - 1).from(2, 5).from(3, 0))))
                    .train(start, TrainerTest.INPUT, stripes(21, 1), stripes(8, 2), epoch -> {})
                    .last();
            changed.add(firstThatChanged(last, start));
        }

        assertThat(changed).containsExactly(layers - 1, 5, 0);
    }

    private static int firstThatChanged(Parameters parameters, Parameters before) {
        return parameters.tensors().entrySet().stream()
                .filter(entry -> !Arrays.equals(
                        entry.getValue().data(),
                        before.get(entry.getKey().location(), entry.getKey().kind())
                                .data()))
                .mapToInt(entry -> parameters
                        .network()
                        .modules()
                        .indexOf(entry.getKey().location().module()))
                .min()
                .orElse(-1);
    }

    @Test
    void freezingOnlyEverThaws() {
        assertThat(Freezing.first(7).from(3, 2).in(2)).isEqualTo(7);
        assertThat(Freezing.first(7).from(3, 2).in(9)).isEqualTo(2);
        assertThatThrownBy(() -> Freezing.first(2).from(3, 7))
                .hasMessage("frozen layers by epoch are {1=2, 3=7}, expected ever fewer, and in the end 0 or more");
        assertThatThrownBy(() -> Freezing.first(2).from(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
