package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against pycocotools: {@code masks/make_masks.py}. */
class RunLengthMaskTest {
    private static JsonNode goldens() throws IOException {
        try (InputStream in = RunLengthMaskTest.class.getResourceAsStream("/masks/masks.json")) {
            return JsonMapper.shared().readTree(in);
        }
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    private static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).asDouble())
                .toArray();
    }

    private static void assertMatches(RunLengthMask mask, JsonNode golden, String what) {
        assertThat(mask.runs()).as(what).containsExactly(ints(golden.get("runs")));
        assertThat(mask.compressed()).as(what).isEqualTo(golden.get("counts").asString());
        assertThat(mask.area()).as(what).isEqualTo(golden.get("area").asInt());
        double[] box = doubles(golden.get("box"));
        if (mask.area() > 0) { // pycocotools' box of a mask without pixels is at a corner
            assertThat(mask.box()).as(what).isEqualTo(new Box(box[0], box[1], box[2], box[3]));
        }
    }

    @Test
    void drawsPolygonsAsPycocotools() throws IOException {
        for (JsonNode golden : goldens().get("polygons")) {
            List<double[]> polygons = StreamSupport.stream(
                            golden.get("polygons").spliterator(), false)
                    .map(RunLengthMaskTest::doubles)
                    .toList();
            RunLengthMask mask = RunLengthMask.ofPolygons(
                    golden.get("width").asInt(), golden.get("height").asInt(), polygons);
            assertMatches(mask, golden, golden.get("name").asString());
        }
    }

    @Test
    void readsAndWritesBothFormsOfRuns() throws IOException {
        for (JsonNode golden : goldens().get("noise")) {
            int width = golden.get("width").asInt();
            int height = golden.get("height").asInt();
            RunLengthMask plain = RunLengthMask.of(width, height, ints(golden.get("runs")));
            RunLengthMask compressed = RunLengthMask.ofCompressed(
                    width, height, golden.get("counts").asString());
            byte[] pixels = new byte[width * height];
            plain.forEachPixel(place -> pixels[place] = 1);

            assertMatches(plain, golden, width + " x " + height);
            assertThat(compressed).isEqualTo(plain);
            assertThat(RunLengthMask.ofPixels(width, height, pixels)).isEqualTo(plain);
        }
    }

    @Test
    void hasOneFormForThePixelsHoweverTheirRunsAreCut() {
        assertThat(RunLengthMask.of(3, 2, new int[] {1, 2, 0, 1, 2, 0}))
                .isEqualTo(RunLengthMask.of(3, 2, new int[] {1, 3, 2}));
        assertThat(RunLengthMask.of(3, 2, new int[] {0, 0, 0, 6}).runs()).containsExactly(0, 6);
    }

    @Test
    void refusesRunsThatDoNotFillTheImage() {
        assertRefused(() -> RunLengthMask.of(3, 2, new int[] {1, 2}), "come to 3 pixels, expected 3 x 2 = 6");
        assertRefused(() -> RunLengthMask.of(3, 2, new int[] {-1, 7}), "a run of -1 pixels");
        assertRefused(
                () -> RunLengthMask.of(3, 2, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 8}),
                "come to 4294967302 pixels");
        assertRefused(() -> RunLengthMask.of(1 << 20, 1 << 20, new int[] {0}), "the size of an image");
        assertRefused(() -> RunLengthMask.of(0, 5, new int[] {0}), "the mask is 0 x 5");
    }

    // A group without its end, characters that are none, a number of too many groups, a run beyond the image.
    @ParameterizedTest
    @ValueSource(strings = {"P", "0 6", "é", "PPPPPPPPPP0", "oooooo0"})
    void refusesADamagedText(String counts) {
        assertThatThrownBy(() -> RunLengthMask.ofCompressed(3, 2, counts))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the mask's ");
    }

    @Test
    void refusesPolygonsThatAreNone() {
        assertRefused(() -> polygon(1, 1, 5, 5), "4 coordinates, expected x and y of at least three");
        assertRefused(() -> polygon(1, 1, 5, 5, 3, 2, 7), "7 coordinates");
        assertRefused(
                () -> polygon(1, 1, 5, 5, 3, 1e9), "a corner at y = 1.0E9, expected one within the image, 0 to 8");
        assertRefused(() -> polygon(1, 1, 5, 5, Double.NaN, 3), "a corner at x = NaN");
    }

    @Test
    void refusesAnOutlineThatIsLongerThanAnyObjects() {
        double[] zigzag = new double[40_000];
        for (int i = 0; i < zigzag.length; i += 4) {
            zigzag[i] = 1000;
        }
        assertRefused(
                () -> RunLengthMask.ofPolygons(1000, 1000, List.of(zigzag)),
                "outline is 20004000 pixels long, expected");
    }

    private static RunLengthMask polygon(double... corners) {
        return RunLengthMask.ofPolygons(8, 8, List.of(corners));
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
