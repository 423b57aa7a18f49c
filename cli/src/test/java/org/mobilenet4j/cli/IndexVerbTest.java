package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class IndexVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path photos;
    private Path index;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog");
        photos = TinyModel.drawImages(folder.resolve("photos"), 3, "red", "green", "blue");
        index = folder.resolve("photos.index");
    }

    private JsonNode updated(Object... more) {
        return Run.of(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("index", "--json", "--index", index),
                                java.util.stream.Stream.of(more))
                        .toArray())
                .succeeded()
                .json()
                .getFirst();
    }

    @Test
    void isKeptUpToDateAndSearchedWithTheModelThatItRemembers() throws IOException {
        assertThat(updated("--model", model, "--tap", "stem", photos)
                        .get("added")
                        .asInt())
                .isEqualTo(9);
        Files.delete(photos.resolve("green/000.png"));
        JsonNode second = updated();
        assertThat(second.get("removed").asInt()).isEqualTo(1);
        assertThat(second.get("unchanged").asInt()).isEqualTo(8);

        List<JsonNode> found = Run.of(
                        "search", "--json", "--index", index, "--top", 2, "--like", photos.resolve("green/001.png"))
                .succeeded()
                .json();
        assertThat(found).hasSize(2);
        assertThat(found.getFirst().get("file").asString()).endsWith("green/002.png");
        assertThat(found.getFirst().get("label").asString()).isEqualTo("green");

        List<JsonNode> labelled = Run.of("search", "--json", "--index", index, "--label", "red")
                .succeeded()
                .json();
        assertThat(labelled)
                .hasSize(3)
                .allMatch(each -> each.get("label").asString().equals("red"));
    }

    @Test
    void showsWhatItFoundOnPages() throws IOException {
        Files.copy(photos.resolve("red/001.png"), photos.resolve("blue/copy.png"));
        updated("--model", model, photos);
        Path page = folder.resolve("like.html");
        Path pairs = folder.resolve("pairs.html");

        Run.of("search", "--index", index, "--like", photos.resolve("red/000.png"), "--report", page)
                .succeeded();
        List<JsonNode> copies = Run.of(
                        "search", "--json", "--index", index, "--duplicates", "--within", "0.00001", "--report", pairs)
                .succeeded()
                .json();

        assertThat(page).content().contains("Images like 000.png", "searched for");
        assertThat(copies).hasSize(1);
        assertThat(copies.getFirst().get("file").asString()).endsWith("blue/copy.png");
        assertThat(pairs).content().contains("Images that are all but the same", "at most 1.0E-5: 1.");
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        Run.of("index", "--index", index, photos)
                .refused("mobilenet index: --model is missing, and there is no index " + index);
        Run.of("search", "--index", index, "--label", "red")
                .refused("mobilenet search: " + index + ": no such index; make it with 'mobilenet index'");
        updated("--model", model, photos);
        Path other = TinyModel.save(folder.resolve("other"), MobileNet.MOBILENET_V1, "cat", "dog");
        Run.of("search", "--index", index, "--model", other, "--like", photos.resolve("red/000.png"))
                .refused("mobilenet search: " + index + ": its vectors are of " + model + " at features");
        Run.of("index", "--index", index, "--model", other, photos)
                .refused("mobilenet index: " + index + ": its vectors are of " + model + " at features");
        Run.of("search", "--index", index, "--like", photos.resolve("red/000.png"), photos)
                .refused("mobilenet search: --index is searched, and " + photos + " is named beside it");
        Run.of("search", "--index", index).refused("mobilenet search: --index is searched by --like, by --label");
        Run.of("search", "--model", model, "--label", "red", photos)
                .refused("mobilenet search: --label is for an index; name it with --index");
    }
}
