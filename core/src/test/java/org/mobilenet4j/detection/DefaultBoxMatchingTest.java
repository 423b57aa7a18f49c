package org.mobilenet4j.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DefaultBoxMatchingTest {
    @Test
    void matchesAsTorchvision() {
        float[] defaults = DetectionGoldens.defaultBoxes();
        for (JsonNode golden : DetectionGoldens.part("matcher")) {
            List<Corners> objects = golden.get("boxes")
                    .valueStream()
                    .map(box -> Corners.at(DetectionGoldens.floats(box), 0))
                    .toList();
            int[] expected = new int[defaults.length / 4];
            Arrays.fill(expected, DefaultBoxMatching.BACKGROUND);
            golden.get("matches")
                    .forEach(match ->
                            expected[match.get(0).asInt()] = match.get(1).asInt());

            int[] matches = DefaultBoxMatching.of(objects, defaults, DefaultBoxMatching.ENOUGH);

            assertThat(matches).as(golden.get("name").asString()).isEqualTo(expected);
        }
    }

    @Test
    void everyObjectGetsADefaultBoxAndTheLaterOneWhereTwoWantTheSame() {
        float[] defaults = {0, 0, 10, 10, 50, 50, 60, 60};
        List<Corners> objects = List.of(new Corners(0, 0, 9, 10), new Corners(0, 0, 1, 1));

        assertThat(DefaultBoxMatching.of(objects, defaults, 0.5)).containsExactly(1, -1);
        assertThat(DefaultBoxMatching.of(List.of(), defaults, 0.5)).containsExactly(-1, -1);
    }
}
