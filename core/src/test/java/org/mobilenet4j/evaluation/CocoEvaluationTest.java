package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Region;
import org.mobilenet4j.image.RunLengthMask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against pycocotools: boxes by {@code make_metrics.py}, masks by {@code masks/make_masks.py}. */
class CocoEvaluationTest {
    private static final double ROUNDING = 1e-12;
    private static final List<String> NAMES = List.of(
            "AP",
            "AP50",
            "AP75",
            "AP_small",
            "AP_medium",
            "AP_large",
            "AR1",
            "AR10",
            "AR100",
            "AR_small",
            "AR_medium",
            "AR_large");
    private static final Map<Integer, Integer> LABELS = Map.of(1, 0, 2, 1, 7, 2, 9, 3);

    private static int label(JsonNode node, String member) {
        return Objects.requireNonNull(LABELS.get(node.get(member).asInt()));
    }

    private static JsonNode coco() {
        return JsonMapper.shared()
                .readTree(SharedData.require("goldens/metrics.json").toFile())
                .get("coco");
    }

    private static Box box(JsonNode node) {
        JsonNode box = node.get("bbox");
        return new Box(
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble());
    }

    private static CocoEvaluation evaluated(
            JsonNode truths, JsonNode found, IntPredicate isImage, IntPredicate isClass) {
        CocoEvaluation evaluation = new CocoEvaluation(4);
        for (int image = 1; image <= 20; image++) {
            if (!isImage.test(image)) {
                continue;
            }
            List<TrueObject> objects = new ArrayList<>();
            for (JsonNode truth : truths) {
                if (truth.get("image_id").asInt() == image
                        && isClass.test(truth.get("category_id").asInt())) {
                    objects.add(new TrueObject(
                            label(truth, "category_id"),
                            box(truth),
                            truth.get("area").asDouble(),
                            truth.get("iscrowd").asInt() == 1,
                            false));
                }
            }
            List<Detection> detections = new ArrayList<>();
            for (JsonNode detection : found) {
                if (detection.get("image_id").asInt() == image
                        && isClass.test(detection.get("category_id").asInt())) {
                    detections.add(new Detection(
                            label(detection, "category_id"),
                            detection.get("score").asDouble(),
                            box(detection)));
                }
            }
            evaluation.add(objects, detections);
        }
        return evaluation;
    }

    private static List<Double> values(CocoFigures figures) {
        return List.of(
                figures.ap(),
                figures.ap50(),
                figures.ap75(),
                figures.apSmall(),
                figures.apMedium(),
                figures.apLarge(),
                figures.ar1(),
                figures.ar10(),
                figures.ar100(),
                figures.arSmall(),
                figures.arMedium(),
                figures.arLarge());
    }

    private static void assertFigures(CocoFigures figures, JsonNode expected) {
        List<Double> values = values(figures);
        for (int i = 0; i < NAMES.size(); i++) {
            double wanted = expected.isArray()
                    ? expected.get(i).asDouble()
                    : expected.get(NAMES.get(i)).asDouble();
            assertEqual(values.get(i), wanted, NAMES.get(i));
        }
    }

    /** pycocotools' -1 is our NaN. */
    private static void assertEqual(double actual, double expected, String what) {
        if (expected == -1) {
            assertThat(actual).as(what).isNaN();
        } else {
            assertThat(actual).as(what).isCloseTo(expected, within(ROUNDING));
        }
    }

    @Test
    void hasTheTwelveFiguresOfPycocotools() {
        JsonNode coco = coco();
        JsonNode truths = coco.get("ground_truth").get("annotations");
        JsonNode found = coco.get("detections");
        IntPredicate all = i -> true;

        assertFigures(evaluated(truths, found, all, all).figures(), coco.get("stats"));
        assertFigures(evaluated(truths, found, all, id -> id == 1).figures(), coco.get("category_1_only"));
        assertFigures(evaluated(truths, found, image -> image <= 10, all).figures(), coco.get("images_1_to_10"));
    }

    @Test
    void hasNoPrecisionWhereNothingRightIsFound() {
        JsonNode coco = coco();
        CocoEvaluation evaluation = evaluated(
                coco.get("ground_truth").get("annotations"),
                JsonMapper.shared().createArrayNode(),
                i -> true,
                i -> true);

        assertFigures(evaluation.figures(), coco.get("empty"));
    }

