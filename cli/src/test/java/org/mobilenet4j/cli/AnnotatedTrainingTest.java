package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;

/** {@code train} on boxes and masks. */
class AnnotatedTrainingTest {
    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void nameTheModel() {
        out = folder.resolve("my-model");
    }

    /** Twelve images of a white square in the middle, for YOLO. */
    private Path boxes() throws IOException {
        Path data = folder.resolve("boxes");
        Files.createDirectories(data.resolve("images"));
        Files.createDirectories(data.resolve("labels"));
        Files.writeString(data.resolve("classes.txt"), "square\n");
        for (int i = 0; i < 12; i++) {
            Files.write(data.resolve("images/" + i + ".png"), ImageEncoder.png(square(false)));
            Files.writeString(data.resolve("labels/" + i + ".txt"), "0 0.5 0.5 0.5 0.5\n");
        }
        return data;
    }

    private Path masks() throws IOException {
        Path data = folder.resolve("masks-of-squares");
        Files.createDirectories(data.resolve("images"));
        Files.createDirectories(data.resolve("masks"));
        for (int i = 0; i < 12; i++) {
            Files.write(data.resolve("images/" + i + ".png"), ImageEncoder.png(square(false)));
            Files.write(data.resolve("masks/" + i + ".png"), ImageEncoder.png(square(true)));
        }
        return data;
    }

    private static RgbImage square(boolean isMask) {
        byte[] rgb = new byte[3 * 48 * 48];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % 48;
            int y = i / 3 / 48;
            boolean isInside = x >= 12 && x < 36 && y >= 12 && y < 36;
            rgb[i] = (byte) (isInside ? 255 : isMask ? 0 : 90);
        }
        return RgbImage.of(48, 48, rgb);
    }

    private Run train(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "train", "--out", out, "--resolution", 64, "--width", 0.1, "--batch-size", 4, "--epochs", 2, "--data"));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }

    @Test
    void learnsBoxesAndSaysHowGoodItIs() throws IOException {
        Run trained = train(boxes(), "--from-scratch").succeeded();

        assertThat(trained.err())
                .contains("1 class: 10 training images, 2 validation images, annotations: YOLO")
                .contains("what the network saw first, with its targets: " + out.resolve("first_batch.png"))
                .contains("epoch 2/2: loss ", ", AP ")
                .contains("next: mobilenet predict --model " + out + " --draw drawn IMAGE");
        assertThat(trained.out()).startsWith("class ").contains("square ", "AP50 ");
        assertThat(Files.readString(out.resolve("report.html"))).contains("How it learned", "Settings");

        assertThat(Files.readString(out.resolve("run.json")))
                .containsPattern("\"freeze\" ?: ?\"none\"")
                .doesNotContain("recipe");

        // Trained on, with what it has learned, for the same classes.
        Path again = folder.resolve("again");
        Run.of(
                        "train",
                        "--data",
                        boxes(),
                        "--weights",
                        out,
                        "--out",
                        again,
                        "--epochs",
                        1,
                        "--freeze",
                        "features",
                        "--freeze-norms")
                .succeeded();
        assertThat(Files.readString(again.resolve("run.json"))).containsPattern("\"freeze\" ?: ?\"features\"");
    }

    @Test
    void learnsMasks() throws IOException {
        Run trained = train(masks(), "--from-scratch", "--augment", "scale-jitter=1.5,flip")
                .succeeded();

        assertThat(trained.err()).contains("annotations: masks", "epoch 2/2: loss ", ", mIoU ");
        assertThat(trained.out()).contains("background");
        assertThat(Files.readString(out.resolve("run.json"))).contains("ScaleJitter");
    }

    @Test
    void refusesInALineWhatDoesNotBelong() throws IOException {
        Path data = boxes();
        train(data)
                .refused(
                        "mobilenet train: neither --weights nor --from-scratch is given; name a classifier whose trunk");
        train(data, "--from-scratch", "--recipe", "cifar10")
                .refused("mobilenet train: --recipe is for classifiers; leave it out");
        train(data, "--from-scratch", "--mixup", 0.2)
                .refused("mobilenet train: --mixup is for classifiers; leave it out");
        train(data, "--from-scratch", "--cache", folder)
                .refused("mobilenet train: --cache is for classifiers; leave it out");
        train(data, "--from-scratch", "--arch", "lraspp_mobilenet_v3_large")
                .refused(
                        "mobilenet train: --arch is 'lraspp_mobilenet_v3_large', expected for boxes one of ssdlite320_mobilenet_v3_large,");
        train(data, "--from-scratch", "--augment", "rotation")
                .refused("mobilenet train: --augment is 'rotation', expected for boxes and masks iou-crop, zoom-out,");
        train(data, "--from-scratch", "--task", "boxes")
                .refused("mobilenet train: --task is 'boxes', expected classification, detection or segmentation");
        train(data, "--from-scratch", "--task", "segmentation")
                .refused("mobilenet train: " + data + ": its annotations (YOLO) have no object that can be used;");
        assertThat(out).doesNotExist();
    }
}
