package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.inference.GoldenDetectors;
import org.mobilenet4j.inference.GoldenSegmenters;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first steps of detectors and segmentation networks against torchvision in float64: losses, every gradient, running
 * statistics, and how far the parameters move. Where {@link #OPEN float32 leaves gradients open}, their length as a whole.
 */
class DenseTrainingGoldenTest {
    private static final int SIDE = 320;

    /**
     * Untrained networks in which rounding alone puts a value on the other side of a corner of ReLU6 or hard swish, or moves
     * the norm of a map of one pixel: PyTorch's own gradients leave the tolerance, that of one run in float32, as far as ours
     * do ({@code spread/perturb_training.py}). The same layers' gradients are held to it in the other cases.
     */
    private static final Set<String> OPEN = Set.of(
            "mobilenet_v3_large frozen",
            "mobilenet_v3_small frozen",
            "mobilenet_v2 batch",
            "deeplabv3_mobilenet_v2 batch",
            "deeplabv3_mobilenet_v3_large frozen");

    /** Of which the loss itself differs by more, 2e-6 and 2e-5 of it. */
    private static final Set<String> LOSS_OPEN =
            Set.of("mobilenet_v3_large frozen", "deeplabv3_mobilenet_v3_large frozen");

    /**
     * By how much of it a length may differ. Where every order of float32 sums leads elsewhere, ours had lengths of 23,970 to
     * 25,500, the scalar kernels, which sum in float64, 26,678, and PyTorch under changes of 2e-7 25,197 to 25,948.
     */
    private static double spread(JsonNode golden) {
        return name(golden).equals("deeplabv3_mobilenet_v3_large frozen") ? 0.06 : 0.02;
    }

    private static boolean isOpen(JsonNode golden) {
        return OPEN.contains(name(golden));
    }

    private static String name(JsonNode golden) {
        String name = golden.path("backbone").asString("") + golden.path("name").asString("");
        return name + " " + golden.get("norms").asString();
    }

    private static Stream<JsonNode> training(String file) {
        return JsonMapper.shared()
                .readTree(SharedData.require("goldens/" + file).toFile())
                .get("training")
                .valueStream();
    }

    static Stream<Arguments> detectors() {
        return training("detection.json")
                .map(golden -> arguments(golden.get("backbone").asString() + ", norms " + golden.get("norms"), golden));
    }

    static Stream<Arguments> segmenters() {
        return training("segmentation.json")
                .map(golden -> arguments(
                        golden.get("name").asString() + " " + golden.get("options") + ", norms " + golden.get("norms"),
                        golden));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("detectors")
    void detectorsLearnAsTorchvisions(String name, JsonNode golden) {
        Network network = GoldenDetectors.network(golden);
        List<List<ObjectTarget>> targets = DenseLossGoldenTest.targets(golden);
        List<float[]> images = IntStream.range(0, targets.size())
                .mapToObj(i -> GoldenDetectors.normalized(GoldenDetectors.picture(i, SIDE, SIDE)))
                .toList();
        DetectionLoss loss = new DetectionLoss(SsdHeads.of(network, SIDE, SIDE), new Workers(2));
        JsonNode losses = golden.get("losses");
        JsonNode tolerances = golden.get("losses_tolerance");

        new Steps<>(golden, network, NameLayout.TORCHVISION_DETECTION, new MapShape(SIDE, SIDE, 3), images, targets) {
            @Override
            Map<String, float[]> evaluate(Map<String, float[]> outputs, int step) {
                DetectionLoss.Parts parts = loss.partsAndGradient(outputs, targets);
                if (step == 0 || isSecondDetermined(golden)) {
                    assertNear(
                            golden,
                            parts.boxes(),
                            losses.get(step).get(0),
                            tolerances.get(step).get(0));
                    assertNear(
                            golden,
                            parts.classification(),
                            losses.get(step).get(1),
                            tolerances.get(step).get(1));
                }
                return outputs;
            }
        }.run();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("segmenters")
    void segmentersLearnAsTorchvisions(String name, JsonNode golden) {
        Network network = withoutDropout(GoldenSegmenters.network(golden));
        int batch = golden.get("batch").asInt();
        int height = golden.get("height").asInt();
        int width = golden.get("width").asInt();
        int classes = golden.get("classes").asInt();
        int pixels = height * width;
        float[] tensor = GoldenFill.fill("input", batch * 3 * pixels, -2, 2);
        float[] drawn = GoldenFill.fill("target", batch * pixels, 0, classes);
        float[] ignored = GoldenFill.fill("ignore", batch * pixels, 0, 1);
        List<float[]> images = new ArrayList<>();
        List<ClassMask> masks = new ArrayList<>();
        for (int image = 0; image < batch; image++) {
            images.add(GoldenDigest.channelsLast(tensor, image * 3 * pixels, 3, pixels));
            byte[] labels = new byte[pixels];
            for (int i = 0; i < pixels; i++) {
                int at = image * pixels + i;
                labels[i] = (byte) (ignored[at] < 0.15 ? ClassMask.IGNORED : Math.min((int) drawn[at], classes - 1));
            }
            masks.add(new ClassMask(width, height, labels));
        }
        SegmentationLoss loss = new SegmentationLoss(classes, new Workers(2));

        new Steps<>(
                golden, network, NameLayout.TORCHVISION_SEGMENTATION, new MapShape(height, width, 3), images, masks) {
            @Override
            Map<String, float[]> evaluate(Map<String, float[]> outputs, int step) {
                double total = 0;
                for (Map.Entry<String, float[]> output : outputs.entrySet()) {
                    double weight = output.getKey().equals(Network.OUT) ? 1 : 0.5;
                    total += loss.lossAndGradient(output.getValue(), masks, weight);
                }
                if (step == 0 || isSecondDetermined(golden)) {
                    assertNear(
                            golden,
                            total,
                            golden.get("losses").get(step),
                            golden.get("losses_tolerance").get(step));
                }
                return outputs;
            }
        }.run();
    }

    /** As the goldens were made. */
    private static Network withoutDropout(Network network) {
        return network.map(node -> node.layer() instanceof Layer.Dropout ? node.withLayer(new Layer.Dropout(0)) : node);
    }

    /** The second losses of the frozen V3 cases are left out, as the goldens' README says. */
    private static boolean isSecondDetermined(JsonNode golden) {
        boolean isFrozenV3 = golden.get("norms").asString().equals("frozen")
                && golden.path("name").asString("").contains("v3");
        return !isFrozenV3 && !isOpen(golden);
    }

    private static void assertNear(JsonNode golden, double actual, JsonNode expected, JsonNode tolerance) {
        double rounding = LOSS_OPEN.contains(name(golden)) ? 3e-5 * expected.asDouble() : 0;
        assertThat(actual).isCloseTo(expected.asDouble(), within(Math.max(rounding, tolerance.asDouble())));
    }

    /** Two steps of gradient descent with momentum and decay of every parameter. */
    private abstract static class Steps<T> {
        private final JsonNode golden;
        private final Network network;
        private final NameLayout layout;
        private final MapShape input;
        private final List<float[]> images;

        Steps(
                JsonNode golden,
                Network network,
                NameLayout layout,
                MapShape input,
                List<float[]> images,
                List<T> targets) {
            this.golden = golden;
            this.network = network;
            this.layout = layout;
            this.input = input;
            this.images = images;
            assertThat(images).hasSameSizeAs(targets);
        }

        /** Checks the loss; the outputs become its gradient. */
        abstract Map<String, float[]> evaluate(Map<String, float[]> outputs, int step);

        private boolean isFrozen() {
            return golden.get("norms").asString().equals("frozen");
        }

        void run() {
            Kernels kernels = KernelSelection.chosen().kernels();
            Parameters parameters = GoldenFill.parameters(network, layout);
            Parameters before = parameters.copy();
            TrainableNetwork trainable = new TrainableNetwork(
                    parameters, input, images.size(), new Workers(2), Ranks.ALONE, Precision.FLOAT32, kernels);
            JsonNode settings = golden.get("optimizer");
            Optimizer optimizer = new Optimizer(
                    new OptimizerSettings.Sgd(
                            settings.get("momentum").asDouble(),
                            false,
                            settings.get("weight_decay").asDouble()),
                    parameters,
                    true);
            Mode mode = isFrozen() ? Mode.FROZEN_STATISTICS : Mode.BATCH_STATISTICS;
            for (int step = 0; step < 2; step++) {
                trainable.forward(images, mode, 1);
                Gradients gradients = trainable.backward(evaluate(trainable.outputs(), step));
                if (step == 0) {
                    checkFirst(parameters, gradients);
                    optimizer.step(
                            gradients, LearningRates.same(settings.get("lr").asDouble()));
                    double moved = moved(before, parameters);
                    double expected = golden.get("update_norm").asDouble();
                    assertThat(moved).as("length of the update").isCloseTo(expected, within(spread(golden) * expected));
                }
            }
        }

        private void checkFirst(Parameters parameters, Gradients gradients) {
            Map<ParameterId, String> keys = layout.keys(network);
            double length = golden.get("gradient_norm").asDouble();
            parameters.tensors().forEach((id, tensor) -> {
                if (!isFrozen() && (id.kind() == Kind.NORM_MEAN || id.kind() == Kind.NORM_VARIANCE)) {
                    check(Objects.requireNonNull(keys.get(id)), tensor.data(), golden.get("running"));
                }
            });
            assertThat(gradients.norm())
                    .as("length of the gradient")
                    .isCloseTo(length, within(spread(golden) * length));
            if (isOpen(golden)) {
                return;
            }
            gradients
                    .arrays()
                    .forEach((id, values) ->
                            check(Objects.requireNonNull(keys.get(id)), values, golden.get("gradients")));
        }

        private static void check(String key, float[] values, JsonNode digests) {
            GoldenDigest.assertMatchesShort(key, values, Objects.requireNonNull(digests.get(key), key));
        }

        private static double moved(Parameters before, Parameters after) {
            double squares = 0;
            for (Map.Entry<ParameterId, Tensor> entry : before.tensors().entrySet()) {
                if (!entry.getKey().kind().isTrained()) {
                    continue;
                }
                float[] then = entry.getValue().data();
                float[] now = Objects.requireNonNull(after.tensors().get(entry.getKey()))
                        .data();
                for (int i = 0; i < then.length; i++) {
                    squares += Math.pow((double) now[i] - then[i], 2);
                }
            }
            return Math.sqrt(squares);
        }
    }
}