    @Test
    void findsEverythingInWhatIsRight() {
        JsonNode coco = coco();
        JsonNode truths = coco.get("ground_truth").get("annotations");
        CocoEvaluation evaluation = new CocoEvaluation(4);
        for (int image = 1; image <= 20; image++) {
            List<TrueObject> objects = new ArrayList<>();
            List<Detection> detections = new ArrayList<>();
            for (JsonNode truth : truths) {
                if (truth.get("image_id").asInt() == image) {
                    int label = label(truth, "category_id");
                    boolean isCrowd = truth.get("iscrowd").asInt() == 1;
                    objects.add(
                            new TrueObject(label, box(truth), truth.get("area").asDouble(), isCrowd, false));
                    if (!isCrowd) {
                        detections.add(new Detection(label, 0.5, box(truth)));
                    }
                }
            }
            evaluation.add(objects, detections);
        }

        assertFigures(evaluation.figures(), coco.get("perfect"));
    }

    @Test
    void hasTheFiguresOfEachClassAndThreshold() {
        JsonNode coco = coco();
        CocoEvaluation evaluation =
                evaluated(coco.get("ground_truth").get("annotations"), coco.get("detections"), i -> true, i -> true);

        for (JsonNode expected : coco.get("per_category")) {
            int label = label(expected, "id");
            CocoClassFigures figures = evaluation.classFigures().get(label);
            assertEqual(figures.ap(), expected.get("AP").asDouble(), "AP of " + label);
            assertEqual(figures.ap50(), expected.get("AP50").asDouble(), "AP50 of " + label);
            assertEqual(figures.ap75(), expected.get("AP75").asDouble(), "AP75 of " + label);
            assertEqual(figures.ar100(), expected.get("AR100").asDouble(), "AR100 of " + label);
            assertEqual(
                    evaluation.curveAt50(label).finalRecall(),
                    coco.get("recall_at_50").get(label).asDouble(),
                    "recall of " + label);
        }
        double[] byThreshold = evaluation.averagePrecisionByThreshold();
        double[] precisions = evaluation.curveAt50(0).cocoPrecisions();
        for (int i = 0; i < byThreshold.length; i++) {
            assertEqual(byThreshold[i], coco.get("AP_by_threshold").get(i).asDouble(), "threshold " + i);
        }
        for (int i = 0; i < precisions.length; i++) {
            assertEqual(
                    precisions[i],
                    coco.get("precision_at_50_of_category_1").get(i).asDouble(),
                    "precision " + i);
        }
    }

    @Test
    void measuresMasksAsPycocotools() throws IOException {
        JsonNode golden;
        try (InputStream in = CocoEvaluationTest.class.getResourceAsStream("/masks/masks.json")) {
            golden = JsonMapper.shared().readTree(in).get("measures");
        }
        JsonNode truths = golden.get("truths");
        JsonNode found = golden.get("detections");
        CocoEvaluation evaluation = new CocoEvaluation(2);
        for (int image = 1; image <= 6; image++) {
            List<TrueObject> objects = new ArrayList<>();
            List<Detection> detections = new ArrayList<>();
            for (JsonNode truth : truths) {
                if (truth.get("image_id").asInt() == image) {
                    objects.add(new TrueObject(
                            truth.get("category_id").asInt() - 1,
                            mask(golden, truth),
                            truth.get("area").asDouble(),
                            truth.get("iscrowd").asInt() == 1,
                            false));
                }
            }
            for (JsonNode detection : found) {
                if (detection.get("image_id").asInt() == image) {
                    detections.add(new Detection(
                            detection.get("category_id").asInt() - 1,
                            detection.get("score").asDouble(),
                            mask(golden, detection)));
                }
            }
            evaluation.add(objects, detections);
        }

        assertFigures(evaluation.figures(), golden.get("stats"));
        for (JsonNode pair : golden.get("iou")) {
            JsonNode truth = truths.get(pair.get("truth").asInt());
            Region here = mask(golden, found.get(pair.get("found").asInt()));
            Region there = mask(golden, truth);
            assertThat(truth.get("iscrowd").asInt() == 1 ? here.shareWithin(there) : here.iou(there))
                    .isEqualTo(pair.get("iou").asDouble());
        }
    }

    private static RunLengthMask mask(JsonNode golden, JsonNode object) {
        return RunLengthMask.ofCompressed(
                golden.get("width").asInt(),
                golden.get("height").asInt(),
                object.get("segmentation").get("counts").asString());
    }

    @Test
    void refusesClassesThatItDoesNotMeasure() {
        CocoEvaluation evaluation = new CocoEvaluation(2);

        assertThatThrownBy(() -> evaluation.add(List.of(), List.of(new Detection(2, 0.5, new Box(0, 0, 1, 1)))))
                .hasMessage("class 2, expected one of 2");
    }
}
