package org.mobilenet4j.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.detection.DefaultBoxes.Grid;
import tools.jackson.databind.JsonNode;

class DefaultBoxesTest {
    @Test
    void areTorchvisionsToTheBitWhereTheyAreWrittenOut() {
        for (JsonNode golden : DetectionGoldens.part("default_boxes").get("cases")) {
            List<Grid> grids = golden.get("grid")
                    .valueStream()
                    .map(grid -> new Grid(grid.get(0).asInt(), grid.get(1).asInt()))
                    .toList();

            float[] boxes = DefaultBoxes.SSDLITE.over(
                    grids, golden.get("height").asInt(), golden.get("width").asInt());

            int count = golden.get("count").asInt();
            assertThat(boxes).hasSize(4 * count);
            for (int i = 0; i < 8; i++) {
                assertBox(boxes, i, golden.get("first").get(i));
                assertBox(boxes, count - 8 + i, golden.get("last").get(i));
            }
            for (int i = 0; i < golden.get("at").size(); i++) {
                assertBox(
                        boxes,
                        golden.get("at").get(i).asInt(),
                        golden.get("boxes").get(i));
            }
            double sum = 0;
            for (float edge : boxes) {
                sum += edge;
            }
            assertThat(sum).isCloseTo(golden.get("sum").asDouble(), Offset.offset(0.01));
        }
    }

    /** Nine digits tell floats apart. */
    private static void assertBox(float[] boxes, int index, JsonNode expected) {
        float[] box = Arrays.copyOfRange(boxes, 4 * index, 4 * index + 4);
        for (int i = 0; i < 4; i++) {
            float golden = (float) expected.get(i).asDouble();
            assertThat(box[i]).as("box %d, edge %d", index, i).isCloseTo(golden, within(Math.ulp(golden)));
        }
    }

    @Test
    void standAroundThePixelsOfTheirMaps() {
        DefaultBoxes two = new DefaultBoxes(2, 0.5, 1, List.of(4));

        float[] boxes = two.over(List.of(new Grid(1, 2), new Grid(1, 1)), 100, 200);

        assertThat(boxes).hasSize(4 * 4 * 3);
        assertThat(Corners.at(boxes, 0)).isEqualTo(new Corners(0, 25, 100, 75)); // half of the sides around 50, 50
        assertThat(Corners.at(boxes, 2))
                .isEqualTo(new Corners(-50, 37.5f, 150, 62.5f)); // lying; no wider than the image
        assertThat(Corners.at(boxes, 3)).isEqualTo(new Corners(25, 0, 75, 100)); // standing
        assertThat(Corners.at(boxes, 8)).isEqualTo(new Corners(0, 0, 200, 100)); // the last map's
    }

    @Test
    void wantAMapForEachLevel() {
        assertThatThrownBy(() -> DefaultBoxes.SSDLITE.over(List.of(new Grid(1, 1)), 32, 32))
                .hasMessage("1 maps, expected 6");
    }
}
