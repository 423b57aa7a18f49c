package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.ImageDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbedVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path photos;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog");
        photos = TinyModel.drawImages(folder.resolve("photos"), 2, "a", "b");
    }

    @Test
    void writesWhatNumpyReads() throws IOException {
        Path out = folder.resolve("vectors.npy");

        Run.of("embed", "--model", model, "--out", out, photos).succeeded();

        byte[] bytes = Files.readAllBytes(out);
        assertThat(bytes).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = little.getShort(8);
        assertThat((10 + header) % 64).isZero();
        assertThat(new String(bytes, 10, header, StandardCharsets.US_ASCII))
                .matches("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(4, 1280\\), } *\n");
        assertThat(bytes).hasSize(10 + header + 4 * 1280 * Float.BYTES);
        assertThat(little.getFloat(10 + header + 3 * 1280 * Float.BYTES)).isEqualTo(features("b/001.png")[0]);
        assertThat(Files.readAllLines(folder.resolve("vectors.txt")))
                .containsExactly(
                        photos.resolve("a/000.png").toString(),
                        photos.resolve("a/001.png").toString(),
                        photos.resolve("b/000.png").toString(),
                        photos.resolve("b/001.png").toString());
    }

    private float[] features(String image) throws IOException {
        Model bundle = Models.open(model);
        return bundle.compile()
                .features(bundle.preprocessing()
                        .apply(new ImageDecoder().decode(photos.resolve(image)))
                        .data());
    }

    @Test
    void writesCsvAndJsonOfTheSameVectors() throws IOException {
        Path image = photos.resolve("a/000.png");
        Run.of("embed", "--model", model, "--out", folder.resolve("v.csv"), image)
                .succeeded();
        Run.of("embed", "--model", model, "--out", folder.resolve("v.json"), image)
                .succeeded();

        float[] expected = features("a/000.png");
        List<String> lines = Files.readAllLines(folder.resolve("v.csv"));
        assertThat(lines.getFirst()).startsWith("file,f0,f1,").endsWith(",f1279");
        assertThat(Float.parseFloat(lines.get(1).split(",", -1)[1])).isEqualTo(expected[0]);
        JsonNode json = JsonMapper.shared().readTree(folder.resolve("v.json").toFile());
        assertThat(json.get(image.toString()).get(7).asDouble()).isCloseTo(expected[7], within(1e-6));
    }

    @Test
    void embedsAStage() throws IOException {
        Run run = Run.of(
                        "embed",
                        "--json",
                        "--model",
                        model,
                        "--tap",
                        "stages.2",
                        "--out",
                        folder.resolve("v.npy"),
                        photos)
                .succeeded();

        assertThat(run.json().getFirst().get("length").asInt()).isEqualTo(8);
    }

    @Test
    void leavesOutWhatCannotBeRead() throws IOException {
        Files.write(photos.resolve("a/000.png"), new byte[0]);
        Path out = folder.resolve("v.npy");

        Run run = Run.of("embed", "--json", "--model", model, "--out", out, photos)
                .succeeded();
        assertThat(run.json().getFirst().get("skipped").asInt()).isEqualTo(1);
        assertThat(run.err()).contains("warning: left out: " + photos.resolve("a/000.png") + ": is empty");

        Files.delete(out);
        Run.of("embed", "--quiet", "--strict", "--model", model, "--out", out, photos)
                .refused("mobilenet embed: " + photos.resolve("a/000.png") + ": is empty");
        assertThat(out).doesNotExist();
    }

    @Test
    void looksAnywhereInside() throws IOException {
        // A stage's end and a block's are whole values anyway; an expansion inside of a block is fused unless wanted.
        for (String tap : List.of("stem", "stages.3", "stages.1.0", "stages.1.0.expand", "last")) {
            Path file = folder.resolve(tap + ".csv");
            Run.of("embed", "--model", model, "--tap", tap, "--out", file, photos)
                    .succeeded();
            assertThat(Files.readAllLines(file)).hasSize(5);
        }
    }

    @Test
    void namesTheOptionThatIsWrong() {
        Run.of("embed", "--model", model, "--out", folder.resolve("v.txt"), photos)
                .refused("mobilenet embed: " + folder.resolve("v.txt") + ": ends in none of .npy, .csv and .json");
        Run.of("embed", "--model", model, "--tap", "nowhere", "--out", folder.resolve("v.npy"), photos)
                .refused(
                        "mobilenet embed: tap is nowhere, expected features or the name of a layer, block or stage, such as stem or"
                                + " stages.0; 'summary' lists them");
    }
}
