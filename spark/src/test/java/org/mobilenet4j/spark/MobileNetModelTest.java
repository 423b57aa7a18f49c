package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.Classification;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

class MobileNetModelTest {
    private static final int IMAGES = 24;

    @Test
    void aClassifiersColumnsAreWhatTheLibrarySaysToTheBit() {
        MobileNetModel stage = MobileNetModel.open("cifar10")
                .setRawPredictionCol("logits")
                .setTopKCol("top")
                .setTopK(3)
                .setFeaturesCol("features");

        List<Row> rows =
                stage.transform(TestImages.files(IMAGES, 4, TestImages::jpeg)).collectAsList();

        ImageClassifier classifier = ImageClassifier.of(stage.model());
        assertThat(rows).hasSize(IMAGES);
        assertThat(rows.getFirst().schema().fieldNames())
                .containsExactly(
                        "path",
                        "content",
                        "prediction",
                        "predictedLabel",
                        "probability",
                        "logits",
                        "top",
                        "features",
                        "error");
        for (Row row : rows) {
            byte[] encoded = row.getAs("content");
            RgbImage image = new ImageDecoder().decode(encoded, "image");
            Classification expected = classifier.classify(encoded);
            assertThat((double) row.getAs("prediction"))
                    .isEqualTo(expected.best().index());
            assertThat((String) row.getAs("predictedLabel"))
                    .isEqualTo(expected.best().label());
            double[] probabilities = row.<Vector>getAs("probability").toArray();
            expected.predictions()
                    .forEach(prediction ->
                            assertThat(probabilities[prediction.index()]).isEqualTo(prediction.probability()));
            assertThat(floats(row.getAs("logits"))).containsExactly(classifier.logits(image));
            assertThat(floats(row.getAs("features"))).containsExactly(classifier.features(image));
            assertThat(row.getList(row.fieldIndex("top")))
                    .extracting(Object::toString)
                    .containsExactlyElementsOf(expected.top(3).stream()
                            .map(top -> "[%s,%d,%s]".formatted(top.label(), top.index(), top.probability()))
                            .toList());
            assertThat((String) row.getAs("error")).isNull();
        }
        assertThat(stage.imagesRead()).isEqualTo(IMAGES);
        assertThat(stage.imagesNotRead()).isZero();
    }

    /** The same of images as people take them, by their paths. */
    @Test
    @Tag("slow")
    void aPublishedClassifierSaysOfPathsWhatTheLibrarySaysToTheBit() {
        Path images = SharedData.require("data/imagenet40");
        MobileNetModel stage = MobileNetModel.open(SharedData.require("weights/mobilenet_v2_imagenet.safetensors")
                        .toString())
                .setInputCol("path");
        Dataset<Row> paths = LocalCluster.session()
                .read()
                .format("binaryFile")
                .load(images.toString())
                .select("path")
                .repartition(4);

        List<Row> rows = stage.transform(paths).collectAsList();

        ImageClassifier classifier = ImageClassifier.of(stage.model());
        assertThat(rows).hasSize(40);
        for (Row row : rows) {
            Classification expected = classifier.classify(Path.of(URI.create(row.getString(0))));
            double[] probabilities = row.<Vector>getAs("probability").toArray();
            expected.predictions()
                    .forEach(prediction ->
                            assertThat(probabilities[prediction.index()]).isEqualTo(prediction.probability()));
            assertThat((String) row.getAs("predictedLabel"))
                    .isEqualTo(expected.best().label());
        }
    }

    private static float[] floats(Vector vector) {
        float[] floats = new float[vector.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector.apply(i);
        }
        return floats;
    }

    @Test
    void aDetectorsAndASegmentersColumnsAreWhatTheLibrarySays() {
        Model detector = TestModels.detector("background", "cat", "dog");
        Model segmenter = TestModels.segmenter("background", "cat", "dog");
        Dataset<Row> files = TestImages.files(6, 2, TestImages::jpeg);

        Dataset<Row> both = MobileNetModel.of(segmenter)
                .setErrorCol("")
                .transform(MobileNetModel.of(detector).transform(files));

        assertThat(both.schema().fieldNames()).containsExactly("path", "content", "detections", "error", "mask");
        for (Row row : both.collectAsList()) {
            byte[] encoded = row.getAs("content");
            List<DetectedObject> objects = ObjectDetector.of(detector).detect(encoded);
            ClassMask mask = ImageSegmenter.of(segmenter).segment(encoded).mask();
            assertThat(objects).isNotEmpty();
            assertThat(row.getList(row.fieldIndex("detections")))
                    .extracting(Object::toString)
                    .containsExactlyElementsOf(objects.stream()
                            .map(found -> "[%s,%d,%s,%s,%s,%s,%s]"
                                    .formatted(
                                            found.label(),
                                            found.index(),
                                            found.score(),
                                            found.box().left(),
                                            found.box().top(),
                                            found.box().right(),
                                            found.box().bottom()))
                            .toList());
            Row found = row.getAs("mask");
            assertThat(new ClassMask(found.getAs("width"), found.getAs("height"), found.getAs("classes")))
                    .isEqualTo(mask);
        }
    }

