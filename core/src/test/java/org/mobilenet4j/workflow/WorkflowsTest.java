package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Judgement;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Int8Simulation;
import org.mobilenet4j.weights.StoredPrecision;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/** What a server or a notebook sees of the workflows. */
class WorkflowsTest {
    private final Model model = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose", "tulip");
    private final ImageReader reader = new ImageReader(2);
    private final Recorder recorder = new Recorder();

    @TempDir
    Path folder;

    private Path photos;

    private static final class Recorder implements WorkflowListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void onTask(String task, int images) {
            events.add(task + " " + images);
        }

        @Override
        public void onImage(int done, int total) {
            events.add(done + "/" + total);
        }

        @Override
        public void onSkipped(SkippedImage skipped) {
            events.add("skipped " + skipped.name());
        }

        @Override
        public void onNote(String note) {
            events.add(note);
        }

        @Override
        public void onWarning(String warning) {
            events.add("warning: " + warning);
        }
    }

    @BeforeEach
    void drawImages() {
        photos = Drawings.dataSet(folder.resolve("photos"), 2, "daisy", "rose");
    }

    @Test
    void anEvaluationTellsOfEveryImageInItsOrder() throws IOException {
        Files.write(photos.resolve("daisy/001.bmp"), new byte[0]);
        Model trainedOnThem = model.withRun(Map.of("data", photos.toString()));

        try (ImageFolder data = ImageFolder.open(photos, model.labels())) {
            EvaluatedImages evaluated = new FolderEvaluation(trainedOnThem, reader).run(data, recorder);

            assertThat(evaluated.images()).hasSize(3);
            assertThat(evaluated.evaluation().matrix().occurring()).contains(0, 1);
            assertThat(evaluated.isTrainedOn()).isTrue();
        }
        assertThat(recorder.events)
                .containsExactly(
                        "evaluating 4",
                        "1/4",
                        "2/4",
                        "3/4",
                        "4/4",
                        "skipped daisy/001.bmp",
                        "warning: " + FolderEvaluation.TRAINED_ON_CAUTION);
    }

    @Test
    void anEvaluationRefusesAFolderOfOtherLabels() throws IOException {
        try (ImageFolder data = ImageFolder.open(photos)) {
            assertThatThrownBy(() -> new FolderEvaluation(model, reader).run(data, recorder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(photos + " was opened with other labels than the model's");
        }
    }

    @Test
    void aModelAgreesWithItself() throws IOException {
        try (ImageFolder data = ImageFolder.open(photos, model.labels())) {
            ComparedModels compared = new ModelComparison(model, model, reader).run(data, recorder);

            assertThat(compared.pairs().agreement()).isEqualTo(1);
            assertThat(compared.first().evaluation().loss())
                    .isEqualTo(compared.second().evaluation().loss());
        }
    }

    @Test
    void everyWorkflowReadsImagesAsTheModelsPreprocessingSays() {
        Model upright = model.withPreprocessing(model.preprocessing().withUpright(true));
        ImageReader turning = new ImageReader(new ImageDecoder().withOrientation(true), new Workers(2), false);
        HeadPlan plan = new HeadPlan(HeadOptions.DEFAULT);

        assertThat(List.of(
                        new FolderEvaluation(upright, reader).reader(),
                        new ImageEmbedding(upright, "stem", reader).reader(),
                        new ModelInspection(upright, reader).reader(),
                        new Training(upright, plan, reader).reader()))
                .allSatisfy(each -> assertThat(each.decoder().toString()).endsWith(", upright]"));
        assertThat(List.of(
                        new FolderEvaluation(model, turning).reader(),
                        new ImageEmbedding(model, "stem", turning).reader(),
                        new ModelInspection(model, turning).reader(),
                        new Training(model, plan, turning).reader()))
                .allSatisfy(each -> assertThat(each.decoder().toString()).doesNotContain("upright"));
    }

    @Test
    void aComparisonShowsEachModelTheImageAsItLearnedThem() throws IOException {
        Model upright = model.withPreprocessing(model.preprocessing().withUpright(true));
        for (String sideways : List.of("daisy/6.jpg", "rose/8.jpg")) {
            String resource = "/image/jpeg_orientation_" + sideways.replaceAll(".*/", "");
            try (InputStream in = Objects.requireNonNull(WorkflowsTest.class.getResourceAsStream(resource))) {
                Files.copy(in, photos.resolve(sideways));
            }
        }

        try (ImageFolder data = ImageFolder.open(photos, model.labels())) {
            ComparedModels compared = new ModelComparison(model, upright, reader).run(data, recorder);

            double asStored = new FolderEvaluation(model, reader)
                    .run(data, recorder)
                    .evaluation()
                    .loss();
            double turned = new FolderEvaluation(upright, reader)
                    .run(data, recorder)
                    .evaluation()
                    .loss();
            assertThat(compared.first().evaluation().loss()).isEqualTo(asStored);
            assertThat(compared.second().evaluation().loss()).isEqualTo(turned).isNotEqualTo(asStored);
        }
    }

    @Test
    void aRunThatDivergedLeavesNoModel() throws IOException {
        Path out = folder.resolve("model");
        NetworkPlan plan = new NetworkPlan(
                TrainerOptions.FINE_TUNING.with(
                        change -> change.epochs(1).batchSize(2).threads(1).rates(LearningRates.same(1e6))),
                Augmentation.NONE);
        HeadPlan head = new HeadPlan(HeadOptions.DEFAULT.withLearningRate(1e9).withEpochs(2));

        try (ImageFolder data = ImageFolder.open(photos)) {
            for (TrainingPlan each : List.of(plan, head)) {
                TrainingRun run = new TrainingRun(new Training(model, each, reader), out, false, Map.of());
                assertThatThrownBy(() -> run.run(Split.of(data, 0.5, 1), recorder))
                        .isInstanceOf(DivergedException.class)
                        .hasMessageContaining("a tenth of ");
            }
        }
        assertThat(out.resolve("config.json")).doesNotExist();
        assertThat(out.resolve("model.safetensors")).doesNotExist();
        assertThat(TrainingRun.checkpoint(out)).doesNotExist();
    }

    @Test
    void theKeptWeightsAreJudgedAsTheirEpochWas() throws IOException {
        NetworkPlan plan = new NetworkPlan(
                TrainerOptions.FINE_TUNING.with(
                        change -> change.epochs(3).batchSize(2).threads(2)),
                Augmentation.NONE);

        try (ImageFolder data = ImageFolder.open(photos)) {
            TrainedModel trained = new Training(model, plan, reader).run(Split.of(data, 0.5, 1), recorder);

            EvaluatedImages validation = trained.validation();
            assertThat(validation.evaluation().top(1)).isEqualTo(trained.best().accuracy());
            assertThat(validation.evaluation().loss()).isCloseTo(trained.best().validationLoss(), within(1e-6));
            List<Double> losses = validation.images().stream()
                    .map(image -> image.judgement().loss())
                    .toList();
            CompiledNetwork again = trained.model().compile();
            ImageResults<float[]> logits =
                    reader.map(validation.dataset(), trained.model().preprocessing(), again::logits, recorder);
            assertThat(Evaluation.of(
                                    validation.dataset().labels().stream()
                                            .mapToInt(Integer::intValue)
                                            .toArray(),
                                    logits.results())
                            .judgements())
                    .extracting(Judgement::loss)
                    .isEqualTo(losses);
        }
    }

    @Test
    void aNetworkThatLearnsInEightBitsIsFoldedAndJudgedSo() throws IOException {
        NetworkPlan plan = new NetworkPlan(
                Recipe.QUANTIZATION_AWARE
                        .options()
                        .with(change -> change.batchSize(2).threads(2)),
                Augmentation.NONE,
                ImageStore.MEMORY,
                false,
                null,
                RangeMethod.MIN_MAX);

        try (ImageFolder data = ImageFolder.open(photos)) {
            Split split = Split.of(data, 0.5, 1);
            TrainedModel trained = new Training(model, plan, reader).run(split, recorder);

            assertThat(trained.model().ranges()).containsKey("input").containsKey("stem");
            assertThat(trained.model().run()).containsEntry("int8_ranges", "min_max");
            assertThat(trained.validation().evaluation().top(1))
                    .isEqualTo(trained.best().accuracy());
            Model kept = trained.model();
            LabelledImages validation = split.validation();
            List<float[]> again = new Int8Simulation(
                            kept.parameters(), kept.ranges(), kept.inputShape(), reader.workers())
                    .run(validation.size(), (i, into) -> {
                        float[] input = kept.input(validation.decode(i, reader.decoder()));
                        System.arraycopy(input, 0, into, 0, input.length);
                    });
            assertThat(Evaluation.of(
                                    validation.labels().stream()
                                            .mapToInt(Integer::intValue)
                                            .toArray(),
                                    again)
                            .loss())
                    .isCloseTo(trained.best().validationLoss(), within(1e-6));
        }
    }

    @Test
    void aSearchFindsACopyAndNotItself() throws IOException {
        Path copy = Files.copy(photos.resolve("rose/001.bmp"), photos.resolve("daisy/copy.bmp"));
        ImageEmbedding embedding = new ImageEmbedding(model, "stem", reader);

        try (UnlabelledImages images = UnlabelledImages.open(List.of(photos))) {
            FoundImages found =
                    new ImageSearch(embedding, 2).run(List.of(photos.resolve("rose/001.bmp")), images, recorder);

            assertThat(found.nearest()).hasSize(2);
            assertThat(found.nearest().getFirst().name()).isEqualTo(copy.toString());
            assertThat(found.images().name(found.nearest().getFirst().index())).isEqualTo(copy.toString());
        }
    }

    @Test
    void anInspectionCountsSilentOutputsOnlyWithImages() {
        ModelInspection inspection = new ModelInspection(model, reader);
        RgbImage grey = RgbImage.of(40, 40, new byte[4800]);

        InspectedModel alone = inspection.run(UnlabelledImages.of(List.of()), recorder);
        InspectedModel looking = inspection.run(UnlabelledImages.of(List.of(grey)), recorder);

        assertThat(alone.depthwise()).isPositive();
        assertThat(alone.layers()).allMatch(layer -> layer.silent() == null);
        assertThat(looking.images()).isEqualTo(1);
        assertThat(looking.layers()).anyMatch(layer -> layer.silent() != null);
        assertThat(recorder.events).containsExactly("inspecting 1", "1/1");
    }

    @Test
    void aRunLeavesTheModelWithItsProvenance() throws IOException {
        Path out = folder.resolve("model");
        Training training = new Training(model, new HeadPlan(HeadOptions.DEFAULT.withEpochs(2)), reader);

        try (ImageFolder data = ImageFolder.open(photos)) {
            new TrainingRun(training, out, false, Map.of("weights", "mine", "data", "drawings"))
                    .run(Split.of(data, 0.5, 1), recorder);
        }

        assertThat(Models.open(out).run())
                .containsEntry("weights", "mine")
                .containsEntry("data", "drawings")
                .containsEntry("train_images", 2L)
                .containsKeys("finished", "validation", "options", "best_epoch", "kernels", "java");
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(2);
        assertThat(recorder.events)
                .contains("mobilenet_v2 at 32 pixels, 2 classes: 2 training images, 2 validation images");
        assertThatThrownBy(() -> new TrainingRun(training, out, true, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a classifier over a frozen trunk is fitted in seconds and cannot be resumed");
        Training whole = new Training(model, Recipe.FINETUNE.plan(), reader);
        assertThatThrownBy(() -> new TrainingRun(whole, out, true, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the run in " + out + " is finished, there is nothing to resume");
    }

    @Test
    void anArchiveReadsBack() throws IOException {
        Path zip = folder.resolve("model.zip");

        model.saveZip(zip, StoredPrecision.FLOAT32);

        Model read = Models.open(zip);
        assertThat(read.labels()).isEqualTo(model.labels());
        model.parameters()
                .tensors()
                .forEach((id, tensor) -> assertThat(
                                read.parameters().get(id.location(), id.kind()).data())
                        .isEqualTo(tensor.data()));
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(photos, zip);
        }
    }
}
