package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.WorkflowListener;

class MobileNetClassifierTest {
    @TempDir
    static Path folder;

    private static String start;

    /** Red images and blue ones. */
    private static Dataset<Row> images;

    @BeforeAll
    static void saveAModel() throws IOException {
        start = folder.resolve("start").toString();
        TestModels.classifier(64, "cat", "dog").save(Path.of(start));
        images = TestImages.files(48, 3, i -> ImageEncoder.png(TestImages.ofColor(i % 2 == 0, i)))
                .withColumn(
                        "label",
                        functions
                                .when(functions.col("path").rlike("[02468]$"), functions.lit("red"))
                                .otherwise("blue"));
    }

    private static MobileNetClassifier classifier(String method) {
        return new MobileNetClassifier()
                .setModelPath(start)
                .setMethod(method)
                .setEpochs(6)
                .setBatchSize(8)
                .setLearningRate(0.02)
                .setSeed(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen", "sync", "averaging"})
    void learnsToTellColoursApartAndSaysHowFarItIs(String method) throws IOException {
        List<Epoch> epochs = new ArrayList<>();
        MobileNetClassifier classifier = classifier(method).setListener(new WorkflowListener() {
            @Override
            public void onEpoch(Epoch epoch) {
                epochs.add(epoch);
            }
        });

        PipelineModel fitted =
                new Pipeline().setStages(new PipelineStage[] {classifier}).fit(images);
        MobileNetModel model = (MobileNetModel) fitted.stages()[0];

        assertThat(model.model().labels()).containsExactly("blue", "red");
        assertThat(model.model().run()).containsKey("top1");
        assertThat(epochs).hasSize(6).extracting(Epoch::epoch).containsExactly(1, 2, 3, 4, 5, 6);
        Path saved = folder.resolve("saved-" + method);
        model.save(saved.toString());
        assertThat(Models.open(saved.resolve("model")).labels()).containsExactly("blue", "red");
    }

    @Test
    void itsParamsAreSavedAndLoaded() throws IOException {
        MobileNetClassifier classifier =
                classifier("averaging").setClassNames("red", "blue").setAverageEvery(4);
        String path = folder.resolve("estimator").toString();

        classifier.save(path);
        MobileNetClassifier loaded = MobileNetClassifier.load(path);

        assertThat(loaded.uid()).isEqualTo(classifier.uid());
        assertThat(loaded.getMethod()).isEqualTo("averaging");
        assertThat(loaded.getAverageEvery()).isEqualTo(4);
        assertThat(loaded.getLearningRate()).isEqualTo(0.02);
        assertThat(loaded.getClassNames()).containsExactly("red", "blue");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> new MobileNetClassifier("mine").fit(images))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "mine: modelPath is empty; expected the model to begin from, by name or path: setModelPath");
        assertThatThrownBy(() ->
                        classifier("averaging").setCheckpointFolder("/runs").fit(images))
                .hasMessageContaining(": checkpointFolder is /runs, and the method averaging writes no checkpoints;");
        assertThatThrownBy(() -> classifier("sync").setRecipe("soup").fit(images))
                .hasMessageContaining("recipe is soup; expected one of [finetune, quantization-aware");
        assertThatThrownBy(() -> classifier("sync").setRanks(3).fit(images))
                .hasMessage("batchSize is 8; expected a multiple of the 3 ranks, such as 9");
    }
}
