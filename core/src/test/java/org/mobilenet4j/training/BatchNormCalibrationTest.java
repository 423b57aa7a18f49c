package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.weights.Initialization;
import org.mobilenet4j.weights.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BatchNormCalibrationTest {
    @ParameterizedTest
    @EnumSource(Family.class)
    void freshWeightsTellPicturesApartAfterwards(Family family) {
        Architecture architecture =
                family.build(Options.DEFAULT.withWidth(0.25).withResolution(64).withClasses(4));
        Parameters parameters = Initialization.torchvision(architecture, 1);
        List<float[]> pictures = Arrays.asList(GoldenFill.pictures(6, 3, 64));
        double before = spread(parameters, pictures);

        BatchNormCalibration.calibrate(parameters, pictures);

        assertThat(spread(parameters, pictures)).isGreaterThan(1e-3).isGreaterThan(before);
    }

    static Stream<Arguments> goldens() throws IOException {
        try (InputStream in = BatchNormCalibrationTest.class.getResourceAsStream("/goldens/training.json")) {
            return JsonMapper.shared()
                    .readTree(in)
                    .valueStream()
                    .map(golden -> Arguments.of(golden.get("name").asString(), golden));
        }
    }

    /**
     * PyTorch's training mode takes the same statistics; its running ones move towards them by the momentum, the variance
     * counted as of a sample.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void takesTheStatisticsThatPyTorchTakesInTraining(String name, JsonNode golden) {
        MobileNet variant = MobileNet.named(name).orElseThrow();
        JsonNode options = golden.get("options");
        Architecture architecture = variant.build(
                known -> known.withResolution(golden.get("resolution").asInt())
                        .withClasses(options.get("num_classes").asInt())
                        .withWidth(options.path("width_mult").asDouble(1.0)));
        Parameters parameters = GoldenFill.parameters(architecture, variant.layout());
        Parameters before = GoldenFill.parameters(architecture, variant.layout());
        int pictures = golden.get("batch").asInt();
        Map<Location, Integer> positions = positions(architecture);

        BatchNormCalibration.calibrate(
                parameters,
                Arrays.asList(
                        GoldenFill.pictures(pictures, 3, architecture.options().resolution())));

        double momentum = architecture.options().norm().momentum();
        variant.layout().keys(architecture).forEach((id, key) -> {
            if (id.kind() == Kind.NORM_MEAN || id.kind() == Kind.NORM_VARIANCE) {
                double samples = (double) pictures * positions.getOrDefault(id.location(), 0);
                double factor = id.kind() == Kind.NORM_VARIANCE ? samples / (samples - 1) : 1;
                float[] started = before.get(id.location(), id.kind()).data();
                float[] taken = parameters.get(id.location(), id.kind()).data();
                JsonNode expected = golden.get("running").get(key);
                double squares = 0;
                for (int i = 0; i < taken.length; i++) {
                    double running = (1 - momentum) * started[i] + momentum * taken[i] * factor;
                    squares += running * running;
                    if (i < expected.get("head").size()) {
                        assertThat(running)
                                .as(key)
                                .isCloseTo(
                                        expected.get("head").get(i).asDouble(),
                                        within(expected.get("tolerance_each").asDouble()));
                    }
                }
                assertThat(Math.sqrt(squares))
                        .as(key)
                        .isCloseTo(
                                expected.get("norm").asDouble(),
                                within(expected.get("tolerance").asDouble()));
            }
        });
    }

    /** The pixels of each layer's output. */
    private static Map<Location, Integer> positions(Architecture architecture) {
        Map<Location, Integer> positions = new HashMap<>();
        for (Summary.Row row : Summary.of(architecture).rows()) {
            if (row.location() != null) {
                positions.put(
                        row.location(), row.output().height() * row.output().width());
            }
        }
        return positions;
    }

    /** The mean distance of the features of two pictures. */
    private static double spread(Parameters parameters, List<float[]> pictures) {
        List<float[]> features =
                pictures.stream().map(Compiler.compile(parameters)::features).toList();
        double sum = 0;
        for (int i = 1; i < features.size(); i++) {
            double squares = 0;
            for (int f = 0; f < features.getFirst().length; f++) {
                squares += Math.pow(features.get(i)[f] - features.get(0)[f], 2);
            }
            sum += Math.sqrt(squares);
        }
        return sum / (features.size() - 1);
    }
}
