package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.image.RgbImage;
import tools.jackson.databind.JsonNode;

/** {@code predict} with detectors and segmentation networks. */
class PredictDenseTest {
    @TempDir
    Path folder;

    private Path images;
    private Path image;

    @BeforeEach
    void makeImages() throws IOException {
        images = TinyModel.drawImages(folder.resolve("photos"), 1, "a", "b");
        image = images.resolve("a/000.png");
    }

    @Test
    void aDetectorGivesBoxesInTheImagesPixels() throws IOException {
        Path model = TinyDenseModel.detector(folder.resolve("model"));

        JsonNode found = Run.of("predict", "--json", "--min-score", 0.34, "--model", model, image)
                .succeeded()
                .json()
                .getFirst();

        assertThat(found.get("width").asInt()).isEqualTo(40);
        assertThat(found.get("height").asInt()).isEqualTo(36);
        assertThat(found.get("drawing").isNull()).isTrue();
        assertThat(found.get("objects").valueStream().toList()).isNotEmpty().allSatisfy(object -> {
            assertThat(object.get("label").asString()).isIn("cat", "dog");
            assertThat(object.get("score").asDouble()).isGreaterThan(0.34);
            assertThat(object.get("left").asDouble()).isNotNegative();
            assertThat(object.get("left").asDouble() + object.get("width").asDouble())
                    .isLessThanOrEqualTo(40 + 1e-4);
            assertThat(object.get("top").asDouble() + object.get("height").asDouble())
                    .isLessThanOrEqualTo(36 + 1e-4);
        });
    }

    @Test
    void withoutAnObjectItSaysSo() throws IOException {
        Path model = TinyDenseModel.detector(folder.resolve("model"));

        assertThat(Run.of("predict", "--min-score", 0.999999, "--model", model, image)
                        .succeeded()
                        .out())
                .isEqualTo("no object above a score of 0.999999" + System.lineSeparator());
    }

    @Test
    void aSegmentationNetworkGivesTheShareOfEachClassAndAMask() throws IOException {
        Path model = TinyDenseModel.segmenter(folder.resolve("model"));
        Path masks = folder.resolve("masks");

        JsonNode found = Run.of("predict", "--json", "--masks", masks, "--model", model, image)
                .succeeded()
                .json()
                .getFirst();

        assertThat(found.get("classes")
                        .valueStream()
                        .mapToInt(each -> each.get("pixels").asInt())
                        .sum())
                .isEqualTo(40 * 36);
        assertThat(found.get("classes")
                        .valueStream()
                        .mapToDouble(each -> each.get("share").asDouble())
                        .sum())
                .isCloseTo(1, within(1e-9));
        Path file = masks.resolve("000.png");
        assertThat(found.get("mask").asString()).isEqualTo(file.toString());
        ClassMask mask = new MaskDecoder(new ImageDecoder()).decode(Files.readAllBytes(file), "mask");
        assertThat(mask)
                .isEqualTo(ImageSegmenter.of(Models.open(model)).segment(image).mask());
    }

    @Test
    void filesOfOneNameInTwoFoldersAreBothDrawn() throws IOException {
        Path model = TinyDenseModel.detector(folder.resolve("model"));
        Path drawings = folder.resolve("drawn/here");

        List<JsonNode> found = Run.of("predict", "--json", "--draw", drawings, "--model", model, images)
                .succeeded()
                .json();

        assertThat(found)
                .extracting(each -> each.get("drawing").asString())
                .containsExactly(
                        drawings.resolve("000.jpg").toString(),
                        drawings.resolve("000-2.jpg").toString());
        RgbImage drawing = new ImageDecoder().decode(drawings.resolve("000-2.jpg"));
        assertThat(drawing.width()).isEqualTo(11 * 40); // as few pixels are magnified
        try (var files = Files.list(drawings)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anImageIsNotReplacedByItsOwnMask() throws IOException {
        Path model = TinyDenseModel.segmenter(folder.resolve("model"));

        Run.of("predict", "--masks", images.resolve("a"), "--model", model, image)
                .refused("mobilenet predict: --masks: " + image + " is one of the images and would be replaced");
    }
}