    @Test
    void imagesThatCannotBeReadAreCountedAndSayWhy() {
        int count = 300;
        Map<Integer, byte[]> special = Map.of(
                3, "no image".getBytes(StandardCharsets.UTF_8),
                77, new byte[0],
                150, TestImages.huge(),
                200, TestImages.ofCore("jpeg_cmyk.jpg"));
        MobileNetModel stage = MobileNetModel.of(TestModels.classifier("cat", "dog"));
        Dataset<Row> files = TestImages.files(count, 3, i -> special.getOrDefault(i, TestImages.jpeg(i % 7)));

        Dataset<Row> answers = stage.transform(files);
        Map<String, String> errors = new TreeMap<>();
        List<String> read = new ArrayList<>();
        for (Row row : answers.select("path", "error", "prediction", "predictedLabel", "probability")
                .collectAsList()) {
            if (row.isNullAt(1)) {
                assertThat(row.isNullAt(2) || row.isNullAt(3) || row.isNullAt(4))
                        .isFalse();
                read.add(row.getString(0));
            } else {
                assertThat(row.isNullAt(2) && row.isNullAt(3) && row.isNullAt(4))
                        .isTrue();
                errors.put(row.getString(0), row.getString(1));
            }
        }

        assertThat(read).hasSize(count - 3).contains("image-200");
        assertThat(errors.keySet()).containsExactly("image-150", "image-3", "image-77");
        assertThat(errors.get("image-3")).startsWith("image-3: is ").contains("expected an image");
        assertThat(errors.get("image-77")).startsWith("image-77: is empty");
        assertThat(errors.get("image-150")).startsWith("image-150: claims ").contains("pixels; expected at most");
        assertThat(stage.imagesRead()).isEqualTo(count);
        assertThat(stage.imagesNotRead()).isEqualTo(3);
    }

    @Test
    void handleInvalidSaysWhatBecomesOfThem() {
        Dataset<Row> files = TestImages.files(4, 1, i -> i == 2 ? new byte[0] : TestImages.jpeg(i));
        MobileNetModel stage = MobileNetModel.of(TestModels.classifier("cat", "dog"));

        assertThat(stage.copy(stage.extractParamMap())
                        .setHandleInvalid("skip")
                        .transform(files)
                        .count())
                .isEqualTo(3);
        assertThatThrownBy(
                        () -> stage.setHandleInvalid("error").transform(files).collectAsList())
                .isInstanceOf(SparkException.class)
                .hasStackTraceContaining("image-2: is empty")
                .hasStackTraceContaining("(handleInvalid is error)");
        assertThatThrownBy(() -> stage.setHandleInvalid("drop")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSchemaThatDoesNotFitIsRefusedInOneLine() {
        Dataset<Row> files = TestImages.files(1, 1, TestImages::jpeg);
        MobileNetModel stage = MobileNetModel.open("cifar10");

        assertThatThrownBy(() ->
                        stage.copy(stage.extractParamMap()).setMaskCol("mask").transform(files))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "maskCol is mask, which a segmentation network gives, and the model is a classifier; leave the"
                                + " param empty, or open another model");
        assertThatThrownBy(() -> stage.transform(files.withColumn("prediction", functions.lit(1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("predictionCol is prediction, a column that is there already; drop it, or give the param"
                        + " another name");
        assertThatThrownBy(() -> new MobileNetModel().transform(files))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("modelPath is empty; expected a model's name or path");
        assertThatThrownBy(() -> MobileNetModel.open("no-such-model")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void columnsFollowTheModelUnlessTheyAreSet() {
        MobileNetModel stage = new MobileNetModel().setPredictionCol("index");
        stage.setModelPath("cifar10").model();

        assertThat(List.of(stage.getPredictionCol(), stage.getPredictedLabelCol(), stage.getFeaturesCol()))
                .containsExactly("index", "predictedLabel", "");
        assertThat(MobileNetModel.of(TestModels.segmenter("a", "b")).getMaskCol())
                .isEqualTo("mask");
        assertThat(stage.explainParams()).contains("inputCol: column of images", "(default: content)");
    }

    /** As Spark Connect looks for stages, and makes them. */
    @Test
    void aServerOfSparkConnectFindsIt() throws ReflectiveOperationException {
        assertThat(ServiceLoader.load(Transformer.class).stream().map(ServiceLoader.Provider::type))
                .contains(MobileNetModel.class);
        assertThat(MobileNetModel.class
                        .getConstructor(String.class)
                        .newInstance("of-a-client")
                        .uid())
                .isEqualTo("of-a-client");
    }
}
