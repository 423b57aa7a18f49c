package org.mobilenet4j.spark.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.evaluation.ReliabilityDiagram;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.MobileNetModel;
import org.mobilenet4j.spark.TestImages;
import org.mobilenet4j.spark.TestModels;

/** The figures of a cluster are those of one machine. */
class ClusterEvaluationTest {
    private static final String[] LABELS = {"background", "cat", "dog", "bird", "fish", "horse", "frog"};
    private static final int IMAGES = 40;

    private static Dataset<Row> rows(List<Row> rows, DataType truth) {
        StructType schema =
                new StructType().add("content", DataTypes.BinaryType).add("truth", truth);
        return LocalCluster.session().createDataFrame(rows, schema);
    }

    /** In another order. */
    private static Dataset<Row> rows(List<Row> rows, DataType truth, int partitions) {
        return rows(rows, truth).repartition(partitions);
    }

    /** Lossless, so that the expectation needs no decoder. */
    private static byte[] png(int seed) {
        return ImageEncoder.png(TestImages.drawn(seed));
    }

    @Test
    void aClassifiersFiguresAreThoseOfOneMachineHoweverTheRowsAreSpread() {
        Model model = TestModels.classifier(LABELS);
        ImageClassifier classifier = ImageClassifier.of(model);
        int[] labels = new Random(1).ints(IMAGES, 0, LABELS.length).toArray();
        List<float[]> logits = new ArrayList<>();
        List<Row> named = new ArrayList<>();
        List<Row> numbered = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            logits.add(classifier.logits(TestImages.drawn(i)));
            named.add(RowFactory.create(png(i), LABELS[labels[i]]));
            numbered.add(RowFactory.create(png(i), (double) labels[i]));
        }
        named.add(RowFactory.create(new byte[0], "cat"));
        named.add(RowFactory.create(png(1), "unicorn"));
        named.add(RowFactory.create(png(1), null));
        Evaluation expected = Evaluation.of(labels, logits);
        MobileNetModel stage = MobileNetModel.of(model);

        ClassifierFigures byName = ClusterEvaluation.ofClassifier(stage, rows(named, DataTypes.StringType, 3), "truth");
        ClassifierFigures byIndex =
                ClusterEvaluation.ofClassifier(stage, rows(numbered, DataTypes.DoubleType, 2), "truth");

