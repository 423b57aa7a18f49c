package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bilinear resize and its gradient against PyTorch's, up and down, at odd sizes: {@code make_segmentation.py}. */
@EveryWidth
class BilinearGoldenTest {
    @Test
    void resizesAsPyTorch() {
        JsonNode goldens = JsonMapper.shared()
                .readTree(SharedData.require("goldens/segmentation.json").toFile());
        for (JsonNode golden : goldens.get("upsample")) {
            for (Kernels kernels : List.of(KernelSelection.chosen().kernels(), new ScalarKernels())) {
                assertMatches(golden, kernels);
            }
        }
    }

    private static void assertMatches(JsonNode golden, Kernels kernels) {
        String key = golden.get("key").asString();
        int batch = golden.get("batch").asInt();
        int channels = golden.get("channels").asInt();
        int height = golden.get("height").asInt();
        int width = golden.get("width").asInt();
        int outHeight = golden.get("out_height").asInt();
        int outWidth = golden.get("out_width").asInt();
        int inLength = channels * height * width;
        int outLength = channels * outHeight * outWidth;
        float[] inputs = GoldenFill.fill(key, batch * inLength, -1, 1);
        float[] outputGradients = GoldenFill.fill(key + ".gradient", batch * outLength, -1, 1);
        float[] outputs = new float[batch * outLength];
        float[] gradients = new float[batch * inLength];
        for (int image = 0; image < batch; image++) {
            float[] input = channelsLast(inputs, image * inLength, channels, height * width);
            float[] output = new float[outLength];
            kernels.bilinear(height, width, channels, input, 0, outHeight, outWidth, 0, outHeight, output, 0, channels);
            toChannelsFirst(output, channels, outputs, image * outLength);

            float[] outputGradient = channelsLast(outputGradients, image * outLength, channels, outHeight * outWidth);
            float[] gradient = new float[inLength];
            kernels.gradients()
                    .bilinearGradient(
                            height, width, channels, outHeight, outWidth, outputGradient, 0, channels, gradient, 0);
            toChannelsFirst(gradient, channels, gradients, image * inLength);
        }

        String what = kernels.name() + " kernels, " + height + "x" + width + " to " + outHeight + "x" + outWidth;
        assertMatches(what, outputs, golden.get("output"));
        assertMatches(what + ", gradient", gradients, golden.get("gradient"));
    }

    private static void assertMatches(String what, float[] actual, JsonNode digest) {
        double squares = 0;
        double sum = 0;
        for (float value : actual) {
            squares += (double) value * value;
            sum += value;
        }
        assertThat(Math.sqrt(squares)).as(what).isCloseTo(number(digest, "norm"), within(number(digest, "tolerance")));
        assertThat(sum).as(what).isCloseTo(number(digest, "sum"), within(number(digest, "tolerance_sum")));
        double each = number(digest, "tolerance_each");
        JsonNode first = digest.get("first");
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) actual[i])
                    .as("%s, value %d", what, i)
                    .isCloseTo(first.get(i).asDouble(), within(each));
        }
        JsonNode at = digest.get("at");
        for (int i = 0; i < at.size(); i++) {
            assertThat((double) actual[at.get(i).asInt()])
                    .as("%s, value %s", what, at.get(i))
                    .isCloseTo(digest.get("values").get(i).asDouble(), within(each));
        }
    }

    private static double number(JsonNode digest, String name) {
        return digest.get(name).asDouble();
    }

    private static float[] channelsLast(float[] map, int mapAt, int channels, int pixels) {
        float[] last = new float[channels * pixels];
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                last[pixel * channels + c] = map[mapAt + c * pixels + pixel];
            }
        }
        return last;
    }

    private static void toChannelsFirst(float[] last, int channels, float[] map, int mapAt) {
        int pixels = last.length / channels;
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                map[mapAt + c * pixels + pixel] = last[pixel * channels + c];
            }
        }
    }
}
