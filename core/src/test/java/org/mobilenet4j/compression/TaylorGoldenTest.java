package org.mobilenet4j.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;
import org.mobilenet4j.training.TrainingExamples;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Taylor scores against gates in PyTorch: {@code goldens/make_importance.py}. */
class TaylorGoldenTest {
    static Stream<JsonNode> cases() {
        JsonNode root =
                JsonMapper.shared().readTree(TaylorGoldenTest.class.getResourceAsStream("/goldens/importance.json"));
        return IntStream.range(0, root.size()).mapToObj(root::get);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(JsonNode golden) {
        MobileNet variant = MobileNet.named(golden.get("name").asString()).orElseThrow();
        JsonNode width = golden.get("options").get("width_mult");
        Network network = variant.build(options ->
                options.withClasses(golden.get("classes").asInt()).withWidth(width == null ? 1 : width.asDouble()));
        Parameters parameters = GoldenFill.parameters(network, variant.layout());
        int resolution = golden.get("resolution").asInt();
        int batch = golden.get("batch").asInt();
        int count = batch * golden.get("batches").asInt();
        float[][] images = GoldenFill.images(count, 3, resolution);
        TrainingExamples<Integer> examples = new TrainingExamples<>() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public Integer read(int index, MapShape shape, long seed, float[] input) {
                System.arraycopy(images[index], 0, input, 0, input.length);
                return index % golden.get("classes").asInt();
            }
        };

        TaylorScores scores = TaylorScores.of(
                parameters,
                ChannelGroups.of(network),
                new MapShape(resolution, resolution, 3),
                examples,
                batch,
                new Workers(2));

        Map<ParameterId, String> keys = variant.layout().keys(network);
        for (JsonNode group : golden.get("groups")) {
            List<String> gates = IntStream.range(0, group.get("gates").size())
                    .mapToObj(i -> group.get("gates").get(i).asString() + ".weight")
                    .sorted()
                    .toList();
            ChannelGroup found = scores.scores().keySet().stream()
                    .filter(each -> each.gates().stream()
                            .map(gate -> keys.get(new ParameterId(gate, Kind.NORM_SCALE)))
                            .sorted()
                            .toList()
                            .equals(gates))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no group with the gates " + gates));
            double[] actual = Objects.requireNonNull(scores.scores().get(found));
            double norm = Math.sqrt(IntStream.range(0, actual.length)
                    .mapToDouble(i -> actual[i] * actual[i])
                    .sum());
            assertThat(norm)
                    .as(found.name())
                    .isCloseTo(
                            group.get("norm").asDouble(),
                            within(group.get("tolerance").asDouble()));
            for (int i = 0; i < group.get("head").size(); i++) {
                assertThat(actual[i])
                        .as(found.name() + " " + i)
                        .isCloseTo(
                                group.get("head").get(i).asDouble(),
                                within(group.get("tolerance_each").asDouble()));
            }
        }
    }
}
