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
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class SearchVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path photos;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog");
        photos = TinyModel.drawImages(folder.resolve("photos"), 3, "red", "green", "blue");
    }

    @Test
    void findsImagesOfTheSameColourFirst() {
        List<JsonNode> found = Run.of(
                        "search",
                        "--json",
                        "--model",
                        model,
                        "--tap",
                        "stem",
                        "--top",
                        3,
                        "--like",
                        photos.resolve("green/001.png"),
                        photos)
                .succeeded()
                .json();

        assertThat(found).hasSize(3);
        assertThat(found.get(0).get("file").asString()).contains("green");
        assertThat(found.get(1).get("file").asString()).contains("green");
        assertThat(found).noneMatch(each -> each.get("file").asString().endsWith("green/001.png"));
        assertThat(found.get(0).get("distance").asDouble())
                .isLessThanOrEqualTo(found.get(1).get("distance").asDouble());
    }

    @Test
    void aCopyIsAtNoDistance() throws IOException {
        Path copy = Files.copy(photos.resolve("red/000.png"), folder.resolve("copy.png"));

        JsonNode nearest = Run.of("search", "--json", "--model", model, "--like", copy, photos)
                .succeeded()
                .json()
                .getFirst();

        assertThat(nearest.get("file").asString()).endsWith("red/000.png");
        assertThat(nearest.get("distance").asDouble()).isCloseTo(0, within(1e-9));
    }

    @Test
    void showsWhatItFoundOnAPage() {
        Path page = folder.resolve("found.html");

        Run.of("search", "--model", model, "--like", photos.resolve("red/000.png"), "--report", page, photos)
                .succeeded();

        assertThat(page)
                .content()
                .contains("Images like 000.png", "searched for")
                .containsPattern("distance 0\\.");
    }

    @Test
    void namesWhatIsWrong() {
        Run.of("search", "--model", model, "--like", folder.resolve("none.png"), photos)
                .refused("mobilenet search: " + folder.resolve("none.png") + ": no such file");
        Run.of("search", "--model", model, "--top", 0, "--like", photos.resolve("red/000.png"), photos)
                .refused("mobilenet search: --top is 0, expected at least 1");
        Run.of("search", "--model", model, "--like", photos.resolve("red/000.png"), photos.resolve("red/000.png"))
                .refused("mobilenet search: there is no image to search but ");
    }
}
