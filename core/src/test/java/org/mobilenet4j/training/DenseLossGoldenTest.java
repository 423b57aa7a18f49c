package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.parallel.Workers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The losses of detection and segmentation and their gradients against torchvision's in float64. */
class DenseLossGoldenTest {
    private static Stream<Arguments> cases(String file, String part, String name) {
        return JsonMapper.shared()
                .readTree(SharedData.require("goldens/" + file).toFile())
                .get(part)
                .valueStream()
                .map(golden -> arguments(golden.get(name).asString(), golden));
    }

    static Stream<Arguments> detection() {
        return cases("detection.json", "loss", "name");
    }

    static Stream<Arguments> segmentation() {
        return cases("segmentation.json", "cross_entropy", "mode");
    }

    /** The objects of a golden's {@code targets}, picture by picture. */
    static List<List<ObjectTarget>> targets(JsonNode golden) {
        return golden.get("targets")
                .valueStream()
                .map(DenseLossGoldenTest::objects)
                .toList();
    }

    private static List<ObjectTarget> objects(JsonNode picture) {
        return IntStream.range(0, picture.get("labels").size())
                .mapToObj(i -> {
                    JsonNode box = picture.get("boxes").get(i);
                    float[] corners = new float[4];
                    for (int corner = 0; corner < 4; corner++) {
                        corners[corner] = (float) box.get(corner).asDouble();
                    }
                    return new ObjectTarget(
                            Corners.at(corners, 0), picture.get("labels").get(i).asInt(), false);
                })
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("detection")
    void detectorsLossIsTorchvisions(String name, JsonNode golden) {
        SsdHeads heads = SsdHeads.of(SsdLite.on(Family.V2, 5).network(), 320, 320);
        List<List<ObjectTarget>> targets = targets(golden);
        int images = targets.size();
        int scores = heads.boxes() * 5;
        int codes = heads.boxes() * 4;
        float[] classLogits = GoldenFill.fill("cls_logits", images * scores, -3, 3);
        float[] boxRegression = GoldenFill.fill("bbox_regression", images * codes, -2, 2);
        Map<String, float[]> outputs = new LinkedHashMap<>();
        for (int level = 0; level < SsdLite.levels(); level++) {
            int boxes = heads.boxesOfLevel().get(level) * images;
            outputs.put(SsdLite.classLogits(level), new float[boxes * 5]);
            outputs.put(SsdLite.boxRegression(level), new float[boxes * 4]);
        }
        for (int image = 0; image < images; image++) {
            SsdHeads.Values values = new SsdHeads.Values(
                    Arrays.copyOfRange(classLogits, image * scores, (image + 1) * scores),
                    Arrays.copyOfRange(boxRegression, image * codes, (image + 1) * codes));
            heads.write(values, output -> Objects.requireNonNull(outputs.get(output)), image);
        }

        DetectionLoss.Parts parts = new DetectionLoss(heads, new Workers(2)).partsAndGradient(outputs, targets);

        JsonNode losses = golden.get("losses");
        JsonNode tolerance = golden.get("tolerance");
        assertThat(parts.classification())
                .isCloseTo(
                        losses.get("classification").asDouble(),
                        within(tolerance.get("classification").asDouble()));
        assertThat(parts.boxes())
                .isCloseTo(
                        losses.get("bbox_regression").asDouble(),
                        within(tolerance.get("bbox_regression").asDouble()));
        float[] logitsGradient = new float[images * scores];
        float[] codesGradient = new float[images * codes];
        for (int image = 0; image < images; image++) {
            SsdHeads.Values values = heads.of(output -> Objects.requireNonNull(outputs.get(output)), image);
            System.arraycopy(values.classLogits(), 0, logitsGradient, image * scores, scores);
            System.arraycopy(values.codes(), 0, codesGradient, image * codes, codes);
        }
        GoldenDigest.assertMatches("gradient by the class logits", logitsGradient, golden.get("logits_gradient"));
        GoldenDigest.assertMatches("gradient by the codes", codesGradient, golden.get("box_gradient"));
        golden.get("gradient_at").forEach(at -> {
            int box =
                    at.get("picture").asInt() * heads.boxes() + at.get("anchor").asInt();
            for (int i = 0; i < 5; i++) {
                assertThat((double) logitsGradient[box * 5 + i])
                        .isCloseTo(at.get("logits").get(i).asDouble(), within(1e-8));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("segmentation")
    void pixelsLossIsPyTorchs(String mode, JsonNode golden) {
        int batch = golden.get("batch").asInt();
        int classes = golden.get("classes").asInt();
        int height = golden.get("height").asInt();
        int width = golden.get("width").asInt();
        int pixels = height * width;
        float[] tensor = GoldenFill.fill(golden.get("key").asString(), batch * classes * pixels, -3, 3);
        float[] scores = new float[tensor.length];
        List<ClassMask> masks = IntStream.range(0, batch)
                .mapToObj(image -> {
                    byte[] labels = new byte[pixels];
                    for (int i = 0; i < pixels; i++) {
                        labels[i] = (byte)
                                golden.get("target").get(image * pixels + i).asInt();
                    }
                    int length = classes * pixels;
                    float[] last = GoldenDigest.channelsLast(tensor, image * length, classes, pixels);
                    System.arraycopy(last, 0, scores, image * length, length);
                    return new ClassMask(width, height, labels);
                })
                .toList();

        double loss = new SegmentationLoss(classes, new Workers(2)).lossAndGradient(scores, masks, 1);

        if (golden.get("loss_is_nan").asBoolean()) { // all ignored: nothing is learned
            assertThat(loss).isZero();
            assertThat(scores).containsOnly(0);
            return;
        }
        assertThat(loss)
                .isCloseTo(
                        golden.get("loss").asDouble(),
                        within(golden.get("tolerance").asDouble()));
        float[] gradient = new float[scores.length];
        for (int image = 0; image < batch; image++) {
            int length = classes * pixels;
            float[] last = Arrays.copyOfRange(scores, image * length, (image + 1) * length);
            GoldenDigest.toChannelsFirst(last, classes, gradient, image * length);
        }
        GoldenDigest.assertMatches("gradient", gradient, golden.get("gradient"));
    }
}
