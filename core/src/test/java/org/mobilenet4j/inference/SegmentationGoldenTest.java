package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.GoldenSpread;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * DeepLabV3 and LR-ASPP against torchvision in float64, each value within the tolerance beside it in {@code
 * segmentation.json}: four times what PyTorch's own float32 differs.
 */
@EveryWidth
class SegmentationGoldenTest {
    private static final NameLayout LAYOUT = NameLayout.TORCHVISION_SEGMENTATION;

    private static JsonNode goldens() {
        return JsonMapper.shared()
                .readTree(SharedData.require("goldens/segmentation.json").toFile());
    }

    static Stream<Arguments> networks() {
        return goldens().get("networks").valueStream().map(golden -> arguments(name(golden), golden));
    }

    /** As the goldens' other parts are keyed. */
    private static String name(JsonNode golden) {
        return golden.get("name").asString() + " " + golden.get("options");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void hasTorchvisionsTensorsInTorchvisionsOrder(String name, JsonNode golden) {
        Map<String, Shape> expected = new LinkedHashMap<>();
        golden.get("state_dict").forEach(entry -> {
            int[] extents = entry.get(1).valueStream().mapToInt(JsonNode::asInt).toArray();
            expected.put(entry.get(0).asString(), Shape.of(extents));
        });
        Network network = GoldenSegmenters.network(golden);

        Map<String, Shape> found = LoadedParameters.shapesByKey(LAYOUT, network);

        assertThat(found).containsExactlyEntriesOf(expected);
        assertThat(Summary.of(network, 129, 97).parameters())
                .isEqualTo(golden.get("parameters").asLong());
        assertThat(NameLayout.recognise(found.keySet())).contains(LAYOUT);
        assertThat(NameLayout.nativeOf(network)).isEqualTo(LAYOUT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void givesTorchvisionsOutputs(String name, JsonNode golden) {
        Network network = GoldenSegmenters.network(golden);
        Parameters parameters = GoldenFill.parameters(network, LAYOUT);
        for (Kernels kernels : List.of(KernelSelection.chosen().kernels(), new ScalarKernels())) {
            assertOutputs(golden, parameters, kernels);
        }
    }

    private static void assertOutputs(JsonNode golden, Parameters parameters, Kernels kernels) {
        int batch = golden.get("batch").asInt();
        int height = golden.get("height").asInt();
        int width = golden.get("width").asInt();
        int length = 3 * height * width;
        float[] images = GoldenFill.fill("input", batch * length, -2, 2);
        Network network = parameters.network();
        boolean isLrAspp = network.has(new Location("classifier.add"));
        Map<String, String> inside =
                new LinkedHashMap<>(Map.of("before_upsampling", isLrAspp ? "classifier.add" : "classifier"));
        Map<String, String> features = isLrAspp
                ? Map.of("high", "last", "low", "stages.2.0.project")
                : Map.of(
                        "out", network.has(Location.LAST) ? "last" : "stages.6.0.project", "aux", "stages.2.0.project");
        golden.get("features").propertyNames().forEach(tap -> inside.put("features/" + tap, features.get(tap)));
        CompiledNetwork compiled = Compiler.compile(
                parameters,
                height,
                width,
                kernels,
                Set.copyOf(inside.values().stream().map(Location::new).toList()));
        List<Map<String, FeatureMap>> results = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            float[] image = GoldenDigest.channelsLast(images, i * length, 3, height * width);
            Map<String, FeatureMap> maps = new LinkedHashMap<>(compiled.run(image));
            inside.forEach((key, tap) -> maps.put(key, compiled.featureMap(image, tap)));
            results.add(maps);
        }
        for (String key : results.getFirst().keySet()) {
            JsonNode digest = key.startsWith("features/")
                    ? golden.get("features").get(key.substring("features/".length()))
                    : golden.get(key);
            List<FeatureMap> maps =
                    results.stream().map(result -> result.get(key)).toList();
            GoldenDigest.assertMatches(
                    key + " on " + kernels.name() + " kernels",
                    channelsFirst(maps),
                    GoldenSpread.tolerated(golden, key, digest, kernels));
        }
        if (GoldenSpread.of(golden, kernels).isEmpty()) {
            assertThat(classesByPixels(results)).isEqualTo(golden.get("argmax_histogram"));
        }
        assertThat(compiled.run(new float[length]).keySet())
                .isEqualTo(network.outputs().keySet());
    }

    private static float[] channelsFirst(List<FeatureMap> maps) {
        int length = maps.getFirst().values().length;
        float[] all = new float[maps.size() * length];
        for (int i = 0; i < maps.size(); i++) {
            GoldenDigest.toChannelsFirst(maps.get(i).values(), maps.get(i).channels(), all, i * length);
        }
        return all;
    }

    private static JsonNode classesByPixels(List<Map<String, FeatureMap>> results) {
        int[] counts = new int[out(results.getFirst()).channels()];
        for (Map<String, FeatureMap> result : results) {
            FeatureMap out = out(result);
            for (int at = 0; at < out.values().length; at += out.channels()) {
                int best = 0;
                for (int c = 1; c < out.channels(); c++) {
                    best = out.values()[at + c] > out.values()[at + best] ? c : best;
                }
                counts[best]++;
            }
        }
        return JsonMapper.shared().valueToTree(counts);
    }

    private static FeatureMap out(Map<String, FeatureMap> result) {
        return Objects.requireNonNull(result.get(Network.OUT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void stridesAndDilatesAsTorchvision(String name, JsonNode golden) {
        Network network = GoldenSegmenters.network(golden);
        Map<Location, String> names = LAYOUT.moduleNames(network);
        List<String> found = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Convolution c && (c.dilation() > 1 || c.stride() > 1)) {
                found.add("%s %d %d %d %d"
                        .formatted(names.get(node.location()), c.kernel(), c.stride(), c.dilation(), c.groups()));
            }
        }
        assertThat(found).containsExactlyElementsOf(dilations(golden));
    }

    private static List<String> dilations(JsonNode golden) {
        String options = golden.get("options").toString().replaceAll("[^a-z0-9]", "");
        String key = goldens().get("dilations").propertyNames().stream()
                .filter(known -> known.startsWith(golden.get("name").asString())
                        && known.substring(known.indexOf(' '))
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9]", "")
                                .equals(options))
                .findFirst()
                .orElseThrow();
        return goldens()
                .get("dilations")
                .get(key)
                .valueStream()
                .map(row -> "%s %d %d %d %d"
                        .formatted(
                                row.get(0).asString(),
                                row.get(1).get(0).asInt(),
                                row.get(2).get(0).asInt(),
                                row.get(4).get(0).asInt(),
                                row.get(5).asInt()))
                .toList();
    }

    /** With sides of a multiple of 32 and one more, where no stride cuts anything off. */
    @Test
    void aDilatedTrunkOfMobileNetV2IsTheUndilatedOneAtEverySecondPixel() {
        Location end = new Location("stages.6.0.project");
        float[] image = GoldenFill.fill("input", 97 * 129 * 3, -2, 2);
        List<FeatureMap> maps = new ArrayList<>();
        for (int stride : new int[] {32, 16, 8}) {
            DeepLabV3 usual = DeepLabV3.onV2(2, stride);
            Network network = new DeepLabV3(
                            usual.trunk(), usual.options().withWidth(0.25), stride, List.of(), false, false)
                    .network();
            CompiledNetwork compiled = Compiler.compile(
                    GoldenFill.parameters(network, LAYOUT),
                    97,
                    129,
                    KernelSelection.chosen().kernels(),
                    Set.of(end));
            maps.add(compiled.featureMap(image, end.path()));
        }
        FeatureMap plain = maps.getFirst();
        for (int step : new int[] {2, 4}) {
            FeatureMap dilated = maps.get(step / 2);
            assertThat(dilated.height()).isEqualTo(step * (plain.height() - 1) + 1);
            for (int row = 0; row < plain.height(); row++) {
                for (int column = 0; column < plain.width(); column++) {
                    int at = (row * plain.width() + column) * plain.channels();
                    int from = step * (row * dilated.width() + column) * plain.channels();
                    for (int channel = 0; channel < plain.channels(); channel++) {
                        assertThat(dilated.values()[from + channel])
                                .isCloseTo(plain.values()[at + channel], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void onlyTheTrunkHasTheNormOfMobileNetV3() {
        for (Node node : DeepLabV3.onV3Large(2, true).network().nodes()) {
            if (node.layer() instanceof Convolution c && c.norm() != null) {
                boolean isTrunk = node.location().isInBlock()
                        || node.location().equals(Location.STEM)
                        || node.location().equals(Location.LAST);
                assertThat(c.norm()).isEqualTo(isTrunk ? BatchNorm.TORCHVISION_V3 : BatchNorm.TORCH);
            }
        }
    }
}
