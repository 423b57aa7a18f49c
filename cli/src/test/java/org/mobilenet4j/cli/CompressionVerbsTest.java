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
import org.mobilenet4j.report.Chromium;
import tools.jackson.databind.JsonNode;

/** {@code importance}, {@code prune}, {@code adapt}, and {@code train --teacher}. */
class CompressionVerbsTest {
    @TempDir
    Path folder;

    private Path model;
    private Path photos;

    @BeforeEach
    void makeModel() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog");
        photos = TinyModel.drawImages(folder.resolve("photos"), 8, "cat", "dog");
    }

    @Test
    void importanceWritesAPageATableAndAnObjectForEachChannel() throws IOException, InterruptedException {
        Path page = folder.resolve("importance.html");
        Path csv = folder.resolve("importance.csv");

        Run run = Run.of(
                        "importance",
                        "--json",
                        "--channels",
                        "--model",
                        model,
                        "--data",
                        photos,
                        "--report",
                        page,
                        "--csv",
                        csv,
                        "--images",
                        8)
                .succeeded();

        List<JsonNode> objects = run.json();
        List<JsonNode> channels =
                objects.stream().filter(object -> object.has("taylor")).toList();
        assertThat(channels)
                .hasSizeGreaterThan(200)
                .allMatch(each -> each.get("magnitude").asDouble() > 0);
        assertThat(objects.stream().filter(object -> object.has("interval"))).hasSizeGreaterThan(20);
        assertThat(Files.readAllLines(csv)).hasSize(channels.size() + 1);
        Chromium opened = Chromium.open(page, folder);
        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("What model depends on", "What is lost without a part");
    }

    @Test
    void aPrunedModelPredicts() throws IOException {
        Path out = folder.resolve("small");
        Run run = Run.of(
                        "prune",
                        "--json",
                        "--model",
                        model,
                        "--data",
                        photos,
                        "--target",
                        "params=0.8x",
                        "--out",
                        out,
                        "--iterations",
                        2,
                        "--epochs",
                        1,
                        "--images",
                        8)
                .succeeded();

        JsonNode figures = run.json().getLast();
        assertThat(figures.get("parameters").asDouble())
                .isLessThanOrEqualTo(0.8 * figures.get("parameters_before").asDouble());
        assertThat(out.resolve("report.html")).exists();
        Run.of("predict", "--model", out, photos.resolve("cat/000.png")).succeeded();
        Run.of("summary", "--model", out).succeeded();
    }

    @Test
    void targetsAndNumbersAreCheckedBeforeAnythingIsRead() {
        Path out = folder.resolve("small");
        Run.of("prune", "--model", "none", "--data", photos, "--target", "size=0.5x", "--out", out)
                .refused("mobilenet prune: the target is 'size=0.5x', expected latency=, madds= or params= and a share"
                        + " below 1 such as 0.6x, or a cost such as latency=3.5ms, madds=150M, params=1.2M");
        Run.of("adapt", "--model", "none", "--data", photos, "--latency-ms", "0", "--out", out)
                .refused("mobilenet adapt: --latency-ms is 0.0, --step 0.05; expected above 0, and between 0 and 1,"
                        + " such as 0.05");
        Run.of("importance", "--model", "none", "--data", photos, "--test", photos)
                .refused("mobilenet importance: --test is for train; evaluate the finished model on " + photos);
        Run.of("importance", "--model", "none", "--data", photos, "--remove", "2")
                .refused(
                        "mobilenet importance: --images is 512, --judge-images 1000, --remove 2.0; expected at least 2,"
                                + " at least 0, and between 0 and 1");
    }

    @Test
    void aLatencyThatTheModelHasAlreadyIsRefused() {
        Run.of("adapt", "--model", model, "--data", photos, "--latency-ms", "1000", "--out", folder.resolve("fast"))
                .refusedWith("the latency to reach is 1000.00 ms, expected less than the model's own");
    }

    @Test
    void aStudentLearnsFromATeacherOfTheSameClasses() throws IOException {
        Path out = folder.resolve("student");
        Run.of(
                        "train",
                        "--data",
                        photos,
                        "--from-scratch",
                        "--arch",
                        "mobilenet_v2",
                        "--width",
                        "0.1",
                        "--resolution",
                        "32",
                        "--epochs",
                        "1",
                        "--batch-size",
                        "4",
                        "--teacher",
                        model,
                        "--out",
                        out)
                .succeeded();
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"teacher\"", "\"temperature\" : 4.0");
    }

    @Test
    void aTeacherOfOtherClassesIsRefused() throws IOException {
        Path others = TinyModel.save(folder.resolve("others"), MobileNet.MOBILENET_V2, "ant", "bee");
        Run.of(
                        "train",
                        "--data",
                        photos,
                        "--from-scratch",
                        "--epochs",
                        "1",
                        "--teacher",
                        others,
                        "--out",
                        folder.resolve("student"))
                .refusedWith(
                        "the teacher tells 2 classes (ant, bee), expected the classes to learn, 2 classes (cat, dog)");
        Run.of("train", "--data", photos, "--from-scratch", "--temperature", "2", "--out", folder.resolve("student"))
                .refused("mobilenet train: --temperature is given without --teacher");
    }
}
