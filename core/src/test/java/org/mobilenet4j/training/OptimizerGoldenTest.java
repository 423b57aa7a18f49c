package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.OptimizerSettings.Adam;
import org.mobilenet4j.training.OptimizerSettings.AdamW;
import org.mobilenet4j.training.OptimizerSettings.RmsProp;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;
import org.mobilenet4j.training.network.TrainingGolden;
import tools.jackson.databind.JsonNode;

/** Three steps of every optimiser against PyTorch in float64: the losses, and what two steps moved. */
@EveryWidth
class OptimizerGoldenTest {
    private record Recipe(OptimizerSettings settings, double rate) {}

    /** As {@code make_goldens.py} has them. */
    private static final Map<String, Recipe> RECIPES = Map.of(
            "sgd", new Recipe(new Sgd(0.9, false, 4e-5), 0.0002),
            "sgd_nesterov", new Recipe(new Sgd(0.9, true, 4e-5), 0.0002),
            "rmsprop", new Recipe(new RmsProp(0.9, 0.0316, false, 0.9, 1e-5), 0.00002),
            "adam", new Recipe(new Adam(0.9, 0.999, 1e-8, 0), 1e-4),
            "adamw", new Recipe(new AdamW(0.9, 0.999, 1e-8, 0.05), 1e-4));

    static Stream<Arguments> cases() throws IOException {
        List<Kernels> kernels = List.of(KernelSelection.chosen().kernels(), new ScalarKernels());
        return TrainingGolden.all()
                .flatMap(golden -> golden.json().get("steps").properties().stream()
                        .flatMap(step -> kernels.stream()
                                .map(chosen ->
                                        arguments(golden, step.getKey(), chosen.name(), step.getValue(), chosen))));
    }

    @ParameterizedTest(name = "{0}, {1} on {2} kernels")
    @MethodSource("cases")
    void stepsAsPyTorch(TrainingGolden golden, String optimizer, String name, JsonNode expected, Kernels kernels) {
        Recipe recipe = Objects.requireNonNull(RECIPES.get(optimizer));
        Parameters parameters = golden.parameters();
        Parameters before = golden.parameters();
        List<float[]> images = golden.images();
        int classes = golden.network().classes();
        BatchLoss loss = new BatchLoss(golden.json().get("label_smoothing").asDouble());
        TrainableNetwork network = new TrainableNetwork(
                parameters, golden.input(), images.size(), new Workers(2), Ranks.ALONE, Precision.FLOAT32, kernels);
        Optimizer stepping = new Optimizer(recipe.settings(), parameters, true);

        Map<ParameterId, float[]> updates = new HashMap<>();
        double[] losses = new double[3];
        for (int step = 0; step < 3; step++) {
            float[] logits = network.forward(images, Mode.BATCH_STATISTICS, 1);
            losses[step] = loss.lossAndGradient(logits, golden.labels(), classes);
            stepping.step(network.backward(logits), LearningRates.same(recipe.rate()));
            if (step == 1) {
                network.gradients()
                        .arrays()
                        .keySet()
                        .forEach(id -> updates.put(id, difference(parameters, before, id)));
            }
        }
        checkLosses(losses, 0, 1, expected);
        if (golden.leavesOpen(optimizer)) {
            checkLosses(losses, 1, 2, expected);
        } else {
            checkLosses(losses, 1, losses.length, expected);
            updates.forEach((id, update) -> golden.check(expected.get("updates"), id, update));
        }
    }

    private static void checkLosses(double[] losses, int from, int end, JsonNode expected) {
        for (int step = from; step < end; step++) {
            assertThat(losses[step])
                    .as("loss of step %d", step)
                    .isCloseTo(
                            expected.get("losses").get(step).asDouble(),
                            within(expected.get("losses_tolerance").get(step).asDouble()));
        }
    }

    private static float[] difference(Parameters after, Parameters before, ParameterId id) {
        float[] start = before.get(id.location(), id.kind()).data();
        float[] moved = after.get(id.location(), id.kind()).data().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= start[i];
        }
        return moved;
    }
}
