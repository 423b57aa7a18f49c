package org.mobilenet4j.detection;

import java.util.List;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.detection.DefaultBoxes.Grid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What torchvision's own functions gave: {@code detection.json}. */
final class DetectionGoldens {
    /** SSDLite's maps over 320 x 320 pixels. */
    static final List<Grid> GRIDS =
            List.of(new Grid(20, 20), new Grid(10, 10), new Grid(5, 5), new Grid(3, 3), new Grid(2, 2), new Grid(1, 1));

    private DetectionGoldens() {}

    static JsonNode part(String name) {
        return JsonMapper.shared()
                .readTree(SharedData.require("goldens/detection.json").toFile())
                .get(name);
    }

    static float[] defaultBoxes() {
        return DefaultBoxes.SSDLITE.over(GRIDS, 320, 320);
    }

    static float[] floats(JsonNode numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers.get(i).asDouble();
        }
        return floats;
    }
}
