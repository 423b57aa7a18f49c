package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.image.BilinearSampling;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.inference.GoldenDetectors;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.naming.NameLayout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@EveryWidth
class ObjectDetectorTest {
    private static final Path PHOTO = Path.of("src/test/resources/imagenet40/n01930112_nematode.JPEG");

    @TempDir
    Path folder;

    private static Model tiny() {
        Network network = SsdLite.on(Family.V3_SMALL, 3).withWidth(0.25).network();
        return Model.detector(
                GoldenFill.parameters(network, NameLayout.TORCHVISION_DETECTION),
                Preprocessing.detection(96),
                List.of("background", "cat", "dog"));
    }

    @Test
    void findsWhatTorchvisionFindsFromPictureToBoxes() {
        JsonNode goldens = JsonMapper.shared()
                .readTree(SharedData.require("goldens/detection.json").toFile())
                .get("end_to_end");
        for (JsonNode golden : goldens) {
            for (Kernels kernels : List.of(KernelSelection.chosen().kernels(), new ScalarKernels())) {
                assertFinds(golden, kernels);
            }
        }
    }

    private static void assertFinds(JsonNode golden, Kernels kernels) {
        int classes = golden.get("classes").asInt();
        Model model = Model.detector(
                GoldenFill.parameters(GoldenDetectors.network(golden), NameLayout.TORCHVISION_DETECTION),
                Preprocessing.detection(320),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        int height = golden.get("height").asInt();
        int width = golden.get("width").asInt();
        float[] picture = GoldenDetectors.normalized(
                GoldenDetectors.picture(golden.get("picture").asInt(), height, width));
        BilinearSampling.Rows rows = (row, out) -> System.arraycopy(picture, 3 * row * width, out, 0, 3 * width);

        List<DetectedObject> found = ObjectDetector.of(model, kernels)
                .detect(
                        (out, offset) -> BilinearSampling.resize(height, width, 3, rows, 320, 320, out, offset),
                        height,
                        width);

        String what = golden.get("backbone") + " on " + kernels.name() + " kernels, object ";
        assertThat(found).as(what).hasSize(golden.get("count").asInt());
        assertThat(found.stream().mapToDouble(DetectedObject::score).sum())
                .as(what)
                .isCloseTo(
                        golden.get("score_sum").asDouble(),
                        within(golden.get("score_sum_tolerance").asDouble()));
        for (int i = 0; i < golden.get("labels").size(); i++) {
            DetectedObject object = found.get(i);
            assertThat(object.index())
                    .as(what + i)
                    .isEqualTo(golden.get("labels").get(i).asInt());
            assertThat(object.label()).isEqualTo(Integer.toString(object.index()));
            assertThat(object.score())
                    .as(what + i)
                    .isCloseTo(
                            golden.get("scores").get(i).asDouble(),
                            within(golden.get("tolerance_score").asDouble()));
            Box box = object.box();
            assertThat(new double[] {box.left(), box.top(), box.right(), box.bottom()})
                    .as(what + i)
                    .containsExactly(
                            golden.get("boxes")
                                    .get(i)
                                    .valueStream()
                                    .mapToDouble(JsonNode::asDouble)
                                    .toArray(),
                            within(golden.get("tolerance_box").asDouble()));
        }
    }

    @Test
    void givesBoxesWithinTheImageWhateverItsShape() {
        ObjectDetector detector = ObjectDetector.of(tiny());

        List<DetectedObject> found = detector.detect(PHOTO);

        assertThat(found).isNotEmpty().hasSizeLessThanOrEqualTo(300);
        assertThat(found).extracting(DetectedObject::label).isSubsetOf("cat", "dog");
        assertThat(found).extracting(DetectedObject::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(detector.detect(Drawings.image(7, 900, 0, 1))).allSatisfy(object -> {
            assertThat(object.box().right()).isLessThanOrEqualTo(7.001);
            assertThat(object.box().bottom()).isLessThanOrEqualTo(900.01);
        });
    }

    @Test
    void leavesOutWhatIsLessSure() {
        ObjectDetector detector = ObjectDetector.of(tiny());
        double middle = detector.detect(PHOTO).get(10).score();

        List<DetectedObject> sure = detector.withLeastScore(middle).detect(PHOTO);

        assertThat(sure)
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object.score()).isGreaterThan(middle));
    }

    @Test
    void isTheSameForAnyNumberOfThreadsAndFromAFolder() throws IOException {
        Model model = tiny();
        ObjectDetector detector = ObjectDetector.of(model);
        List<DetectedObject> alone = detector.detect(PHOTO);
        model.save(folder.resolve("detector"));

        assertThat(detector.withThreads(2).detect(PHOTO)).isEqualTo(alone);
        assertThat(ObjectDetector.load(folder.resolve("detector")).detect(Files.readAllBytes(PHOTO)))
                .isEqualTo(alone);
        List<List<DetectedObject>> atOnce = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> detector.detect(PHOTO))
                .toList();
        assertThat(atOnce).allSatisfy(found -> assertThat(found).isEqualTo(alone));
    }

    @Test
    void refusesOtherModels() {
        assertThatThrownBy(() -> ObjectDetector.of(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the model is mobilenet_v2, a classifier, expected a detector of objects");
        Model cutting = tiny().withPreprocessing(Preprocessing.detection(96).withFit(new Fit.CenterCrop(100)));
        assertThatThrownBy(() -> ObjectDetector.of(cutting))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("by CenterCrop, expected both sides stretched");
        assertThatThrownBy(() -> ImageClassifier.of(tiny()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected a classifier of images");
    }

    @Test
    void aFolderWithTooFewLabelsIsRefusedInOneLine() throws IOException {
        tiny().save(folder.resolve("detector"));
        Path config = folder.resolve("detector/config.json");
        Files.writeString(config, Files.readString(config).replaceAll(",\\s*\"dog\"", ""));

        assertThatThrownBy(() -> Models.open(folder.resolve("detector")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(config + ": the network's output cls_logits.0 has 18 channels, expected 12 channels for 2"
                        + " labels");
    }
}
