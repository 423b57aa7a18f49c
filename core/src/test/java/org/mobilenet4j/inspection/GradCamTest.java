package org.mobilenet4j.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Heat maps against PyTorch's autograd: {@code goldens/make_explanations.py}. */
class GradCamTest {
    private static Stream<JsonNode> goldens(String kind) {
        try (InputStream in = GradCamTest.class.getResourceAsStream("/goldens/explanations.json")) {
            return JsonMapper.shared().readTree(in).get(kind).valueStream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<JsonNode> filled() {
        return goldens("filled");
    }

    static Stream<JsonNode> images() {
        return goldens("images");
    }

    @ParameterizedTest
    @MethodSource("filled")
    void agreesWithAutogradWithAndWithoutAHiddenLayer(JsonNode golden) {
        MobileNet variant = MobileNet.named(golden.get("name").asString()).orElseThrow();
        int resolution = golden.get("resolution").asInt();
        Parameters parameters =
                GoldenFill.parameters(variant.build(options -> options.withClasses(10)), variant.layout());

        HeatMap heat = GradCam.of(parameters, resolution, resolution)
                .explain(
                        GoldenFill.images(1, 3, resolution)[0],
                        golden.get("label").asInt());

        assertAgrees(heat, golden, 1e-3);
    }

    @ParameterizedTest
    @MethodSource("images")
    void agreesOnPhotosWithPublishedWeights(JsonNode golden) throws IOException {
        RgbImage photo = new ImageDecoder()
                .decode(SharedData.require(
                        "data/imagenet40/" + golden.get("image").asString()));
        Model model = Models.open(SharedData.require("weights/mobilenet_v2_imagenet.safetensors"));

        HeatMap heat = GradCam.of(model.parameters(), 224, 224)
                .explain(
                        model.preprocessing().apply(photo).data(),
                        golden.get("label").asInt());

        assertAgrees(heat, golden, 0.03); // pixels of a JPEG may differ by a level or two from Pillow's
    }

    /** Within a share of the hottest value. */
    private static void assertAgrees(HeatMap heat, JsonNode golden, double share) {
        assertThat(heat.height()).isEqualTo(golden.get("height").asInt());
        assertThat(heat.width()).isEqualTo(golden.get("width").asInt());
        double[] expected =
                golden.get("heat").valueStream().mapToDouble(JsonNode::asDouble).toArray();
        double hottest = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            hottest = Math.max(hottest, expected[i]);
            largest = Math.max(largest, Math.abs(expected[i] - heat.values()[i]));
        }
        assertThat(hottest).isPositive();
        assertThat(largest).isLessThanOrEqualTo(share * hottest);
    }

    @Test
    void theHeatsMeanIsWhatSpeaksForTheClass() {
        // Without a hidden layer and where nothing speaks against it, the map sums to the output less the bias.
        Model model = TinyModels.of(MobileNet.MOBILENET_V1, "a", "b");
        float[] classifier =
                model.parameters().get(Location.CLASSIFIER, Kind.WEIGHT).data();
        for (int i = 0; i < classifier.length; i++) {
            classifier[i] = Math.abs(classifier[i]);
        }
        float bias = model.parameters().get(Location.CLASSIFIER, Kind.BIAS).data()[1];
        float[] image = GoldenFill.images(1, 3, 32)[0];

        HeatMap heat = GradCam.of(model.parameters(), 32, 32).explain(image, 1);

        double sum = 0;
        for (float value : heat.values()) {
            sum += value;
        }
        float logit = Compiler.compile(model.parameters(), 32, 32).logits(image)[1];
        assertThat(sum).isCloseTo(logit - bias, within(1e-4));
    }

    @Test
    void drawsHeatInColourAndTheRestInGrey() {
        byte[] rgb = new byte[3 * 8 * 8];
        Arrays.fill(rgb, (byte) 100);

        byte[] drawn = new HeatMap(2, 2, new float[] {0, 0, 0, 5})
                .over(RgbImage.of(8, 8, rgb))
                .rgb();

        assertThat(drawn[0]).isEqualTo(drawn[1]).isEqualTo(drawn[2]).isEqualTo((byte) 100);
        int last = drawn.length - 3;
        assertThat(drawn[last] & 0xFF).isEqualTo((int) Math.round(0.2 * 100 + 0.8 * 0xFC));
        assertThat(new HeatMap(1, 1, new float[] {0})
                        .over(RgbImage.of(8, 8, rgb))
                        .rgb())
                .isEqualTo(rgb);
    }
}
