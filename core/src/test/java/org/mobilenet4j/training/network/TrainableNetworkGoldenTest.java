package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.BatchLoss;

/**
 * Logits, loss, every gradient and every running statistic of one step against PyTorch in float64, within four times what
 * PyTorch's own float32 differs.
 */
@EveryWidth
class TrainableNetworkGoldenTest {
    static Stream<Arguments> cases() throws IOException {
        List<Kernels> kernels = List.of(KernelSelection.chosen().kernels(), new ScalarKernels());
        return TrainingGolden.all()
                .flatMap(golden -> kernels.stream().map(chosen -> arguments(golden, chosen.name(), chosen)));
    }

    @ParameterizedTest(name = "{0} on {1} kernels")
    @MethodSource("cases")
    void oneStepAgreesWithPyTorch(TrainingGolden golden, String name, Kernels kernels) {
        Parameters parameters = golden.parameters();
        List<float[]> images = golden.images();
        int classes = golden.network().classes();
        TrainableNetwork network = new TrainableNetwork(
                parameters, golden.input(), images.size(), new Workers(2), Ranks.ALONE, Precision.FLOAT32, kernels);

        float[] logits = network.forward(images, Mode.BATCH_STATISTICS, 1);

        double tolerance = golden.json().get("logits_tolerance").asDouble();
        for (int i = 0; i < logits.length; i++) {
            double expected = golden.json()
                    .get("logits")
                    .get(i / classes)
                    .get(i % classes)
                    .asDouble();
            assertThat((double) logits[i]).as("logit %d", i).isCloseTo(expected, within(tolerance));
        }
        double loss = new BatchLoss(golden.json().get("label_smoothing").asDouble())
                .lossAndGradient(logits, golden.labels(), classes);
        golden.json()
                .get("steps")
                .valueStream()
                .forEach(step -> assertThat(loss)
                        .isCloseTo(
                                step.get("losses").get(0).asDouble(),
                                within(step.get("losses_tolerance").get(0).asDouble())));

        parameters.tensors().forEach((id, tensor) -> {
            if (id.kind() == Kind.NORM_MEAN || id.kind() == Kind.NORM_VARIANCE) {
                golden.check(golden.json().get("running"), id, tensor.data());
            } else if (id.kind() == Kind.NORM_BATCHES) {
                assertThat(tensor.data()).containsExactly(1);
            }
        });
        Gradients gradients = network.backward(logits);
        gradients.arrays().forEach((id, values) -> golden.check(golden.json().get("gradients"), id, values));
    }
}
