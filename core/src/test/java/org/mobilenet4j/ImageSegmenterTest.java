package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.naming.NameLayout;

@EveryWidth
class ImageSegmenterTest {
    private static final Path PHOTO = Path.of("src/test/resources/imagenet40/n01930112_nematode.JPEG");

    @TempDir
    Path folder;

    private static Model tiny(Network network) {
        return Model.segmenter(
                GoldenFill.parameters(network, NameLayout.TORCHVISION_SEGMENTATION),
                Preprocessing.segmentation(65),
                List.of("background", "cat", "dog"));
    }

    private static Network lrAspp() {
        return new LrAspp(
                        Family.V3_LARGE,
                        Options.DEFAULT
                                .withNorm(BatchNorm.TORCHVISION_V3)
                                .withWidth(0.25)
                                .withClasses(3))
                .network();
    }

    private static DeepLabV3 deepLab() {
        return new DeepLabV3(
                Family.V2, Options.DEFAULT.withWidth(0.25).withClasses(3), 16, List.of(6, 12, 18), false, false);
    }

    @Test
    void givesAClassForEveryPixelOfTheImage() {
        RgbImage image = Drawings.image(150, 90, 0, 3);
        ImageSegmenter segmenter = ImageSegmenter.of(tiny(lrAspp()));

        Segmentation segmentation = segmenter.segment(image);

        assertThat(segmentation.width()).isEqualTo(150);
        assertThat(segmentation.height()).isEqualTo(90);
        assertThat(Arrays.stream(segmentation.pixelsByClass()).sum()).isEqualTo(150 * 90);
        assertThat(segmentation.labelAt(149, 89)).isIn("background", "cat", "dog");
        FeatureMap scores = segmenter.scores(image);
        assertThat(List.of(scores.height(), scores.width(), scores.channels())).containsExactly(65, 108, 3);
    }

    @Test
    void takesTheHighestScoreWhereTheNetworkSeesTheImageAsItIs() {
        RgbImage image = Drawings.image(80, 65, 0, 4);
        ImageSegmenter segmenter = ImageSegmenter.of(tiny(lrAspp()));
        FeatureMap scores = segmenter.scores(image);

        Segmentation segmentation = segmenter.segment(image);

        for (int pixel = 0; pixel < 65 * 80; pixel++) {
            int best = 0;
            for (int label = 1; label < 3; label++) {
                best = scores.values()[3 * pixel + label] > scores.values()[3 * pixel + best] ? label : best;
            }
            assertThat((int) segmentation.classes()[pixel]).isEqualTo(best);
        }
    }

    @Test
    void anAuxiliaryHeadChangesNothing() {
        Model with = tiny(deepLab().withAuxiliary(true).network());
        Model without = tiny(deepLab().network());

        assertThat(ImageSegmenter.of(with).segment(PHOTO).classes())
                .isEqualTo(ImageSegmenter.of(without).segment(PHOTO).classes());
    }

    @Test
    void isTheSameForAnyNumberOfThreadsAndFromAFolder() throws IOException {
        Model model = tiny(deepLab().network());
        ImageSegmenter segmenter = ImageSegmenter.of(model);
        short[] alone = segmenter.segment(PHOTO).classes();
        model.save(folder.resolve("model"));

        assertThat(segmenter.withThreads(2).segment(PHOTO).classes()).isEqualTo(alone);
        assertThat(ImageSegmenter.load(folder.resolve("model"))
                        .segment(Files.readAllBytes(PHOTO))
                        .classes())
                .isEqualTo(alone);
        List<short[]> atOnce = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> segmenter.segment(PHOTO).classes())
                .toList();
        assertThat(atOnce).allSatisfy(classes -> assertThat(classes).isEqualTo(alone));
    }

    @Test
    void anImageThatIsTooLongIsRefusedInOneLine() {
        ImageSegmenter segmenter = ImageSegmenter.of(tiny(lrAspp()));

        assertThatThrownBy(() -> segmenter.segment(Drawings.image(1300, 10, 0, 5)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("an image of 1300 by 10 pixels becomes 8450 by 65, and the input is 65 x 8450 pixels,"
                        + " expected 16 x 16 to 4096 x 4096 for this network; cut it");
    }

    @Test
    void refusesOtherModels() {
        assertThatThrownBy(() -> ImageSegmenter.of(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the model is mobilenet_v2, a classifier, expected a segmentation network");
    }
}
