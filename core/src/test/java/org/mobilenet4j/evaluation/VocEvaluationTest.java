package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.RunLengthMask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against two ways to write PASCAL VOC's rules: {@code make_metrics.py}. */
class VocEvaluationTest {
    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final List<String> CLASSES = List.of("a", "b");

    @Test
    void hasBothRulesWithAndWithoutTheLastPixel() {
        JsonNode voc = JsonMapper.shared()
                .readTree(SharedData.require("goldens/metrics.json").toFile())
                .get("voc");
        for (JsonNode expected : voc.get("results")) {
            VocEvaluation evaluation = new VocEvaluation(
                    2,
                    expected.get("threshold").asDouble(),
                    expected.get("plus_one").asBoolean());
            for (int image = 0; image < 12; image++) {
                evaluation.add(truths(voc.get("objects"), image), detections(voc.get("detections"), image));
            }

            for (int label = 0; label < CLASSES.size(); label++) {
                assertCurve(evaluation.curve(label), expected.get("classes").get(CLASSES.get(label)));
            }
            assertThat(evaluation.elevenPointMean())
                    .isCloseTo(expected.get("mAP_11_points").asDouble(), ROUNDING);
            assertThat(evaluation.allPointMean())
                    .isCloseTo(expected.get("mAP_all_points").asDouble(), ROUNDING);
        }
    }

    private static void assertCurve(PrecisionRecall curve, JsonNode expected) {
        assertThat(curve.objects()).isEqualTo(expected.get("objects").asInt());
        assertThat(curve.elevenPointAveragePrecision())
                .isCloseTo(expected.get("AP_11_points").asDouble(), ROUNDING);
        assertThat(curve.allPointAveragePrecision())
                .isCloseTo(expected.get("AP_all_points").asDouble(), ROUNDING);
        assertThat(curve.finalRecall()).isCloseTo(expected.get("recall").asDouble(), ROUNDING);
        assertThat(curve.finalPrecision()).isCloseTo(expected.get("precision").asDouble(), ROUNDING);
        JsonNode points = expected.get("curve");
        assertThat(curve.recall()).hasSize(points.size());
        for (int i = 0; i < points.size(); i++) {
            assertThat(curve.recall()[i]).isCloseTo(points.get(i).get(0).asDouble(), within(1e-9));
            assertThat(curve.precision()[i]).isCloseTo(points.get(i).get(1).asDouble(), within(1e-9));
        }
    }

    private static Box box(JsonNode node) {
        JsonNode box = node.get("box");
        return Box.ofCorners(
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble());
    }

    private static List<TrueObject> truths(JsonNode objects, int image) {
        List<TrueObject> truths = new ArrayList<>();
        for (int label = 0; label < CLASSES.size(); label++) {
            for (JsonNode object : objects.get(CLASSES.get(label))) {
                if (object.get("image").asInt() == image) {
                    Box box = box(object);
                    boolean isDifficult = object.get("difficult").asBoolean();
                    truths.add(new TrueObject(label, box, box.area(), false, isDifficult));
                }
            }
        }
        return truths;
    }

    private static List<Detection> detections(JsonNode found, int image) {
        List<Detection> detections = new ArrayList<>();
        for (int label = 0; label < CLASSES.size(); label++) {
            for (JsonNode detection : found.get(CLASSES.get(label))) {
                if (detection.get("image").asInt() == image) {
                    detections.add(new Detection(label, detection.get("score").asDouble(), box(detection)));
                }
            }
        }
        return detections;
    }

    @Test
    void measuresNothingWhereThereAreNoObjects() {
        VocEvaluation evaluation = new VocEvaluation(1);
        evaluation.add(List.of(), List.of(new Detection(0, 0.5, new Box(0, 0, 1, 1))));

        assertThat(evaluation.allPointMean()).isNaN();
        assertThat(evaluation.elevenPointMean()).isNaN();
    }

    @Test
    void refusesMasks() {
        VocEvaluation evaluation = new VocEvaluation(1);
        RunLengthMask mask = RunLengthMask.of(2, 2, new int[] {1, 3});
        TrueObject object = new TrueObject(0, mask);

        assertThatThrownBy(() -> evaluation.add(List.of(object), List.of(new Detection(0, 0.5, mask))))
                .hasMessage("VOC's average precision is of boxes, not of masks");
    }
}
