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

class EvaluateVerbTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = TinyModel.save(
                folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog", "fox", "gnu", "hen", "owl");
    }

    @Test
    void countsWhatItCouldRead() throws IOException {
        Path photos = TinyModel.drawPictures(folder.resolve("photos"), 3, "cat", "owl");
        Files.write(photos.resolve("cat/001.png"), new byte[0]);

        Run run =
                Run.of("evaluate", "--json", "--model", model, "--data", photos).succeeded();

        JsonNode evaluated = run.json().getFirst();
        assertThat(evaluated.get("pictures").asInt()).isEqualTo(5);
        assertThat(evaluated.get("skipped").asInt()).isEqualTo(1);
        assertThat(evaluated.get("top1").asDouble()).isBetween(0.0, 1.0);
        assertThat(evaluated.get("top5").asDouble())
                .isGreaterThanOrEqualTo(evaluated.get("top1").asDouble());
        assertThat(run.err()).contains("warning: left out: " + photos.resolve("cat/001.png") + ": is empty");
    }

    @Test
    void takesASingleClass() throws IOException {
        Path photos = TinyModel.drawPictures(folder.resolve("photos"), 3, "owl");

        assertThat(Run.of("evaluate", "--model", model, "--data", photos)
                        .succeeded()
                        .out())
                .contains("on 3 pictures", "top-5 ");
    }

    @Test
    void refusesClassesThatAreNotTheModels() throws IOException {
        Path photos = TinyModel.drawPictures(folder.resolve("photos"), 3, "cat", "zebra");

        Run.of("evaluate", "--model", model, "--data", photos)
                .refused("mobilenet evaluate: " + photos + ": the class zebra is not among the 6 known ones"
                        + " (cat, dog, fox, gnu, hen, ...); rename or remove its folder");
    }

    @Test
    void strictFailsAtADamagedPicture() throws IOException {
        Path photos = TinyModel.drawPictures(folder.resolve("photos"), 3, "cat", "owl");
        Files.write(photos.resolve("cat/001.png"), new byte[0]);

        Run.of("evaluate", "--strict", "--quiet", "--model", model, "--data", photos)
                .refused("mobilenet evaluate: " + photos.resolve("cat/001.png") + ": is empty;");
    }

    @Test
    void refusesADataSetWithoutPictures() throws IOException {
        Path none = folder.resolve("none");
        Files.createDirectories(none.resolve("cat"));

        Run.of("evaluate", "--model", model, "--data", none)
                .refused("mobilenet evaluate: " + none + ": no picture found; expected a folder per class");
    }
}
