package org.mobilenet4j.kernel;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenDigest;
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
            float[] input = GoldenDigest.channelsLast(inputs, image * inLength, channels, height * width);
            float[] output = new float[outLength];
            kernels.bilinear(height, width, channels, input, 0, outHeight, outWidth, 0, outHeight, output, 0, channels);
            GoldenDigest.toChannelsFirst(output, channels, outputs, image * outLength);

            float[] outputGradient =
                    GoldenDigest.channelsLast(outputGradients, image * outLength, channels, outHeight * outWidth);
            float[] gradient = new float[inLength];
            kernels.gradients()
                    .bilinearGradient(
                            height, width, channels, outHeight, outWidth, outputGradient, 0, channels, gradient, 0);
            GoldenDigest.toChannelsFirst(gradient, channels, gradients, image * inLength);
        }

        String what = kernels.name() + " kernels, " + height + "x" + width + " to " + outHeight + "x" + outWidth;
        GoldenDigest.assertMatches(what, outputs, golden.get("output"));
        GoldenDigest.assertMatches(what + ", gradient", gradients, golden.get("gradient"));
    }
}
