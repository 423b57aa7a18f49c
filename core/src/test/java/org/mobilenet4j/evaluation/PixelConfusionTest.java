package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.image.ClassMask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PixelConfusionTest {
    private static final Offset<Double> ROUNDING = within(1e-12);

    /** Against NumPy: {@code make_metrics.py}. */
    @Test
    void hasTheMeasuresOfSegmentation() {
        JsonNode cases = JsonMapper.shared()
                .readTree(SharedData.require("goldens/metrics.json").toFile())
                .get("segmentation");
        for (JsonNode expected : cases) {
            int classes = expected.get("classes").asInt();
            PixelConfusion confusion = new PixelConfusion(classes);
            for (int image = 0; image < expected.get("count").asInt(); image++) {
                confusion.add(mask(expected, "target", image), mask(expected, "prediction", image));
            }

            String name = expected.get("name").asString();
            for (int actual = 0; actual < classes; actual++) {
                for (int predicted = 0; predicted < classes; predicted++) {
                    assertThat(confusion.count(actual, predicted))
                            .as(name)
                            .isEqualTo(expected.get("confusion")
                                    .get(actual)
                                    .get(predicted)
                                    .asLong());
                }
                assertEqual(confusion.iou(actual), expected.get("iou").get(actual), name);
                assertEqual(
                        confusion.accuracy(actual),
                        expected.get("class_accuracy").get(actual),
                        name);
            }
            assertEqual(confusion.pixelAccuracy(), expected.get("pixel_accuracy"), name);
            assertEqual(confusion.meanIou(), expected.get("mean_iou_of_present"), name);
            assertEqual(confusion.meanAccuracy(), expected.get("mean_class_accuracy"), name);
            assertEqual(confusion.frequencyWeightedIou(), expected.get("frequency_weighted_iou"), name);
        }
    }

    private static void assertEqual(double actual, JsonNode expected, String name) {
        if (expected.isNull()) {
            assertThat(actual).as(name).isNaN();
        } else {
            assertThat(actual).as(name).isCloseTo(expected.asDouble(), ROUNDING);
        }
    }

    private static ClassMask mask(JsonNode node, String member, int image) {
        int width = node.get("width").asInt();
        int height = node.get("height").asInt();
        byte[] classes = new byte[width * height];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) node.get(member).get(image * classes.length + i).asInt();
        }
        return new ClassMask(width, height, classes);
    }

    @Test
    void refusesAPredictionOfAnotherSizeOrClass() {
        PixelConfusion confusion = new PixelConfusion(2);
        ClassMask truth = new ClassMask(2, 1, new byte[] {0, 1});

        assertThatThrownBy(() -> confusion.add(truth, new ClassMask(1, 2, new byte[2])))
                .hasMessage("a prediction of ClassMask[1 x 2] for ClassMask[2 x 1]");
        assertThatThrownBy(() -> confusion.add(truth, new ClassMask(2, 1, new byte[] {0, 2})))
                .hasMessage("class 2, expected one of 2 or 255");
    }
}
