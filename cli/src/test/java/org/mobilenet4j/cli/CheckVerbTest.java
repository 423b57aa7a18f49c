package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class CheckVerbTest {
    @TempDir
    Path folder;

    private Path photos;

    @BeforeEach
    void drawImages() throws IOException {
        photos = TinyModel.drawImages(folder.resolve("photos"), 12, "red", "green", "blue");
    }

    @Test
    void namesWhatItFound() throws IOException {
        Files.copy(photos.resolve("red/000.png"), photos.resolve("green/copy.png"));
        Files.write(photos.resolve("red/cut.png"), new byte[] {1, 2, 3});

        JsonNode found =
                Run.of("check", "--json", "--data", photos).succeeded().json().getFirst();

        assertThat(found.get("images").asInt()).isEqualTo(38);
        assertThat(found.get("unreadable")).hasSize(1);
        assertThat(found.get("unreadable").get(0).get("file").asString()).endsWith("cut.png");
        assertThat(found.get("copies")).hasSize(1);
        assertThat(found.get("copies").get(0).get("where").asString()).isEqualTo("other_class");
        assertThat(found.get("small_classes")).hasSize(3);
        assertThat(found.get("label_noise").isNull()).isTrue();
        assertThat(found.get("fixed").isNull()).isTrue();
    }

    @Test
    void judgesLabelsByTheFeaturesOfAModelAndMovesTheWrongOnes() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog");
        Files.move(photos.resolve("red/003.png"), photos.resolve("blue/planted.png"));
        Path page = folder.resolve("page.html");
        Path clean = folder.resolve("clean");

        Run run = Run.of(
                "check",
                "--json",
                "--data",
                photos,
                "--weights",
                model,
                "--report",
                page,
                "--fix",
                clean,
                "--wrong-labels",
                "move");
        JsonNode found = run.succeeded().json().getFirst();

        JsonNode first = found.get("wrong_labels").get(0);
        assertThat(first.get("file").asString()).endsWith("planted.png");
        assertThat(first.get("label").asString()).isEqualTo("blue");
        assertThat(first.get("suggested").asString()).isEqualTo("red");
        assertThat(clean.resolve("red/planted.png")).exists();
        assertThat(clean.resolve("changes.csv")).content().contains("planted.png", "looks like red");
        assertThat(page).content().contains("Is photos fit to learn from?", "Labels that look wrong", "blue? red");
        assertThat(photos.resolve("blue/planted.png")).exists();
    }

    @Test
    void aPersonReadsATableAndIsToldHowToHaveLabelsJudged() {
        Run run = Run.of("check", "--data", photos).succeeded();

        assertThat(run.out()).contains("class", "red", "class of fewer than 20 images", "36 images in ");
        assertThat(run.err()).contains("labels are not judged without the features of trained weights: give --weights");
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        Run.of("check", "--data", folder.resolve("none"))
                .refused("mobilenet check: " + folder.resolve("none") + ": no such file or folder");
        Run.of("check", "--data", photos, "--fix", photos)
                .refused("mobilenet check: --fix: " + photos
                        + " is there already, expected a folder that is to be made");
        Run.of("check", "--data", photos, "--fix", folder.resolve("clean"), "--wrong-labels", "move")
                .refused("mobilenet check: --wrong-labels is move, which is for --fix and needs --weights");
        Run.of("check", "--data", photos, "--wrong-labels", "burn")
                .refused("mobilenet check: --wrong-labels is 'burn', expected one of keep, drop, move");
    }
}
