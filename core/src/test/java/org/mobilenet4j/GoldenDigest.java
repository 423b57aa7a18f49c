package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import tools.jackson.databind.JsonNode;

/** What {@code goldens/common.py} keeps of a tensor: its norm and sum, and some of its values, each with a tolerance. */
public final class GoldenDigest {
    private GoldenDigest() {}

    /**
     * Compares a tensor, in PyTorch's order of axes, with its digest.
     *
     * @param what the tensor, for the message
     */
    public static void assertMatches(String what, float[] actual, JsonNode digest) {
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
        for (int i = 0; at != null && i < at.size(); i++) {
            assertThat((double) actual[at.get(i).asInt()])
                    .as("%s, value %s", what, at.get(i))
                    .isCloseTo(digest.get("values").get(i).asDouble(), within(each));
        }
    }

    /** Compares a tensor with a short digest: its norm and its first values. */
    public static void assertMatchesShort(String what, float[] actual, JsonNode digest) {
        double squares = 0;
        for (float value : actual) {
            squares += (double) value * value;
        }
        assertThat(Math.sqrt(squares))
                .as("norm of " + what)
                .isCloseTo(number(digest, "norm"), within(number(digest, "tolerance")));
        JsonNode head = digest.get("head");
        for (int i = 0; i < head.size(); i++) {
            assertThat((double) actual[i])
                    .as(what + "[" + i + "]")
                    .isCloseTo(head.get(i).asDouble(), within(number(digest, "tolerance_each")));
        }
    }

    private static double number(JsonNode digest, String name) {
        return digest.get(name).asDouble();
    }

    /** One map of a tensor, {@code C x pixels} from {@code mapAt} on, as the engine wants it: channels innermost. */
    public static float[] channelsLast(float[] map, int mapAt, int channels, int pixels) {
        float[] last = new float[channels * pixels];
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                last[pixel * channels + c] = map[mapAt + c * pixels + pixel];
            }
        }
        return last;
    }

    /** The way back: writes a map whose channels are innermost into a tensor from {@code mapAt} on. */
    public static void toChannelsFirst(float[] last, int channels, float[] map, int mapAt) {
        int pixels = last.length / channels;
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                map[mapAt + c * pixels + pixel] = last[pixel * channels + c];
            }
        }
    }
}
