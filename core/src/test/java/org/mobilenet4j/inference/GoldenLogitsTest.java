package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.EndsRule;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parameters.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Twenty-six networks against PyTorch in float64, each within the tolerance that stands beside it in {@code
 * goldens/inference.json}: four times what PyTorch's own float32 differs.
 */
@EveryWidth
class GoldenLogitsTest {
    static Stream<Arguments> cases() throws Exception {
        List<Kernels> kernels = List.of(KernelSelection.chosen().kernels(), new ScalarKernels());
        try (InputStream in = GoldenLogitsTest.class.getResourceAsStream("/goldens/inference.json")) {
            JsonNode cases = JsonMapper.shared().readTree(in);
            assertThat(cases.size()).isEqualTo(17);
            JsonNode others = JsonMapper.shared()
                    .readTree(GoldenLogitsTest.class.getResourceAsStream("/goldens/inference_others.json"));
            assertThat(others.size()).isEqualTo(9);
            return Stream.concat(cases.valueStream(), others.valueStream())
                    .flatMap(golden -> kernels.stream()
                            .map(chosen -> arguments(
                                    golden.get("name").asString(),
                                    golden.get("options").toString(),
                                    chosen.name(),
                                    golden,
                                    chosen)));
        }
    }

    @ParameterizedTest(name = "{0} {1} on {2} kernels")
    @MethodSource("cases")
    void agreesWithPyTorch(String name, String options, String kernels, JsonNode golden, Kernels chosen) {
        MobileNet variant = MobileNet.named(name).orElseThrow();
        int resolution = golden.get("resolution").asInt();
        Network network = variant.build(known -> with(golden.get("options"), known));
        Parameters parameters = GoldenFill.parameters(network, variant.layout());
        assertThat(Summary.of(network, resolution, resolution).parameters())
                .isEqualTo(golden.get("parameters").asLong());
        assertThat(parameters.tensors()).hasSize(golden.get("tensors").asInt());

        CompiledNetwork model = Compiler.compile(parameters, resolution, resolution, chosen);
        float[][] images = GoldenFill.images(golden.get("batch").asInt(), 3, resolution);

        double largest = 0;
        for (int n = 0; n < images.length; n++) {
            float[] logits = model.logits(images[n]);
            JsonNode expected = golden.get("logits").get(n);
            assertThat(logits).hasSize(expected.size());
            for (int i = 0; i < logits.length; i++) {
                largest = Math.max(largest, Math.abs(logits[i] - expected.get(i).asDouble()));
            }
        }
        assertThat(largest).isLessThanOrEqualTo(golden.get("tolerance").asDouble());
    }

    private static Options with(JsonNode golden, Options options) {
        Options changed = options;
        for (Map.Entry<String, JsonNode> option : golden.properties()) {
            changed = switch (option.getKey()) {
                case "width_mult" -> changed.withWidth(option.getValue().asDouble());
                case "tf_padding" -> // false wherever it is given
                    changed.withPadding(PaddingMode.TORCH);
                case "finegrained_output" -> // false, too
                    changed.withEnds(EndsRule.SCALED);
                case "num_classes" -> changed.withClasses(option.getValue().asInt());
                default -> throw new IllegalArgumentException(option.getKey());
            };
        }
        return changed;
    }
}
