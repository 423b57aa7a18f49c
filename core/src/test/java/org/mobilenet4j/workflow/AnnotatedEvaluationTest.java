package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.Model;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.DatasetPart;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parallel.Workers;

/** Three images of 40 x 36 pixels in COCO's form: a cat in each, and in the first a dog besides. */
class AnnotatedEvaluationTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private final WorkflowListener listener = new WorkflowListener() {
        @Override
        public void onTask(String task, int images) {
            told.add(task + " " + images);
        }

        @Override
        public void onSkipped(SkippedImage skipped) {
            told.add("skipped " + skipped.name());
        }

        @Override
        public void onNote(String note) {
            told.add(note);
        }

        @Override
        public void onWarning(String warning) {
            told.add("warning: " + warning);
        }
    };

    @BeforeEach
    void writeDataset() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.write(folder.resolve("image" + i + ".bmp"), Drawings.bmp(Drawings.image(40, 36, i, i)));
        }
        Files.writeString(folder.resolve("instances.json"), """
                {'images': [{'id': 1, 'file_name': 'image0.bmp', 'width': 40, 'height': 36},
                            {'id': 2, 'file_name': 'image1.bmp', 'width': 40, 'height': 36},
                            {'id': 3, 'file_name': 'image2.bmp', 'width': 40, 'height': 36}],
                 'annotations': [
                   {'id': 1, 'image_id': 1, 'category_id': 1, 'bbox': [0, 0, 20, 20], 'area': 400, 'iscrowd': 0,
                    'segmentation': [[0, 0, 20, 0, 20, 20, 0, 20]]},
                   {'id': 2, 'image_id': 1, 'category_id': 2, 'bbox': [20, 20, 10, 10], 'area': 100, 'iscrowd': 0,
                    'segmentation': [[20, 20, 30, 20, 30, 30, 20, 30]]},
                   {'id': 3, 'image_id': 2, 'category_id': 1, 'bbox': [0, 0, 20, 20], 'area': 400, 'iscrowd': 0,
                    'segmentation': [[0, 0, 20, 0, 20, 20, 0, 20]]},
                   {'id': 4, 'image_id': 3, 'category_id': 1, 'bbox': [0, 0, 20, 20], 'area': 400, 'iscrowd': 0,
                    'segmentation': [[0, 0, 20, 0, 20, 20, 0, 20]]}],
                 'categories': [{'id': 1, 'name': 'House Cat'}, {'id': 2, 'name': 'dog'}]}
                """.replace('\'', '"'));
    }

    private AnnotatedDataset open(AnnotationTask task) throws IOException {
        return AnnotatedDataset.open(folder, task, false);
    }

    private static Model detector(String... labels) {
        Network network =
                SsdLite.on(Family.V3_SMALL, labels.length).withWidth(0.25).network();
        return Model.detector(
                GoldenFill.parameters(network, NameLayout.TORCHVISION_DETECTION),
                Preprocessing.detection(96),
                List.of(labels));
    }

    private static Model segmenter(String... labels) {
        Network network = new DeepLabV3(
                        Family.V2,
                        Options.DEFAULT.withWidth(0.25).withClasses(labels.length),
                        16,
                        List.of(),
                        false,
                        false)
                .network();
        return Model.segmenter(
                GoldenFill.parameters(network, NameLayout.TORCHVISION_SEGMENTATION),
                Preprocessing.segmentation(33),
                List.of(labels));
    }

    private static DetectedObject found(int index, double score, int left, int top, int side) {
        return new DetectedObject("", index, score, new Box(left, top, side, side));
    }

    @Test
    void matchesClassesByNameAndTellsWhatIsNotCommon() throws IOException {
        Model model = detector("__background__", "N/A", "dog", "zebra", "house_cat");
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            EvaluatedDetections evaluated = new DetectorEvaluation(model, new ImageReader(2))
                    .run(
                            data.part(DatasetPart.TRAIN),
                            image -> List.of(found(4, 0.9, 0, 0, 20), found(3, 0.8, 0, 0, 20)),
                            listener);

            assertThat(told)
                    .containsExactly(
                            "not in the data: the model's class zebra; what it finds of it does not count",
                            "evaluating 3");
            assertThat(evaluated.classes()).containsExactly("House Cat", "dog");
            assertThat(evaluated.figures().coco().ap()).as("all cats, no dog").isEqualTo(0.5);
            assertThat(evaluated.figures().misses()).isEqualTo(1);
            assertThat(evaluated.worstMisses(5))
                    .singleElement()
                    .extracting(EvaluatedDetections.Miss::object)
                    .extracting(TrueObject::label)
                    .isEqualTo(1);
            assertThat(evaluated.surestFalseAlarms(5)).isEmpty();
            assertThat(evaluated.threshold()).isEqualTo(0.45);
        }
    }

    @Test
    void leavesOutClassesThatTheModelDoesNotKnow() throws IOException {
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            EvaluatedDetections evaluated = new DetectorEvaluation(detector("background", "dog"), new ImageReader(2))
                    .run(data.part(DatasetPart.TRAIN), image -> List.of(found(1, 0.9, 20, 20, 10)), listener);

            assertThat(told)
                    .first()
                    .isEqualTo(
                            "warning: the model does not know class House Cat of the data: its figures are without it");
            assertThat(evaluated.figures().objects()).isEqualTo(1);
            assertThat(evaluated.surestFalseAlarms(5)).hasSize(2);
        }
    }

    @Test
    void refusesDataWithoutAKnownClass() throws IOException {
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            DetectorEvaluation evaluation = new DetectorEvaluation(detector("background", "1"), new ImageReader(1));

            assertThatThrownBy(() -> evaluation.run(data, listener))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(folder + ": none of its classes (House Cat, dog) is among the model's (1), expected the"
                            + " same names; correct them in the annotations, or in the model's config.json");
        }
        try (AnnotatedDataset data = open(AnnotationTask.SEGMENTATION)) {
            SegmenterEvaluation evaluation = new SegmenterEvaluation(segmenter("background", "1"), new ImageReader(1));

            assertThatThrownBy(() -> evaluation.run(data, listener))
                    .as("a background alone is not enough")
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("none of its classes");
        }
    }

    @Test
    void leavesOutImagesThatCannotBeReadUnlessStrict() throws IOException {
        Files.write(folder.resolve("image1.bmp"), Drawings.bmp(Drawings.image(41, 36, 1, 1)));
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            Model model = detector("background", "house cat");
            EvaluatedDetections evaluated = new DetectorEvaluation(model, new ImageReader(2)).run(data, listener);

            assertThat(told).last().isEqualTo("skipped image1.bmp");
            assertThat(evaluated.judged()).hasSize(2);
            assertThat(evaluated.images().name(1)).isEqualTo("image2.bmp");

            ImageReader strict = new ImageReader(new ImageReader(1).decoder(), Workers.CALLER, true);
            assertThatThrownBy(() -> new DetectorEvaluation(model, strict).run(data, listener))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("image1.bmp: is 41 x 36, expected 40 x 36");
        }
    }

    @Test
    void givesTheSameOnOneThreadAndOnTwo() throws IOException {
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            Model model = detector("background", "house cat", "dog");
            EvaluatedDetections one = new DetectorEvaluation(model, new ImageReader(1)).run(data, listener);
            EvaluatedDetections two = new DetectorEvaluation(model, new ImageReader(2)).run(data, listener);

            assertThat(one.judged())
                    .extracting(EvaluatedDetections.JudgedImage::found)
                    .isEqualTo(two.judged().stream()
                            .map(EvaluatedDetections.JudgedImage::found)
                            .toList());
            assertThat(one.figures().coco()).isEqualTo(two.figures().coco());
            assertThat(one.judged().getFirst().found().detections()).isNotEmpty();
        }
    }

    /** The upper half is cat, the lower zebra. */
    private static Segmentation halves(RgbImage image, int upper, int lower, Model model) {
        short[] classes = new short[image.width() * image.height()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (short) (i < classes.length / 2 ? upper : lower);
        }
        return new Segmentation(image.width(), image.height(), model.labels(), classes);
    }

    @Test
    void measuresPixelsOfTheCommonClasses() throws IOException {
        Model model = segmenter("__background__", "zebra", "house cat");
        try (AnnotatedDataset data = open(AnnotationTask.SEGMENTATION)) {
            EvaluatedMasks evaluated = new SegmenterEvaluation(model, new ImageReader(2))
                    .run(data.part(DatasetPart.TRAIN), image -> halves(image, 2, 1, model), listener);

            assertThat(told)
                    .containsExactly(
                            "warning: the model does not know class dog of the data: its figures are without it",
                            "not in the data: the model's class zebra; what it finds of it does not count",
                            "evaluating 3");
            assertThat(evaluated.classes()).containsExactly("background", "House Cat");
            // Of 1440 pixels 400 are cat, the dog's 100 are ignored in the first image; 720 are said to be cat.
            long cat = 3 * 18 * 20;
            assertThat(evaluated.confusion().count(1, 1)).isEqualTo(cat);
            assertThat(evaluated.confusion().count(1, 0)).isEqualTo(3 * 400 - cat);
            assertThat(evaluated.confusion().total()).isEqualTo(3 * 1440 - 100);
            assertThat(evaluated.meanIou()).isEqualTo(evaluated.confusion().meanIou());
            assertThat(evaluated.worst(3)).hasSize(3);
        }
    }

    /** Masks of numbers without a background, as of street scenes. */
    @Test
    void countsOtherClassesAsWrongWhereNothingIsBackground() throws IOException {
        Path streets = folder.resolve("streets");
        Files.createDirectories(streets.resolve("images"));
        Files.createDirectories(streets.resolve("masks"));
        Files.writeString(streets.resolve("classes.txt"), "road\ncar\n");
        Files.write(streets.resolve("images/a.bmp"), Drawings.bmp(Drawings.image(4, 2, 0, 0)));
        Files.write(streets.resolve("masks/a.bmp"), Drawings.bmp(RgbImage.of(4, 2, new byte[] {
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
        })));
        Model model = segmenter("tree", "road", "car");
        try (AnnotatedDataset data = AnnotatedDataset.open(streets, AnnotationTask.SEGMENTATION, true)) {
            EvaluatedMasks evaluated = new SegmenterEvaluation(model, new ImageReader(1))
                    .run(data.part(DatasetPart.TRAIN), image -> halves(image, 1, 0, model), listener);

            assertThat(evaluated.confusion().pixelAccuracy()).isEqualTo(0.5);
            assertThat(evaluated.meanIou())
                    .as("road 1, car 0, trees do not count")
                    .isEqualTo(0.5);
        }
    }

    @Test
    void showsImagesAnew() throws IOException {
        try (AnnotatedDataset data = open(AnnotationTask.SEGMENTATION)) {
            EvaluatedMasks evaluated =
                    new SegmenterEvaluation(segmenter("background", "dog"), new ImageReader(1)).run(data, listener);
            EvaluatedMasks.Shown shown = evaluated.show(evaluated.judged().getFirst());

            assertThat(shown.truth().at(25, 25)).isEqualTo(1);
            assertThat(shown.truth().at(1, 1)).as("a cat").isEqualTo(255);
            assertThat(shown.predicted().width()).isEqualTo(40);
        }
    }

    @Test
    void warnsOfFiguresOnWhatTheModelLearnedFrom() throws IOException {
        Model model = detector("background", "dog", "house cat").withRun(Map.of("data", folder.toString()));
        try (AnnotatedDataset data = open(AnnotationTask.DETECTION)) {
            assertThat(new DetectorEvaluation(model, new ImageReader(2))
                            .run(data, listener)
                            .isTrainedOn())
                    .isTrue();
            assertThat(told).first().isEqualTo("warning: " + FolderEvaluation.TRAINED_ON_CAUTION);
        }
    }
}
