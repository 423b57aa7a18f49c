package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;

/** A network whose first layers are frozen, against one in which all learn. */
class FrozenLayersTest {
    private static final int CLASSES = 4;
    private static final int IMAGES = 5;

    private static final Network NETWORK = MobileNet.MOBILENET_V3_SMALL.build(
            options -> options.withWidth(0.25).withClasses(CLASSES));

    static List<Integer> everyPrefix() {
        return IntStream.range(0, NETWORK.modules().size()).boxed().toList();
    }

    /** By running statistics all through, a layer's gradient does not depend on whether those before it learn. */
    @ParameterizedTest
    @MethodSource("everyPrefix")
    void whatLearnsHasTheSameGradientAndNothingElseHasOne(int frozen) {
        Map<ParameterId, float[]> all = gradients(network(parameters()), Mode.FROZEN_STATISTICS);
        TrainableNetwork network = network(parameters());
        network.freeze(frozen);

        Map<ParameterId, float[]> some = gradients(network, Mode.FROZEN_STATISTICS);

        assertThat(some.keySet())
                .allMatch(id -> NETWORK.modules().indexOf(id.location().module()) >= frozen);
        all.forEach((id, gradient) -> {
            if (NETWORK.modules().indexOf(id.location().module()) >= frozen) {
                assertThat(Objects.requireNonNull(some.get(id)))
                        .as(id.toString())
                        .isEqualTo(gradient);
            }
        });
    }

    @Test
    void stepsLeaveFrozenLayersAndTheirStatisticsAlone() {
        Parameters parameters = parameters();
        Parameters before = parameters.copy();
        TrainableNetwork network = network(parameters);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 0.1), parameters, true);
        int frozen = 4;

        optimizer.step(run(network, Mode.BATCH_STATISTICS), LearningRates.same(0.01));
        parameters.set(before);
        network.freeze(frozen);
        optimizer.step(run(network, Mode.BATCH_STATISTICS), LearningRates.same(0.01));

        parameters.tensors().forEach((id, tensor) -> {
            boolean isUnchanged = Arrays.equals(
                    tensor.data(), before.get(id.location(), id.kind()).data());
            assertThat(isUnchanged)
                    .as(id.toString())
                    .isEqualTo(NETWORK.modules().indexOf(id.location().module()) < frozen);
        });
    }

    @Test
    void thawedLayersLearnAsIfTheyHadNeverBeenFrozen() {
        Map<ParameterId, float[]> expected = gradients(network(parameters()), Mode.BATCH_STATISTICS);
        TrainableNetwork network = network(parameters());

        network.freeze(6);
        gradients(network, Mode.FROZEN_STATISTICS);
        network.freeze(0);

        gradients(network, Mode.BATCH_STATISTICS)
                .forEach(
                        (id, gradient) -> assertThat(gradient).as(id.toString()).isEqualTo(expected.get(id)));
    }

    @Test
    void somethingMustLearn() {
        assertThatThrownBy(() -> network(parameters()).freeze(NETWORK.modules().size()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 0 or more, and fewer than all");
    }

    private static Parameters parameters() {
        Parameters parameters = Initialization.torchvision(NETWORK, 3);
        SplittableRandom random = new SplittableRandom(4);
        parameters.tensors().forEach((id, tensor) -> {
            if (id.kind() == ParameterId.Kind.NORM_VARIANCE) {
                for (int i = 0; i < tensor.data().length; i++) {
                    tensor.data()[i] = (float) random.nextDouble(0.5, 1.5);
                }
            }
        });
        return parameters;
    }

    private static TrainableNetwork network(Parameters parameters) {
        return new TrainableNetwork(parameters, new MapShape(33, 33, 3), IMAGES, new Workers(2), Precision.FLOAT32);
    }

    private static Map<ParameterId, float[]> gradients(TrainableNetwork network, Mode mode) {
        Map<ParameterId, float[]> copies = new HashMap<>();
        run(network, mode).arrays().forEach((id, gradient) -> copies.put(id, gradient.clone()));
        return copies;
    }

    private static Gradients run(TrainableNetwork network, Mode mode) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] images = new float[IMAGES][33 * 33 * 3];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextDouble(-1, 1);
            }
        }
        float[] logits = network.forward(Arrays.asList(images), mode, 7);
        new BatchLoss(0.1).lossAndGradient(logits, new int[] {0, 1, 2, 3, 0}, CLASSES);
        return network.backward(logits);
    }
}
