package org.mobilenet4j.spark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.SharedData;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.workflow.TrainedModel;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.WorkflowListener;

class FrozenTrainingTest {
    private static final HeadPlan PLAN =
            new HeadPlan(HeadOptions.DEFAULT.withEpochs(6).withSeed(5));
    private static final LabelledColumns COLUMNS = new LabelledColumns("content", "class");

    @TempDir
    private Path folder;

    private static TrainedOnCluster train(Model start, HeadPlan plan, LabelledRows rows) {
        return new FrozenTraining(start, plan).run(rows, rows.reading(start.preprocessing()), WorkflowListener.NONE);
    }

    private static float[] classifier(Model model, Kind kind) {
        return model.parameters().get(Location.CLASSIFIER, kind).data();
    }

    static void assertSame(TrainedOnCluster spark, TrainedModel alone) {
        for (Kind kind : List.of(Kind.WEIGHT, Kind.BIAS)) {
            assertThat(Arrays.mismatch(classifier(spark.model(), kind), classifier(alone.model(), kind)))
                    .isEqualTo(-1);
        }
        assertThat(spark.model().labels()).isEqualTo(alone.model().labels());
        assertThat(spark.epochs()).isEqualTo(alone.epochs());
        assertThat(spark.trainImages()).isEqualTo(alone.trainImages());
        assertThat(spark.best().epoch()).isEqualTo(alone.best().epoch());
        assertThat(spark.best().loss()).isEqualTo(alone.best().loss());
        assertThat(spark.best().validationLoss()).isEqualTo(alone.best().validationLoss());
        assertThat(spark.model().run().get("top1"))
                .isEqualTo(alone.model().run().get("top1"))
                .isEqualTo(spark.best().accuracy());
    }

    @Test
    void givesTheHeadThatOneProcessGivesOfAFolderToTheBit() throws IOException {
        PictureFolder pictures = PictureFolder.drawnIn(folder, 12, "tulip", "daisy", "rose");
        Files.write(
                folder.resolve("rose").resolve("image 4.jpg"),
                new byte[] {1, 2, 3}); // of empty files Spark makes no row
        Model start = IncludedModel.CIFAR10.load();
        TrainedModel alone;
        try (ImageFolder images = ImageFolder.open(folder)) {
            alone = new Training(start, PLAN).run(Split.of(images, 0.25, PLAN.seed()), WorkflowListener.NONE);
        }

        TrainedOnCluster spark =
                train(start, PLAN, LabelledRows.of(pictures.rows().repartition(4), COLUMNS, 0.25, PLAN.seed()));

        assertSame(spark, alone);
        assertThat(spark.skipped())
                .extracting(SkippedImage::reason)
                .singleElement()
                .asString()
                .startsWith("file:")
                .endsWith(alone.skipped().getFirst().reason().replaceFirst(".*image 4", "image 4"));
    }

    @Test
    @Tag("slow")
    void givesTheHeadThatTheProgramGivesOfFlowersToTheBit() throws IOException {
        Path archive = SharedData.require("data/flowers_train.zip");
        Model start = Models.open(SharedData.require("weights/mobilenet_v2_imagenet.safetensors"));
        PictureFolder pictures = PictureFolder.unpackedIn(folder, archive);
        HeadPlan plan = new HeadPlan(HeadOptions.DEFAULT);
        TrainedModel alone;
        try (ImageFolder images = ImageFolder.open(archive)) {
            alone = new Training(start, plan).run(Split.of(images, 0.2, plan.seed()), WorkflowListener.NONE);
        }

        TrainedOnCluster spark = train(start, plan, LabelledRows.of(pictures.rows(), COLUMNS, 0.2, plan.seed()));

        assertSame(spark, alone);
        assertThat(spark.best().accuracy()).isBetween(0.905, 0.93);
    }

    @Test
    void takesPathsAsWell() {
        PictureFolder pictures = PictureFolder.drawnIn(folder, 4, "daisy", "rose");
        LabelledRows rows = LabelledRows.of(
                pictures.rows().drop("content"), new LabelledColumns("path", "class"), 0.25, PLAN.seed());

        TrainedOnCluster spark = train(IncludedModel.CIFAR10.load(), PLAN, rows);

        assertThat(spark.trainImages()).isEqualTo(6);
        assertThat(spark.validationImages()).isEqualTo(2);
        assertThat(spark.skipped()).isEmpty();
    }

    @Test
    void refusesAClassOfWhichNothingCanBeRead() {
        PictureFolder pictures = PictureFolder.drawnIn(folder, 4, "daisy", "rose");
        LabelledRows rows = LabelledRows.of(
                pictures.rows()
                        .withColumn(
                                "content",
                                functions
                                        .when(
                                                functions.col("class").equalTo("rose"),
                                                functions.unhex(functions.lit("FFD8")))
                                        .otherwise(functions.col("content"))),
                COLUMNS,
                0.25,
                PLAN.seed());

        assertThatThrownBy(() -> train(IncludedModel.CIFAR10.load(), PLAN, rows))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the rows: no image of the class rose can be read; the first: file:")
                .hasMessageNotContaining("\n");
    }

    @Test
    void tellsTheDoctorWhatComesToTheDriver() {
        PictureFolder pictures = PictureFolder.drawnIn(folder, 4, "daisy", "rose");
        Model start = IncludedModel.CIFAR10.load();
        LabelledRows rows = LabelledRows.of(pictures.rows(), COLUMNS, 0.25, 1);

        int features = start.network().channels(start.network().features());
        assertThat(new FrozenTraining(start, PLAN).workload(rows).collectedBytes())
                .isEqualTo(8L * features * 4);
    }
}
