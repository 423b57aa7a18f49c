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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.DenseStart;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.TrainerOptions;

class DenseTrainingTest {
    private static final int SIDE = 64;
    private static final List<String> LABELS = List.of("background", "red", "blue");

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void draw() throws IOException {
        data = DrawnSquares.write(folder.resolve("data"), 24, SIDE);
    }

    private static Model start(AnnotationTask task) {
        DenseMobileNet dense = task == AnnotationTask.DETECTION
                ? DenseMobileNet.SSDLITE_MOBILENET_V2
                : DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2;
        return DenseStart.fresh(dense, 0.1, LABELS, SIDE, 1);
    }

    private static DenseTraining training(AnnotationTask task, int epochs) {
        DenseRecipe recipe = DenseRecipe.of(task);
        TrainerOptions options = recipe.options()
                .with(change -> change.epochs(epochs).batchSize(4).threads(2).rates(LearningRates.same(0.005)));
        return new DenseTraining(start(task), options, recipe.augmentation(), new ImageReader(2));
    }

    private DenseTraining.Trained run(DenseTraining training, Path out, boolean isResumed, AnnotationTask task)
            throws IOException {
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, task, true)) {
            return new DenseTrainingRun(training, out, isResumed, Map.of("verb", "train"))
                    .run(dataset.split(0.2, 1), WorkflowListener.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void learnsAndWritesItsFolder(AnnotationTask task) throws IOException {
        Path out = folder.resolve("out");
        List<Double> losses = new ArrayList<>();
        DenseTraining training = training(task, 6);
        DenseTraining.Trained trained;
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, task, true)) {
            trained = new DenseTrainingRun(training, out, false, Map.of())
                    .run(dataset.split(0.2, 1), WorkflowListener.NONE.with(List.of(epoch -> losses.add(epoch.loss()))));
        }

        assertThat(losses).hasSize(6);
        assertThat(losses.getLast()).isLessThan(0.9 * losses.getFirst());
        assertThat(trained.model().labels()).isEqualTo(LABELS);
        assertThat(Models.open(out).task()).isEqualTo(trained.model().task());
        assertThat(out.resolve("checkpoint.safetensors")).doesNotExist();
        assertThat(out.resolve("last.safetensors")).exists();
        assertThat(new ImageDecoder().decode(out.resolve("first_batch.png")).width())
                .isGreaterThan(2 * SIDE);
        String measure = task == AnnotationTask.DETECTION ? "\"validation_ap\":" : "\"validation_miou\":";
        assertThat(Files.readString(out.resolve("metrics.jsonl")).lines())
                .hasSize(6)
                .allMatch(line -> line.contains(measure) && !line.contains("accuracy"));
        assertThat(trained.model().run()).containsEntry("annotations", "COCO").containsKey("augmentation");
    }

    @ParameterizedTest
    @EnumSource
    void goesOnFromItsCheckpointToTheSameBits(AnnotationTask task) throws IOException {
        DenseTraining.Trained whole = run(training(task, 2), folder.resolve("whole"), false, task);
        Path out = folder.resolve("ended");
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, task, true)) {
            assertThatThrownBy(() -> new DenseTrainingRun(training(task, 2), out, false, Map.of())
                            .run(dataset.split(0.2, 1), WorkflowListener.NONE.with(List.of(epoch -> {
                                if (epoch.epoch() == 1) {
                                    throw new IllegalStateException("ended");
                                }
                            }))))
                    .hasMessage("ended");
        }

        DenseTraining.Trained resumed = run(training(task, 2), out, true, task);

        Map<ParameterId, Tensor> expected = whole.last().tensors();
        assertThat(resumed.last().tensors()).hasSameSizeAs(expected);
        expected.forEach((id, tensor) -> assertThat(
                        resumed.last().get(id.location(), id.kind()).data())
                .as(id.toString())
                .isEqualTo(tensor.data()));
        assertThatThrownBy(() -> run(training(task, 2), out, true, task))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is finished, there is nothing to resume");
    }

    @Test
    void takesTheTrunkOfAClassifierAndTheClassesOfAnother() {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(3));
        Model classifier = Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 7),
                Preprocessing.imagenet(224),
                List.of("a", "b", "c"));

        Model detector = DenseStart.over(classifier, DenseMobileNet.SSDLITE_MOBILENET_V2, LABELS, 96, 1);

        detector.parameters().tensors().forEach((id, tensor) -> {
            Tensor before = classifier.parameters().tensors().get(id);
            if (id.location().isInHead()) {
                assertThat(before == null || !before.equals(tensor)).isTrue();
            } else {
                assertThat(tensor.data()).isEqualTo(before == null ? null : before.data());
            }
        });
        assertThat(detector.preprocessing().mean()).isEqualTo(Preprocessing.IMAGENET_MEAN);

        Model other = DenseStart.from(detector, List.of("background", "cat"), 1);
        assertThat(other.labels()).containsExactly("background", "cat");
        detector.parameters().tensors().forEach((id, tensor) -> {
            if (!id.location().path().startsWith("classification")
                    || !id.location().name().equals("predict")) {
                assertThat(other.parameters().get(id.location(), id.kind()).data())
                        .isEqualTo(tensor.data());
            }
        });
        assertThatThrownBy(() -> DenseStart.over(classifier, DenseMobileNet.LRASPP_MOBILENET_V3_LARGE, LABELS, 96, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("lraspp_mobilenet_v3_large stands on V3_LARGE");
    }
}
