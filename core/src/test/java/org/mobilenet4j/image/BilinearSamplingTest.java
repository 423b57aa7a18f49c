package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.SharedData;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BilinearSamplingTest {
    private static final int SIDE = 320;

    @Test
    void resizesFloatsAsTorchvisionsDetectors() {
        JsonNode goldens = JsonMapper.shared()
                .readTree(SharedData.require("goldens/detection.json").toFile());
        for (JsonNode golden : goldens.get("transform")) {
            int height = golden.get("height").asInt();
            int width = golden.get("width").asInt();
            float[] picture = GoldenDigest.channelsLast(
                    GoldenFill.fill(golden.get("key").asString(), 3 * height * width, 0, 1), 0, 3, height * width);
            float[] sampled = new float[3 * SIDE * SIDE];

            BilinearSampling.resize(height, width, 3, rows(picture, 3 * width), SIDE, SIDE, sampled, 0);

            float[] channelsFirst = new float[sampled.length];
            GoldenDigest.toChannelsFirst(sampled, 3, channelsFirst, 0);
            GoldenDigest.assertMatches(height + " x " + width, channelsFirst, golden.get("pixels"));
        }
    }

    private static BilinearSampling.Rows rows(float[] picture, int length) {
        return (row, out) -> {
            for (int i = 0; i < length; i++) {
                out[i] = (picture[row * length + i] - 0.5f) / 0.5f;
            }
        };
    }

    @Test
    void preparesAnImageWithoutRoundingToLevels() {
        byte[] rgb = {0, 0, 0, (byte) 255, 51, 102};
        RgbImage image = RgbImage.of(2, 1, rgb);
        Preprocessing preprocessing = Preprocessing.detection(4);
        float[] input = new float[1 + 4 * 4 * 3];

        preprocessing.sample(image, input, 1);

        // Red goes from -1 to 1 over pixel centres at 1/4 and 3/4; beyond them it stays.
        for (int row = 0; row < 4; row++) {
            int at = 1 + 12 * row;
            assertThat(new float[] {input[at], input[at + 3], input[at + 6], input[at + 9]})
                    .containsExactly(new float[] {-1, -0.5f, 0.5f, 1}, within(1e-6f));
        }
        assertThat(input[1 + 9 + 1]).isCloseTo(-0.6f, within(1e-6f));
    }
}
