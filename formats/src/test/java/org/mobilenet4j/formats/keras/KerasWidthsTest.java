package org.mobilenet4j.formats.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.Variant;
import org.mobilenet4j.formats.ForeignGoldens;
import org.mobilenet4j.formats.graph.ForeignModel;
import org.mobilenet4j.formats.keras.LegacyWeights.WeightName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The variables of every width that {@code keras.applications} publishes are the network of that name and width. */
class KerasWidthsTest {
    @Test
    void everyPublishedWidthIsRecognisedByItsShapes() throws IOException {
        Path file = ForeignGoldens.find()
                .map(goldens -> goldens.folder().resolve("keras_shapes.json.gz"))
                .orElse(Path.of("absent"));
        Assumptions.assumeTrue(Files.exists(file), "skipped: there is no shared/goldens/foreign beside the project");
        JsonNode listed;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            listed = new JsonMapper().readTree(in);
        }
        for (String name : listed.propertyNames()) {
            BareWeights.Found found = new BareWeights(name, weights(listed.get(name))).find(3);
            Variant variant =
                    ForeignModel.of(found.graph(), found.output(), 3, false).variant();

            assertThat(variant).as(name).isNotNull();
            String[] words = name.split(" ", -1);
            double width = Double.parseDouble(words[words.length - 1]);
            assertThat(Objects.requireNonNull(variant).options().width())
                    .as(name)
                    .isEqualTo(width);
            String family = words[0].replace("MobileNetV", "mobilenet_v")
                    .replace("MobileNet", "mobilenet_v1")
                    .replace("Small", "_small")
                    .replace("Large", "_large");
            assertThat(variant.toString()).isEqualTo(family + (words.length == 3 ? "_minimalistic" : ""));
        }
    }

    private static List<NamedWeights> weights(JsonNode variables) {
        Map<String, Map<String, Array>> layers = new LinkedHashMap<>();
        for (JsonNode variable : variables) {
            WeightName name = WeightName.of(variable.get(0).asString());
            int[] shape = new int[variable.get(1).size()];
            int size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = variable.get(1).get(i).asInt();
                size *= shape[i];
            }
            boolean isDepthwise = name.variable().equals("kernel")
                    && (name.layer().contains("conv_dw") || name.layer().endsWith("depthwise"));
            layers.computeIfAbsent(name.layer(), first -> new LinkedHashMap<>())
                    .put(isDepthwise ? "depthwise_kernel" : name.variable(), new Array(shape, new float[size]));
        }
        List<NamedWeights> weights = new ArrayList<>();
        layers.forEach((layer, arrays) -> weights.add(new NamedWeights(layer, arrays)));
        return weights;
    }
}
