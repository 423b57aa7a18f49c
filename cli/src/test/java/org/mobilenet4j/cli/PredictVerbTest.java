package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import tools.jackson.databind.JsonNode;

class PredictVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path image;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V3_SMALL, "cat", "dog", "fox");
        image = TinyModel.drawImages(folder.resolve("photos"), 2, "a").resolve("a/000.png");
    }

    @Test
    void printsTheLikeliestClassesFirst() {
        Run run = Run.of("predict", "--model", model, "--top", 2, image).succeeded();

        assertThat(run.out().lines().toList()).hasSize(2).allMatch(line -> line.matches(" *[0-9.]+ %  (cat|dog|fox)"));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void namesTheImagesWhereThereAreSeveral() {
        Run run = Run.of("predict", "--model", model, "--top", 1, folder.resolve("photos"))
                .succeeded();

        assertThat(run.out().lines().toList()).hasSize(4).contains(image.toString());
    }

    @Test
    void printsProbabilitiesThatSumToOne() {
        JsonNode predicted = Run.of("predict", "--json", "--model", model, image)
                .succeeded()
                .json()
                .getFirst();

        assertThat(predicted
                        .get("predictions")
                        .valueStream()
                        .mapToDouble(prediction -> prediction.get("probability").asDouble())
                        .sum())
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void keepsWeightsNarrowOnRequest() {
        double floats = likeliest("float32");
        assertThat(likeliest("bfloat16")).isNotEqualTo(floats).isCloseTo(floats, within(0.02));
        assertThat(likeliest("int8")).isNotEqualTo(floats).isCloseTo(floats, within(0.02));
        Run.of("predict", "--model", model, "--weights-as", "half", image)
                .refused("mobilenet predict: --weights-as is 'half', expected one of float32, bfloat16, int8");
    }

    private double likeliest(String type) {
        JsonNode predicted = Run.of("predict", "--json", "--model", model, "--weights-as", type, image)
                .succeeded()
                .json()
                .getFirst();
        return predicted.get("predictions").get(0).get("probability").asDouble();
    }

    @Test
    void bringsAModelOfItsOwn() {
        Run run = Run.of("predict", "--model", "cifar10", "--top", 10, image).succeeded();

        assertThat(run.out()).contains("%  airplane", "%  horse", "%  truck");
    }

    @Test
    void takesABareFileOfWeights() {
        Run run = Run.of("predict", "--model", model.resolve("model.safetensors"), image);

        assertThat(run.succeeded().out()).contains(" %  0").contains(" %  1");
    }

    @Test
    void knowsAImageByItsContentNotItsName() throws IOException {
        Path misnamed = Files.copy(image, folder.resolve("photo.jpg"));

        assertThat(Run.of("predict", "--model", model, misnamed).succeeded().out())
                .isEqualTo(
                        Run.of("predict", "--model", model, image).succeeded().out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cut.png   | is a PNG that ends early, after
            empty.png | is empty; expected an image
            page.png  | is an HTML page; expected an image
            none.png  | no such file; expected an image
            """)
    void saysWhatIsWrongWithAImage(String name, String message) throws IOException {
        Path file = makeBadImages().resolve(name);

        Run.of("predict", "--model", model, file).refused("mobilenet predict: " + file + ": " + message);
    }

    @Test
    void goesOnAfterABadImageAndFailsAtTheEnd() throws IOException {
        Path bad = makeBadImages();

        Run run =
                Run.of("predict", "--json", "--model", model, bad.resolve("cut.png"), image, bad.resolve("empty.png"));

        assertThat(run.json()).hasSize(1);
        assertThat(run.err())
                .contains("warning: " + bad.resolve("cut.png") + ": is a PNG that ends early")
                .contains("warning: " + bad.resolve("empty.png") + ": is empty")
                .endsWith("mobilenet predict: 2 of 3 images could not be read" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void saysThatAFolderHoldsNoImage() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));

        Run.of("predict", "--model", model, none)
                .refused("mobilenet predict: " + none + ": there is no image in this folder or below");
    }

    @Test
    void namesTheOptionThatIsWrong() {
        Run.of("predict", "--model", model, "--top", 0, image)
                .refused("mobilenet predict: --top is 0, expected at least 1");
        Run.of("predict", image).refused("mobilenet predict: Missing required option: '--model=MODEL'");
        Run.of("predict", "--model", model).refused("mobilenet predict: Missing required parameter: 'FILE'");
        Run.of("predict", "--model", folder.resolve("gone"), image)
                .refused("mobilenet predict: --model: there is no file or folder " + folder.resolve("gone") + "; give");
    }

    @Test
    void namesTheMemberOfAConfigurationThatIsWrong() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"bilinear\"", "\"cubic\""));

        Run.of("predict", "--model", model, image)
                .refused("mobilenet predict: " + config
                        + ": pretrained_cfg: interpolation is cubic, expected one of [bilinear, bicubic, nearest");
    }

    @Test
    void drawsWhatSpeaksForTheLikeliestClass() {
        Path drawing = folder.resolve("why.png");

        Run run =
                Run.of("predict", "--model", model, "--explain", drawing, image).succeeded();

        assertThat(run.err()).contains(" is drawn in " + drawing);
        RgbImage drawn = new ImageDecoder().decode(drawing);
        assertThat(drawn.width()).isEqualTo(448);
        assertThat(drawn.height()).isEqualTo(448);
    }

    @Test
    void explainsOneImageOnly() {
        Path drawing = folder.resolve("why.png");

        Run.of("predict", "--model", model, "--explain", drawing, folder.resolve("photos"))
                .refused("mobilenet predict: --explain draws one image, found 2; give one of them");
        assertThat(drawing).doesNotExist();
    }

    private Path makeBadImages() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        byte[] whole = Files.readAllBytes(image);
        Files.write(bad.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(bad.resolve("empty.png"), new byte[0]);
        Files.writeString(bad.resolve("page.png"), "<html>404</html>");
        return bad;
    }
}
