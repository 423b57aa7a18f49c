package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.WeightType;
import org.mobilenet4j.workflow.DetectorEvaluation;
import org.mobilenet4j.workflow.EvaluatedDetections;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.WorkflowListener;

/** The examples of the README and of the docs: they compile, run, and stand there word for word. */
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

    @Test
    void keepsWeightsNarrowInTwoLines() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "cat", "dog").save(folder.resolve("my-model"));

        // narrow weights:
        Model model = Models.open(folder.resolve("my-model")).withWeightsAs(WeightType.INT8);
        ImageClassifier classifier = ImageClassifier.of(model);
        // :narrow weights

        assertThat(classifier.labels()).containsExactly("cat", "dog");
        Model asked = Models.open(folder.resolve("my-model"), OpenOptions.DEFAULT.withWeightsAs(WeightType.BFLOAT16));
        assertThat(asked.parameters().weightsAs()).isEqualTo(WeightType.BFLOAT16);
        assertThat(asked.parameters().copy().weightsAs()).isEqualTo(WeightType.FLOAT32);
    }

    private void photo() throws IOException {
        Files.copy(Path.of("src/test/resources/imagenet40/n01930112_nematode.JPEG"), folder.resolve("photo.jpg"));
    }

    @Test
    void findsObjectsInFourLines() throws IOException {
        photo();
        DenseStart.fresh(DenseMobileNet.SSDLITE_MOBILENET_V3_SMALL, 0.25, List.of("background", "cat", "dog"), 96, 1)
                .save(folder.resolve("my-detector"));

        // detection:
        ObjectDetector detector = ObjectDetector.load(folder.resolve("my-detector"));
        for (DetectedObject object : detector.withLeastScore(0.5).detect(folder.resolve("photo.jpg"))) {
            System.out.println(object.label() + " " + object.score() + " " + object.box());
        }
        // :detection

        assertThat(detector.labels()).containsExactly("background", "cat", "dog");
    }

    @Test
    void segmentsInFourLines() throws IOException {
        photo();
        DenseStart.fresh(DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2, 0.25, List.of("background", "cat"), 64, 1)
                .save(folder.resolve("my-segmenter"));

        // segmentation:
        ImageSegmenter segmenter = ImageSegmenter.load(folder.resolve("my-segmenter"));
        Segmentation segmentation = segmenter.segment(folder.resolve("photo.jpg"));
        String label = segmentation.labelAt(120, 80);
        int[] pixels = segmentation.pixelsByClass();
        // :segmentation

        assertThat(label).isIn("background", "cat");
        assertThat(pixels).hasSize(2);
    }

    @Test
    void evaluatesDetectionsInSixLines() throws IOException {
        DenseStart.fresh(DenseMobileNet.SSDLITE_MOBILENET_V3_SMALL, 0.25, List.of("background", "cat"), 96, 1)
                .save(folder.resolve("my-detector"));
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("a.bmp"), Drawings.bmp(Drawings.image(40, 30, 0, 1)));
        Files.writeString(photos.resolve("a.txt"), "0 0.5 0.5 0.4 0.4\n");
        Files.writeString(photos.resolve("classes.txt"), "cat\n");

        // evaluation:
        Model model = Models.open(folder.resolve("my-detector"));
        try (AnnotatedDataset data = AnnotatedDataset.open(folder.resolve("photos"), AnnotationTask.DETECTION, false)) {
            EvaluatedDetections evaluated =
                    new DetectorEvaluation(model, new ImageReader(2)).run(data, WorkflowListener.NONE);
            System.out.println(evaluated.figures().coco() + " at " + evaluated.threshold());
        }
        // :evaluation

        assertThat(model.labels()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "README, README.md",
        "README, docs/photos.md",
        "README training, docs/embedding.md",
        "narrow weights, docs/embedding.md",
        "detection, docs/detection.md",
        "evaluation, docs/detection.md",
        "segmentation, docs/segmentation.md"
    })
    void standsInTheDocuments(String mark, String document) throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/mobilenet4j/ReadmeExampleTest.java"));
        String begin = "// " + mark + ":\n";
        String example = source.substring(
                        source.indexOf(begin) + begin.length(), source.indexOf("        // :" + mark + "\n"))
                .replaceAll("folder\\.resolve", "Path.of")
                .indent(-8);

        assertThat(Files.readString(Path.of("..", document))).contains("```java\n" + example + "```");
    }
}
