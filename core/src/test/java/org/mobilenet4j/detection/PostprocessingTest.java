package org.mobilenet4j.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import tools.jackson.databind.JsonNode;

class PostprocessingTest {
    @Test
    void findsWhatTorchvisionFinds() {
        float[] defaults = DetectionGoldens.defaultBoxes();
        for (JsonNode golden : DetectionGoldens.part("postprocess")) {
            String key = golden.get("key").asString();
            int classes = golden.get("classes").asInt();
            double span = golden.get("span").asDouble();
            float[] logits = GoldenFill.fill("post." + key + ".logits", defaults.length / 4 * classes, -span, span);
            float[] codes = GoldenFill.fill("post." + key + ".boxes", defaults.length, -3, 3);

            List<ScoredBox> found = Postprocessing.SSDLITE.detections(logits, codes, defaults, classes, 320, 320);

            assertThat(found).as(key).hasSize(golden.get("count").asInt());
            int[] histogram = new int[classes];
            double scores = 0;
            for (ScoredBox detection : found) {
                histogram[detection.label()]++;
                scores += detection.score();
            }
            assertThat(histogram)
                    .as(key)
                    .containsExactly(golden.get("histogram")
                            .valueStream()
                            .mapToInt(JsonNode::asInt)
                            .toArray());
            assertThat(scores).isCloseTo(golden.get("score_sum").asDouble(), within(1e-4));
            for (int i = 0; i < golden.get("labels").size(); i++) {
                ScoredBox detection = found.get(i);
                assertThat(detection.label())
                        .as("%s %d", key, i)
                        .isEqualTo(golden.get("labels").get(i).asInt());
                assertThat((double) detection.score())
                        .isCloseTo(
                                golden.get("scores").get(i).asDouble(),
                                within(golden.get("tolerance_score").asDouble()));
                assertBox(
                        detection.box(),
                        golden.get("boxes").get(i),
                        golden.get("tolerance_box").asDouble());
            }
        }
    }

    private static void assertBox(Corners box, JsonNode golden, double tolerance) {
        assertThat(new double[] {box.left(), box.top(), box.right(), box.bottom()})
                .containsExactly(
                        golden.valueStream().mapToDouble(JsonNode::asDouble).toArray(), within(tolerance));
    }

    @Test
    void oneDefaultBoxMayShowTwoClassesAndTheBackgroundNone() {
        float[] defaults = {0, 0, 10, 10, 20, 20, 30, 30};
        float[] logits = {0, 2, 2, 20, 0, 0};

        List<ScoredBox> found = Postprocessing.SSDLITE.detections(logits, new float[8], defaults, 3, 32, 32);

        assertThat(found).extracting(ScoredBox::label).containsExactly(1, 2);
        assertThat(found).extracting(ScoredBox::box).containsOnly(new Corners(0, 0, 10, 10));
    }

    @Test
    void numbersThatAreNoneAreNoObjects() {
        float[] defaults = {0, 0, 10, 10};
        float[] logits = {Float.NaN, Float.NaN, 1};

        assertThat(Postprocessing.SSDLITE.detections(logits, new float[4], defaults, 3, 32, 32))
                .isEmpty();
    }

    @Test
    void saysWhichRuleIsOutOfRange() {
        assertThatThrownBy(() -> Postprocessing.SSDLITE.withLeastScore(1))
                .hasMessage("leastScore is 1.0, expected in [0, 1)");
    }
}
