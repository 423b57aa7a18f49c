package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.weights.StoredPrecision;

class ModelsFromAnywhereTest {
    @TempDir
    Path folder;

    private Model model;

    @BeforeEach
    void makeModel() {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(2));
        model = Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 1),
                MobileNet.MOBILENET_V2.preprocessing(32),
                List.of("cat", "dog"));
    }

    @Test
    void opensAPathOfAnotherFileSystem() throws IOException {
        Path zip = folder.resolve("models.jar");
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            model.saveZip(folder.resolve("model.zip"), StoredPrecision.FLOAT32);
            Files.copy(folder.resolve("model.zip"), inside.getPath("/model.zip"));
            model.save(folder.resolve("model"));
            Files.createDirectory(inside.getPath("/model"));
            for (String name : List.of("config.json", "model.safetensors")) {
                Files.copy(folder.resolve("model").resolve(name), inside.getPath("/model", name));
            }
            Files.writeString(inside.getPath("/other.zip"), "PK is all");

            assertThat(Models.open(inside.getPath("/model.zip")).labels()).containsExactly("cat", "dog");
            assertThat(Models.open(inside.getPath("/model")).labels()).containsExactly("cat", "dog");
            assertThatThrownBy(() -> Models.open(inside.getPath("/other.zip")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("/other.zip: ");
            assertThatThrownBy(() -> Models.open(inside.getPath("/absent.zip")))
                    .isInstanceOf(NoSuchModelException.class)
                    .hasMessageStartingWith("/absent.zip: ");
        }
    }

    @Test
    void classifiesWhateverAnImageComesAs() throws IOException {
        model.saveZip(folder.resolve("model.zip"), StoredPrecision.FLOAT32);
        ImageClassifier classifier;
        try (InputStream in = Files.newInputStream(folder.resolve("model.zip"))) {
            classifier = ImageClassifier.load(in, "model.zip");
        }
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, 0x80000000 | ((x * 6) << 16) | ((y * 8) << 8) | ((x * y) & 255));
            }
        }
        RgbImage rgb = RgbImage.of(image);
        assertThat(rgb.rgb()[3 * (40 * 2 + 3)]).isEqualTo((byte) 18);
        assertThat(rgb.rgb()[3 * (40 * 2 + 3) + 1]).isEqualTo((byte) 16);
        assertThat(rgb.rgb()[3 * (40 * 2 + 3) + 2]).isEqualTo((byte) 6);
        byte[] png = ImageEncoder.png(rgb);
        Path file = Files.write(folder.resolve("image.png"), png);

        Classification expected = classifier.classify(rgb);

        assertThat(classifier.classify(image)).isEqualTo(expected);
        assertThat(classifier.classify(png)).isEqualTo(expected);
        assertThat(classifier.classify(file)).isEqualTo(expected);
        assertThat(classifier.classify(new ByteArrayInputStream(png))).isEqualTo(expected);
    }

    @Test
    void saysWhatWouldReadAnotherFrameworksFile() throws IOException {
        byte[] start = "....TFL3........".getBytes(StandardCharsets.US_ASCII);
        Path lite = Files.write(folder.resolve("model.tflite"), start);
        assertThatThrownBy(() -> Models.open(lite))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(lite + ": is a TensorFlow Lite model, which the module mobilenet4j-formats reads; add it to"
                        + " the class path");
    }
}
