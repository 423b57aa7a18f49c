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
    private Path picture;

    @BeforeEach
    void makeModelAndPictures() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V3_SMALL, "cat", "dog", "fox");
        picture = TinyModel.drawPictures(folder.resolve("photos"), 2, "a").resolve("a/000.png");
    }

    @Test
    void printsTheLikeliestClassesFirst() {
        Run run = Run.of("predict", "--model", model, "--top", 2, picture).succeeded();

        assertThat(run.out().lines().toList()).hasSize(2).allMatch(line -> line.matches(" *[0-9.]+ %  (cat|dog|fox)"));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void namesThePicturesWhereThereAreSeveral() {
        Run run = Run.of("predict", "--model", model, "--top", 1, folder.resolve("photos"))
                .succeeded();

        assertThat(run.out().lines().toList()).hasSize(4).contains(picture.toString());
    }

    @Test
    void printsProbabilitiesThatSumToOne() {
        JsonNode predicted = Run.of("predict", "--json", "--model", model, picture)
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
    void bringsAModelOfItsOwn() {
        Run run = Run.of("predict", "--model", "cifar10", "--top", 10, picture).succeeded();

        assertThat(run.out()).contains("%  airplane", "%  horse", "%  truck");
    }

    @Test
    void takesABareFileOfWeights() {
        Run run = Run.of("predict", "--model", model.resolve("model.safetensors"), picture);

        assertThat(run.succeeded().out()).contains(" %  0").contains(" %  1");
    }

    @Test
    void knowsAPictureByItsContentNotItsName() throws IOException {
        Path misnamed = Files.copy(picture, folder.resolve("photo.jpg"));

        assertThat(Run.of("predict", "--model", model, misnamed).succeeded().out())
                .isEqualTo(
                        Run.of("predict", "--model", model, picture).succeeded().out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cut.png   | is a PNG that ends early, after
            empty.png | is empty; expected a picture
            page.png  | is an HTML page; expected a picture
            none.png  | no such file; expected a picture
            """)
    void saysWhatIsWrongWithAPicture(String name, String message) throws IOException {
        Path file = makeBadPictures().resolve(name);

        Run.of("predict", "--model", model, file).refused("mobilenet predict: " + file + ": " + message);
    }

    @Test
    void goesOnAfterABadPictureAndFailsAtTheEnd() throws IOException {
        Path bad = makeBadPictures();

        Run run = Run.of(
                "predict", "--json", "--model", model, bad.resolve("cut.png"), picture, bad.resolve("empty.png"));

        assertThat(run.json()).hasSize(1);
        assertThat(run.err())
                .contains("warning: " + bad.resolve("cut.png") + ": is a PNG that ends early")
                .contains("warning: " + bad.resolve("empty.png") + ": is empty")
                .endsWith("mobilenet predict: 2 of 3 pictures could not be read" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void saysThatAFolderHoldsNoPicture() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));

        Run.of("predict", "--model", model, none)
                .refused("mobilenet predict: " + none + ": there is no picture in this folder or below");
    }

    @Test
    void namesTheOptionThatIsWrong() {
        Run.of("predict", "--model", model, "--top", 0, picture)
                .refused("mobilenet predict: --top is 0, expected at least 1");
        Run.of("predict", picture).refused("mobilenet predict: Missing required option: '--model=MODEL'");
        Run.of("predict", "--model", model).refused("mobilenet predict: Missing required parameter: 'FILE'");
        Run.of("predict", "--model", folder.resolve("gone"), picture)
                .refused("mobilenet predict: --model: there is no file or folder " + folder.resolve("gone") + "; give");
    }

    @Test
    void namesTheMemberOfAConfigurationThatIsWrong() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"bilinear\"", "\"nearest\""));

        Run.of("predict", "--model", model, picture)
                .refused("mobilenet predict: " + config
                        + ": pretrained_cfg: interpolation is nearest, expected one of [bilinear, bicubic]");
    }

    @Test
    void drawsWhatSpeaksForTheLikeliestClass() {
        Path drawing = folder.resolve("why.png");

        Run run = Run.of("predict", "--model", model, "--explain", drawing, picture)
                .succeeded();

        assertThat(run.err()).contains(" is drawn in " + drawing);
        RgbImage drawn = new ImageDecoder().decode(drawing);
        assertThat(drawn.width()).isEqualTo(448);
        assertThat(drawn.height()).isEqualTo(448);
    }

    @Test
    void explainsOnePictureOnly() {
        Path drawing = folder.resolve("why.png");

        Run.of("predict", "--model", model, "--explain", drawing, folder.resolve("photos"))
                .refused("mobilenet predict: --explain draws one picture, found 2; give one of them");
        assertThat(drawing).doesNotExist();
    }

    private Path makeBadPictures() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        byte[] whole = Files.readAllBytes(picture);
        Files.write(bad.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(bad.resolve("empty.png"), new byte[0]);
        Files.writeString(bad.resolve("page.png"), "<html>404</html>");
        return bad;
    }
}