        assertThat(byName.images()).isEqualTo(IMAGES);
        assertThat(List.of(byName.unread(), byName.unlabelled())).containsExactly(1, 2);
        for (ClassifierFigures figures : List.of(byName, byIndex)) {
            for (int k = 1; k <= LABELS.length; k++) {
                assertThat(figures.inTop(k)).isEqualTo(expected.inTop(k));
                assertThat(figures.topInterval(k)).isEqualTo(expected.topInterval(k));
            }
            for (int actual = 0; actual < LABELS.length; actual++) {
                for (int predicted = 0; predicted < LABELS.length; predicted++) {
                    assertThat(figures.matrix().count(actual, predicted))
                            .isEqualTo(expected.matrix().count(actual, predicted));
                }
            }
            assertThat(figures.loss()).isCloseTo(expected.loss(), within(1e-12));
            for (int bin = 0; bin < ReliabilityDiagram.BINS; bin++) {
                ReliabilityDiagram.Bin found = figures.calibration().bins().get(bin);
                ReliabilityDiagram.Bin wanted = expected.calibration().bins().get(bin);
                assertThat(found.count()).isEqualTo(wanted.count());
                assertThat((Double) found.accuracy()).isEqualTo((Double) wanted.accuracy());
                assertThat(found.confidence())
                        .satisfiesAnyOf(
                                confidence -> assertThat(confidence).isNaN(),
                                confidence -> assertThat(confidence).isCloseTo(wanted.confidence(), within(1e-12)));
            }
        }
        assertThat(byName.loss()).isEqualTo(byIndex.loss());
        assertThat(byName.calibration()).isEqualTo(byIndex.calibration());
    }

    @Test
    void aDetectorsFiguresAreThoseOfOneMachine() {
        Model model = TestModels.detector("background", "cat", "dog");
        ObjectDetector detector = ObjectDetector.of(model);
        StructType object = new StructType()
                .add("label", DataTypes.StringType)
                .add("xMin", DataTypes.DoubleType)
                .add("yMin", DataTypes.DoubleType)
                .add("xMax", DataTypes.DoubleType)
                .add("yMax", DataTypes.DoubleType)
                .add("isCrowd", DataTypes.BooleanType);
        List<Row> rows = new ArrayList<>();
        List<DetectionFigures.Image> expected = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            List<DetectedObject> found = detector.detect(TestImages.drawn(i));
            Box truth = found.get(3 * i).box();
            String label = i % 2 == 0 ? "cat" : "dog";
            rows.add(RowFactory.create(png(i), new Row[] {
                RowFactory.create(label, truth.left(), truth.top(), truth.right(), truth.bottom(), i == 4),
                RowFactory.create("unicorn", 0.0, 0.0, 9.0, 9.0, null)
            }));
            Box box = Box.ofCorners(truth.left(), truth.top(), truth.right(), truth.bottom());
            expected.add(new DetectionFigures.Image(
                    List.of(new TrueObject(i % 2, box, box.area(), i == 4, false)),
                    found.stream()
                            .map(each -> new Detection(
                                    each.index() - 1,
                                    each.score(),
                                    Box.ofCorners(
                                            each.box().left(),
                                            each.box().top(),
                                            each.box().right(),
                                            each.box().bottom())))
                            .toList()));
        }
        rows.add(RowFactory.create(png(1), null));
        rows.add(RowFactory.create(new byte[0], new Row[0]));

        DetectorFigures figures = ClusterEvaluation.ofDetector(
                MobileNetModel.of(model), rows(rows, DataTypes.createArrayType(object)), "truth");

        assertThat(figures.classes()).containsExactly("cat", "dog");
        assertThat(List.of(figures.images(), figures.unread(), figures.unlabelled(), figures.unknown()))
                .containsExactly(6, 1, 1, 6);
        DetectionFigures wanted = DetectionFigures.of(2, expected);
        assertThat(figures.figures().coco()).isEqualTo(wanted.coco());
        assertThat(figures.figures().coco().toString()).contains("0.");
        assertThat(figures.figures().vocAllPoint()).isEqualTo(wanted.vocAllPoint());
        assertThat(figures.figures().misses()).isEqualTo(wanted.misses());
        assertThat(figures.figures().falseAlarms()).isEqualTo(wanted.falseAlarms());
    }

    @Test
    void aSegmentersFiguresAreThoseOfOneMachine() {
        Model model = TestModels.segmenter("background", "cat", "dog");
        ImageSegmenter segmenter = ImageSegmenter.of(model);
        PixelConfusion expected = new PixelConfusion(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RgbImage image = TestImages.drawn(i);
            ClassMask truth = mask(image.width(), image.height(), i);
            expected.add(truth, segmenter.segment(image).mask());
            rows.add(RowFactory.create(png(i), ImageEncoder.indexedPng(truth)));
        }
        rows.add(RowFactory.create(new byte[0], ImageEncoder.indexedPng(mask(3, 3, 1))));
        rows.add(RowFactory.create(png(1), ImageEncoder.indexedPng(mask(3, 3, 1))));
        rows.add(RowFactory.create(png(1), (Object) null));

        SegmenterFigures figures =
                ClusterEvaluation.ofSegmenter(MobileNetModel.of(model), rows(rows, DataTypes.BinaryType, 3), "truth");

        assertThat(List.of(figures.images(), figures.unread(), figures.unlabelled()))
                .containsExactly(6, 1, 2);
        assertThat(figures.meanIou()).isEqualTo(expected.meanIou());
        for (int actual = 0; actual < 3; actual++) {
            for (int predicted = 0; predicted < 3; predicted++) {
                assertThat(figures.confusion().count(actual, predicted)).isEqualTo(expected.count(actual, predicted));
            }
        }
    }

    private static ClassMask mask(int width, int height, int seed) {
        byte[] classes = new byte[width * height];
        for (int i = 0; i < classes.length; i++) {
            int label = (i / 7 + seed) % 4;
            classes[i] = (byte) (label == 3 ? ClassMask.IGNORED : label);
        }
        return new ClassMask(width, height, classes);
    }

    @Test
    void aColumnThatDoesNotFitIsRefusedInOneLine() {
        MobileNetModel stage = MobileNetModel.of(TestModels.classifier(LABELS));
        List<Row> one = List.of(RowFactory.create(png(1), new byte[1]));

        assertRefused(() -> ClusterEvaluation.ofClassifier(stage, rows(one, DataTypes.BinaryType, 1), "truth"))
                .isEqualTo(
                        "truth is of type binary; expected the names of the model's classes (string) or their indexes (a"
                                + " number)");
        assertRefused(() -> ClusterEvaluation.ofClassifier(stage, rows(one, DataTypes.BinaryType, 1), "label"))
                .isEqualTo("column label is absent; found [content, truth]; name the column of labels");
        assertRefused(() -> ClusterEvaluation.ofSegmenter(stage, rows(one, DataTypes.BinaryType, 1), "truth"))
                .contains("which a segmentation network gives, and the model is a classifier");
    }

    private static AbstractStringAssert<?> assertRefused(ThrowingCallable call) {
        @Nullable Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(InvalidInputException.class);
        return assertThat(String.valueOf(thrown == null ? null : thrown.getMessage()));
    }
}
