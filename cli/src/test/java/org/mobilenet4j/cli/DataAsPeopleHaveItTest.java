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
import org.mobilenet4j.Models;

/** What is printed for folders that hold more, or other things, than a tidy dataset. */
class DataAsPeopleHaveItTest {
    @TempDir
    Path folder;

    private Path weights;
    private Path photos;
    private Path model;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        weights = TinyModel.save(folder.resolve("start"), MobileNet.MOBILENET_V1, "daisy", "rose");
        photos = TinyModel.drawImages(folder.resolve("photos"), 6, "daisy", "rose");
        model = folder.resolve("my-model");
    }

    @Test
    void everyVerbThatListsCountsWhatItPassesOver() throws IOException {
        Files.write(photos.resolve("daisy/IMG_1.heic"), new byte[9]);
        Files.write(photos.resolve("rose/labels.txt"), new byte[9]);
        Path image = photos.resolve("rose/000.png");

        for (List<Object> verb : List.<List<Object>>of(
                List.of("train", "--data", photos, "--weights", weights, "--out", model, "--epochs", 1),
                List.of("evaluate", "--model", weights, "--data", photos),
                List.of("compare", weights, weights, "--data", photos),
                List.of("predict", "--model", weights, photos),
                List.of("embed", "--model", weights, "--out", folder.resolve("v.npy"), photos),
                List.of("search", "--model", weights, "--like", image, photos),
                List.of("inspect", "--model", weights, "--data", photos))) {
            assertThat(Run.of(verb.toArray()).succeeded().err())
                    .as(String.valueOf(verb.getFirst()))
                    .contains(photos + ": passed over 2 files: 1 .heic, 1 .txt\n");
        }
    }

    @Test
    void theOrientationThatAModelLearnedGoesWithIt() throws IOException {
        Run.of("train", "--data", photos, "--weights", weights, "--out", model, "--epochs", 1, "--exif-orientation")
                .succeeded();

        assertThat(Models.open(model).preprocessing().isUpright()).isTrue();
        assertThat(Run.of("evaluate", "--model", model, "--data", photos)
                        .succeeded()
                        .err())
                .doesNotContain("EXIF");
        assertThat(Run.of("evaluate", "--model", model, "--data", photos, "--no-exif-orientation")
                        .succeeded()
                        .err())
                .contains("warning: the model learned images turned as their EXIF tag says, and --no-exif-orientation"
                        + " leaves them as they are stored: its answers may be worse");
        assertThat(Run.of("predict", "--exif-orientation", "--model", weights, photos)
                        .succeeded()
                        .err())
                .contains("warning: the model learned images as they are stored, and --exif-orientation turns them");
    }

    @Test
    void partsOfAnyNameAreGivenOneByOne() throws IOException {
        Path folds = folder.resolve("folds");
        for (String fold : List.of("fold1", "fold2", "fold3")) {
            TinyModel.drawImages(folds.resolve(fold), 4, "daisy", "rose");
        }

        Run.of("train", "--data", folds, "--weights", weights, "--out", model)
                .refused("mobilenet train: " + folds + ": its folders fold1, fold2, fold3 all hold the folders daisy,"
                        + " rose; parts of one dataset are named train, val and test. Rename them, or say which is which,"
                        + " as in --train " + folds.resolve("fold1") + " --val " + folds.resolve("fold2"));
        Run trained = Run.of(
                        "train",
                        "--train",
                        folds.resolve("fold1"),
                        "--val",
                        folds.resolve("fold2"),
                        "--test",
                        folds.resolve("fold3"),
                        "--weights",
                        weights,
                        "--out",
                        model,
                        "--epochs",
                        2)
                .succeeded();
        assertThat(trained.err()).contains("2 classes: 8 training images, 8 validation images");
        assertThat(trained.out()).contains(" on 8 validation images, ", " on 8 test images\n");
    }

    @Test
    void aTrainingFillsNoScreen() {
        Run trained = Run.of(
                        "train",
                        "--data",
                        photos,
                        "--weights",
                        weights,
                        "--freeze",
                        "none",
                        "--epochs",
                        3,
                        "--batch-size",
                        4,
                        "--out",
                        model)
                .succeeded();

        List<String> lines = trained.err()
                .lines()
                .filter(line -> !line.startsWith("reading: ") && !line.startsWith("next: "))
                .toList();
        assertThat(lines).hasSize(3 + 3).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines.getFirst()).startsWith("daisy (5), rose (5) have fewer than 20 images: ");
        assertThat(lines.get(1)).startsWith("recipe finetune, every layer learns: 3 epochs, batches of 4, ");
        assertThat(lines.subList(3, 6))
                .allSatisfy(line -> assertThat(line)
                        .matches(
                                "epoch [1-3]/3: loss [0-9.]+, validation [0-9.]+, top-1 [0-9.]+ %( best)?, [0-9]+:[0-9]{2} left")
                        .hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aRunThatDivergesFailsInOneLineAndWritesNoModel() {
        Run diverged = Run.of(
                "train", "--quiet", "--data", photos, "--weights", weights, "--out", model, "--learning-rate", 1e9);

        assertThat(diverged.status()).isEqualTo(1);
        assertThat(diverged.out()).isEmpty();
        assertThat(diverged.err())
                .startsWith("mobilenet train: ")
                .contains("a tenth of ")
                .hasLineCount(1);
        assertThat(model.resolve("config.json")).doesNotExist();
        assertThat(model.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void theLimitOfPixelsCanBeMoved() {
        Path image = photos.resolve("rose/000.png");

        Run.of("predict", "--model", weights, "--max-pixels", 100, image)
                .refused("mobilenet predict: " + image + ": claims ");
        Run.of("predict", "--model", weights, "--max-pixels", 0, image)
                .refused("mobilenet predict: --max-pixels: maxPixels is 0, must be 1 to ");
    }

    @Test
    void aClassNameOfTwoLinesIsOneLineOfASynset() throws IOException {
        Path twoLines = TinyModel.save(folder.resolve("two"), MobileNet.MOBILENET_V2, "one\r\ntwo", "b", "c\u2028d");
        Path djl = folder.resolve("djl");

        Run.of("export", "--quiet", "--format", "djl", "--no-verify", "--model", twoLines, "--out", djl)
                .succeeded();

        assertThat(djl.resolve("synset.txt")).content().isEqualTo("one two\nb\nc d\n");
    }
}
