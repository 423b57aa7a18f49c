package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.LearningRateSchedule.Cosine;
import org.mobilenet4j.training.LearningRateSchedule.Course;
import org.mobilenet4j.training.LearningRateSchedule.OneCycle;
import org.mobilenet4j.training.LearningRateSchedule.Plateau;
import org.mobilenet4j.training.OptimizerSettings.Adam;
import org.mobilenet4j.training.OptimizerSettings.AdamW;
import org.mobilenet4j.training.OptimizerSettings.RmsProp;
import org.mobilenet4j.training.OptimizerSettings.Sgd;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * PyTorch's optimisers with clipping, groups without decay, rates by group and an average, and its schedules;
 * {@code make_optimization.py} beside the file wrote them.
 */
class OptimizationGoldenTest {
    private static final int STEPS = 6;
    private static final double DECAY = 0.05;

    /** As the script has them. */
    private static final Map<String, OptimizerSettings> OPTIMIZERS = Map.of(
            "sgd", new Sgd(0.9, false, DECAY),
            "nesterov", new Sgd(0.9, true, DECAY),
            "rmsprop", new RmsProp(0.9, 0.0316, false, 0.9, DECAY),
            "rmsprop_inside", new RmsProp(0.9, 0.001, true, 0.9, DECAY),
            "adam", new Adam(0.9, 0.999, 1e-8, DECAY),
            "adamw", new AdamW(0.9, 0.999, 1e-8, DECAY));

    /** As the script has them; of 60 steps, ten in each epoch. */
    private static final Map<String, LearningRateSchedule> SCHEDULES = Map.of(
            "one_cycle", OneCycle.TORCH,
            "one_cycle_cifar10", new OneCycle(0.2, 0.1, 1e-3),
            "cosine", new Cosine(0),
            "warm_cosine", new Cosine(0).withWarmUp(1),
            "step", new LearningRateSchedule.StepDecay(2, 0.973));

    private static JsonNode golden() throws IOException {
        try (InputStream in = OptimizationGoldenTest.class.getResourceAsStream("/training/optimization.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in));
        }
    }

    static Stream<JsonNode> cases() throws IOException {
        return golden().get("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsClipsDecaysAndAveragesAsPyTorch(JsonNode golden) {
        Parameters parameters = parameters();
        Gradients gradients = new TrainableNetwork(
                        parameters, new MapShape(32, 32, 3), 2, new Workers(1), Precision.FLOAT32)
                .gradients();
        OptimizerSettings settings =
                Objects.requireNonNull(OPTIMIZERS.get(golden.get("optimizer").asString()));
        Optimizer optimizer =
                new Optimizer(settings, parameters, golden.get("decays_all").asBoolean());
        LearningRates rates = new LearningRates(
                golden.get("rates").get(0).asDouble(),
                golden.get("rates").get(1).asDouble());
        WeightAverage average =
                new WeightAverage(parameters, golden.get("average").asDouble());

        for (int step = 0; step < STEPS; step++) {
            int shift = 2 * step;
            fill(gradients, Math::cos, 1.3, shift, step + 1);
            if (!golden.get("clip").isNull()) {
                gradients.clip(golden.get("clip").asDouble());
            }
            optimizer.step(gradients, rates);
            average.take(step + 1);
        }

        check(golden.get("parameters"), parameters);
        check(golden.get("averages"), average.parameters());
    }

    @Test
    void schedulesGoAsPyTorchs() throws IOException {
        JsonNode golden = golden().get("schedules");
        SCHEDULES.forEach((name, schedule) -> {
            List<JsonNode> expected = golden.get(name).valueStream().toList();
            for (int step = 0; step < expected.size(); step++) {
                assertThat(schedule.rateAt(step, new Course(expected.size(), 10, List.of())))
                        .as("%s, step %d", name, step)
                        .isCloseTo(expected.get(step).asDouble(), within(1e-12));
            }
        });
    }

    @Test
    void aPlateauCountsAsPyTorchs() throws IOException {
        List<Double> accuracies =
                golden().get("accuracies").valueStream().map(JsonNode::asDouble).toList();
        JsonNode expected = golden().get("schedules").get("plateau");
        for (int epoch = 1; epoch <= accuracies.size(); epoch++) {
            Course course = new Course(1000, 10, accuracies.subList(0, epoch));
            assertThat(new Plateau(0.1, 2).rateAt(0, course))
                    .as("after epoch %d", epoch)
                    .isCloseTo(expected.get(epoch - 1).asDouble(), within(1e-12));
        }
    }

    private static void check(JsonNode digests, Parameters parameters) {
        digests.properties().forEach(entry -> {
            float[] values = parameters.tensors().entrySet().stream()
                    .filter(tensor -> tensor.getKey().toString().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow()
                    .getValue()
                    .data();
            double sum = 0;
            for (float value : values) {
                sum += Math.abs(value);
            }
            assertThat(sum / values.length)
                    .as("mean size of " + entry.getKey())
                    .isCloseTo(entry.getValue().get("sum").asDouble() / values.length, within(2e-6));
            for (int i = 0; i < 3; i++) {
                assertThat((double) values[i])
                        .as("%s[%d]", entry.getKey(), i)
                        .isCloseTo(entry.getValue().get("head").get(i).asDouble(), within(5e-6));
            }
        });
    }

    private static Parameters parameters() {
        Options options = MobileNet.MOBILENET_V1.options().withClasses(5).withDropout(0);
        Network network = new NetworkBuilder(3)
                .add(Location.STEM, Convolution.dense(3, 8, 3, 2, options, Activation.RELU))
                .add(
                        Location.inBlock(0, 0, Location.Part.DEPTHWISE),
                        Convolution.depthwise(8, 3, 1, options, Activation.RELU))
                .add(
                        Location.inBlock(0, 0, Location.Part.PROJECT),
                        Convolution.pointwise(8, 12, options, Activation.RELU))
                .add(Location.POOL, new GlobalAveragePool())
                .classifier(options)
                .build();
        Parameters parameters = Initialization.torchvision(network, 1);
        int tensor = 0;
        for (Map.Entry<ParameterId, Tensor> entry : parameters.tensors().entrySet()) {
            if (entry.getKey().kind().isTrained()) {
                fill(entry.getValue().data(), Math::sin, 0.7, tensor++, 1);
            }
        }
        return parameters;
    }

    private static void fill(Gradients gradients, DoubleUnaryOperator function, double step, int shift, float factor) {
        int tensor = 0;
        for (float[] gradient : gradients.arrays().values()) {
            fill(gradient, function, step, tensor++ + shift, factor);
        }
    }

    private static void fill(float[] values, DoubleUnaryOperator function, double step, int shift, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = factor * (float) function.applyAsDouble(step * i + shift);
        }
    }
}
