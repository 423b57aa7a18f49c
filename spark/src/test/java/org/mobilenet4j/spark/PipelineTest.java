package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.io.InvalidInputException;

/** The stage among Spark's own: before a classifier of Spark ML, saved, loaded elsewhere, over a stream. */
class PipelineTest {
    private static final int IMAGES = 16;

    @TempDir
    Path folder;

    @Test
    void aPipelineThatWasSavedPredictsTheSameInAFreshJvm() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            String name = (i % 2 == 0 ? "red-" : "blue-") + i + ".jpg";
            Files.write(images.resolve(name), ImageEncoder.jpeg(TestImages.ofColor(i % 2 == 0, i)));
        }
        Dataset<Row> labelled = labelled(images.toString());
        MobileNetModel features = MobileNetModel.open("cifar10")
                .setFeaturesCol("features")
                .setPredictionCol("")
                .setPredictedLabelCol("")
                .setProbabilityCol("");
        PipelineModel fitted = new Pipeline()
                .setStages(new PipelineStage[] {features, new LogisticRegression().setMaxIter(5)})
                .fit(labelled);
        Path saved = folder.resolve("saved");
        fitted.save(saved.toString());

        List<String> predictions = predictions(fitted, labelled);
        assertThat(predictions).hasSize(IMAGES).allMatch(line -> line.endsWith(line.contains("/red-") ? "1.0" : "0.0"));
        assertThat(inAFreshJvm(saved, images)).isEqualTo(predictions);
    }

    /** What the fresh JVM does: arguments are the saved pipeline, the images, and a file for the predictions. */
    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "1")
                .getOrCreate();
        try {
            PipelineModel loaded = PipelineModel.load(arguments[0]);
            Files.write(Path.of(arguments[2]), predictions(loaded, labelled(arguments[1])));
        } finally {
            spark.stop();
        }
    }

    private static Dataset<Row> labelled(String images) {
        return SparkSession.active()
                .read()
                .format("binaryFile")
                .load(images)
                .select("path", "content")
                .withColumn("label", functions.expr("if(path like '%/red-%', 1.0, 0.0)"));
    }

    private static List<String> predictions(PipelineModel model, Dataset<Row> labelled) {
        return model.transform(labelled).select("path", "prediction").collectAsList().stream()
                .map(row -> row.getString(0) + " " + row.getDouble(1))
                .sorted()
                .toList();
    }

    private List<String> inAFreshJvm(Path saved, Path images) throws IOException, InterruptedException {
        Path result = folder.resolve("predictions");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1", // sooner there, and only predictions are compared
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PipelineTest.class.getName(),
                        saved.toString(),
                        images.toString(),
                        result.toString())
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> read(errors)).isZero();
        return Files.readAllLines(result);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aSavedStageKeepsItsParamsAndItsModelIsAnyModelsFolder() throws IOException {
        MobileNetModel stage = MobileNetModel.open("cifar10")
                .setInputCol("image")
                .setTopKCol("best three")
                .setTopK(3)
                .setMaxPixels(1L << 20)
                .setErrorCol("");
        Path saved = folder.resolve("stage");
        stage.save(saved.toString());

        MobileNetModel loaded = MobileNetModel.load(saved.toString());
        assertThat(loaded.uid()).isEqualTo(stage.uid());
        assertThat(loaded.explainParams()).isEqualTo(stage.explainParams());
        assertThat(loaded.model().labels()).isEqualTo(stage.model().labels());
        float[] logits = ImageClassifier.of(Models.open(saved.resolve("model"))).logits(TestImages.drawn(1));
        assertThat(logits)
                .containsExactly(
                        ImageClassifier.of(IncludedModel.CIFAR10.load()).logits(TestImages.drawn(1)));
        assertThatThrownBy(() -> stage.save(saved.toString())).isInstanceOf(IOException.class);
        stage.setTopK(4).write().overwrite().save(saved.toString());
        assertThat(MobileNetModel.load(saved.toString()).getTopK()).isEqualTo(4);
        assertThatThrownBy(() -> MobileNetModel.load(folder.toString()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected a saved MobileNetModel; check the path");
    }

    @Test
    void aStreamOfPathsIsClassifiedAsItComes() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            paths.add(Files.write(folder.resolve("image-" + i + ".jpg"), TestImages.jpeg(i))
                    .toString());
        }
        paths.add(folder.resolve("absent.jpg").toString());
        Path lists = Files.createDirectory(folder.resolve("lists"));
        Files.write(lists.resolve("list.txt"), paths, StandardCharsets.UTF_8);
        MobileNetModel stage =
                MobileNetModel.of(TestModels.classifier("cat", "dog")).setInputCol("value");

        StreamingQuery query = stage.transform(
                        LocalCluster.session().readStream().text(lists.toString()))
                .writeStream()
                .format("memory")
                .queryName("classified")
                .trigger(Trigger.AvailableNow())
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .start();
        query.awaitTermination();

        ImageClassifier classifier = ImageClassifier.of(stage.model());
        List<String> expected = Stream.concat(
                        IntStream.range(0, 6)
                                .mapToObj(i -> paths.get(i) + " "
                                        + classifier
                                                .classify(TestImages.jpeg(i))
                                                .best()
                                                .label()),
                        Stream.of(paths.getLast() + " null"))
                .toList();
        assertThat(LocalCluster.session().table("classified").collectAsList())
                .extracting(row -> row.getAs("value") + " " + row.getAs("predictedLabel"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(stage.imagesNotRead()).isEqualTo(1);
    }
}
