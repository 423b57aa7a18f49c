package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.WorkflowListener;

/** The README's example: it compiles, runs, and stands in the README word for word. */
class ReadmeExampleTest {
    @TempDir
    Path folder;

    @Test
    void classifiesInFourLines() throws IOException {
        Variant variant = Variant.of(MobileNet.MOBILENET_V3_SMALL)
                .with(options -> options.withClasses(2).withWidth(0.25));
        Model.classifier(
                        variant,
                        Initialization.torchvision(variant.network(), 1),
                        variant.base().preprocessing(64),
                        List.of("cat", "dog"))
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
    void fineTunesInEightLines() throws IOException {
        Drawings.dataSet(folder.resolve("photos"), 10, "daisy", "rose");
        TinyModels.of(MobileNet.MOBILENET_V2, "cat", "dog", "cow").save(folder.resolve("start"));

        // README training:
        Model start = Models.open(folder.resolve("start"));
        try (ImageFolder photos = ImageFolder.open(folder.resolve("photos"))) {
            new Training(start, Recipe.FINETUNE.plan().with(change -> change.epochs(3)))
                    .run(Split.of(photos, 0.2, 1), WorkflowListener.NONE)
                    .model()
                    .save(folder.resolve("my-model"));
        }
        // :README training

        assertThat(Models.open(folder.resolve("my-model")).labels()).containsExactly("daisy", "rose");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "README training"})
    void standsInTheReadme(String mark) throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/mobilenet4j/ReadmeExampleTest.java"));
        String begin = "// " + mark + ":\n";
        String example = source.substring(
                        source.indexOf(begin) + begin.length(), source.indexOf("        // :" + mark + "\n"))
                .replaceAll("folder\\.resolve", "Path.of")
                .indent(-8);

        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "```");
    }
}
