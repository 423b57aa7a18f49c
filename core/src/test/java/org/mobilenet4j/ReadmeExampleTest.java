package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.weights.Initialization;

/** The README's example: it compiles, runs, and stands in the README word for word. */
class ReadmeExampleTest {
    @TempDir
    Path folder;

    @Test
    void classifiesInFourLines() throws IOException {
        MobileNet variant = MobileNet.MOBILENET_V3_SMALL;
        new ModelBundle(
                        variant,
                        Initialization.torchvision(
                                variant.build(options -> options.withClasses(2)
                                        .withResolution(64)
                                        .withWidth(0.25)),
                                1),
                        variant.preprocessing(64),
                        List.of("cat", "dog"),
                        Map.of())
                .save(folder.resolve("my-model"));
        Files.copy(Path.of("src/test/resources/imagenet40/n01930112_nematode.JPEG"), folder.resolve("photo.jpg"));

        // README:
        ImageClassifier classifier = ImageClassifier.load(folder.resolve("my-model"));
        Classification classification = classifier.classify(folder.resolve("photo.jpg"));
        String label = classification.best().label();
        double probability = classification.best().probability();
        // :README

        assertThat(label).isIn("cat", "dog");
        assertThat(probability).isBetween(0.5, 1.0);
    }

    @Test
    void standsInTheReadme() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/mobilenet4j/ReadmeExampleTest.java"));
        String example = source.substring(source.indexOf("// README:\n") + 11, source.indexOf("        // :README\n"))
                .replaceAll("folder\\.resolve", "Path.of")
                .indent(-8);

        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "```");
    }
}
