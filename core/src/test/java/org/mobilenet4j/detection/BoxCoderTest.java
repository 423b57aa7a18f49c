package org.mobilenet4j.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import tools.jackson.databind.JsonNode;

class BoxCoderTest {
    @Test
    void decodesAsTorchvision() {
        float[] defaults = DetectionGoldens.defaultBoxes();
        for (JsonNode golden : DetectionGoldens.part("coder").get("cases")) {
            float[] codes = GoldenFill.fill(
                    golden.get("key").asString(),
                    defaults.length,
                    golden.get("low").asDouble(),
                    golden.get("high").asDouble());
            float[] decoded = new float[codes.length];
            float[] clipped = new float[codes.length];
            for (int i = 0; i < codes.length / 4; i++) {
                BoxCoder.decode(codes, defaults, i, decoded, 4 * i);
            }
            for (int i = 0; i < codes.length; i++) {
                clipped[i] = Math.clamp(decoded[i], 0, 320);
            }
            GoldenDigest.assertMatches("decoded", decoded, golden.get("decoded"));
            GoldenDigest.assertMatches("clipped", clipped, golden.get("clipped"));
        }
    }

    @Test
    void encodesAsTorchvision() {
        float[] defaults = DetectionGoldens.defaultBoxes();
        JsonNode golden = DetectionGoldens.part("coder").get("encode");
        float[] parts = GoldenFill.fill("target.9", 4 * 24, 0, 1);
        for (int i = 0; i < 24; i++) {
            double left = 128.0 * parts[4 * i];
            double top = 128.0 * parts[4 * i + 1];
            Corners object = new Corners(
                    (float) left, (float) top, (float) (left + 320 * (0.2 + 0.4 * parts[4 * i + 2])), (float)
                            (top + 320 * (0.2 + 0.4 * parts[4 * i + 3])));
            Corners defaultBox = Corners.at(defaults, golden.get("at").get(i).asInt());
            float[] codes = BoxCoder.encode(object, defaultBox);
            for (int j = 0; j < 4; j++) {
                assertThat((double) codes[j])
                        .isCloseTo(
                                golden.get("targets").get(i).get(j).asDouble(),
                                within(golden.get("tolerance_each").asDouble()));
            }
        }
    }

    @Test
    void comesBackToTheBoxThatWasEncoded() {
        Corners box = new Corners(30, 40, 90, 140);
        float[] defaults = {0, 0, 64, 64, 20, 30, 120, 110};
        float[] codes = new float[8];
        System.arraycopy(BoxCoder.encode(box, Corners.at(defaults, 1)), 0, codes, 4, 4);
        float[] decoded = new float[4];

        BoxCoder.decode(codes, defaults, 1, decoded, 0);

        assertThat(decoded).containsExactly(new float[] {30, 40, 90, 140}, within(1e-4f));
    }
}
