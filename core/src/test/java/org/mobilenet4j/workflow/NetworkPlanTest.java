package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.PublishedLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.training.InputLimit;
import org.mobilenet4j.training.TrainingListener;

class NetworkPlanTest {
    private static final String[] CLASSES = {"daisy", "rose", "tulip"};

    @TempDir
    Path folder;

    @BeforeEach
    void drawImages() {
        Drawings.dataSet(folder.resolve("photos"), 12, CLASSES);
    }

    /** What PyTorch's {@code load_state_dict(strict=True)} asks for, and the types that its own files have. */
    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2, true",
        "mobilenet_v2, false",
        "mobilenet_v3_large, true",
        "mobilenet_v3_small, true",
        "mobilenetv1_100, true",
        "mobilenetv3_large_100, true",
        "tf_mobilenetv3_small_minimal_100, true"
    })
    void trainedWeightsHaveTheNamesShapesAndTypesOfPyTorchs(String list, boolean isFromScratch) throws IOException {
        PublishedLayout published = new PublishedLayout(list);
        Model start = TinyModels.of(published.variant(), isFromScratch ? CLASSES : new String[] {"cat", "dog"});
        train(start, 1, WorkflowListener.NONE).model().save(folder.resolve("model"));

        byte[] file = Files.readAllBytes(folder.resolve("model/model.safetensors"));
        int length = Math.toIntExact(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
        JsonObject header = Json.readObject(Arrays.copyOfRange(file, 8, 8 + length), "header");
        List<String> names = header.members().keySet().stream()
                .filter(name -> !name.equals("__metadata__"))
                .toList();
        Map<String, Shape> shapes = LoadedParameters.shapesByKey(
                published.variant().layout(),
                TinyModels.of(published.variant(), CLASSES).network());

        assertThat(names).containsExactlyInAnyOrderElementsOf(published.shapes().keySet());
        for (String name : names) {
            boolean isCounter = name.endsWith(".num_batches_tracked");
            assertThat(header.object(name).text("dtype")).as(name).hasValue(isCounter ? "I64" : "F32");
            Shape shape = Shape.of(header.object(name).integers("shape").orElseThrow().stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
            assertThat(shape).as(name).isEqualTo(shapes.get(name));
            assertThat(shape.rank())
                    .as(name)
                    .isEqualTo(
                            Objects.requireNonNull(published.shapes().get(name)).rank());
        }
        String counter = names.stream()
                .filter(name -> name.endsWith(".num_batches_tracked"))
                .findFirst()
                .orElseThrow();
        int at = 8
                + length
                + header.object(counter).integers("data_offsets").orElseThrow().getFirst();
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(at))
                .as("batches of the only epoch")
                .isEqualTo(4);
    }

    @Test
    void tellsOfEveryEpochAndFitsTheValidationFigures() throws IOException {
        List<TrainingListener.Epoch> epochs = new ArrayList<>();
        WorkflowListener listener = new WorkflowListener() {
            @Override
            public void onEpoch(Epoch epoch) {
                epochs.add(epoch);
            }
        };

        TrainedModel result = train(3, listener);

        assertThat(epochs).extracting(TrainingListener.Epoch::epoch).containsExactly(1, 2, 3);
        assertThat(result.validation().evaluation().top(1))
                .isEqualTo(result.best().accuracy());
    }

    @Test
    void learnsFromSmallerImagesThanItChecks() throws IOException {
        TrainedModel large = trainAt(InputLimit.NONE);
        TrainedModel small = trainAt(new InputLimit(24, 1));

        assertThat(small.model().preprocessing().inputHeight()).isEqualTo(32);
        assertThat(small.model().preprocessing()).isEqualTo(large.model().preprocessing());
        assertThat(stem(small)).isNotEqualTo(stem(large)).isEqualTo(stem(trainAt(new InputLimit(24, 1))));
    }

    @Test
    void endsOnImagesOfTheNetworksSize() throws IOException {
        TrainedModel always = trainAt(new InputLimit(24, 1));
        TrainedModel first = trainAt(new InputLimit(24, 0.5));

        assertThat(stem(first)).isNotEqualTo(stem(always)).isNotEqualTo(stem(trainAt(InputLimit.NONE)));
        assertThat(stem(first)).isEqualTo(stem(trainAt(new InputLimit(24, 0.7)))); // of two epochs, both mean one
    }

    private TrainedModel trainAt(InputLimit limit) throws IOException {
        Model start =
                TinyModels.of(MobileNet.MOBILENET_V2, options -> options.withSkippedHalvings(List.of(1)), CLASSES);
        return train(
                start,
                Recipe.FINETUNE
                        .plan()
                        .with(change -> change.epochs(2).batchSize(8).inputLimit(limit)),
                WorkflowListener.NONE);
    }

    private static float[] stem(TrainedModel result) {
        return stem(result.model());
    }

    private static float[] stem(Model model) {
        return model.parameters().get(Location.STEM, ParameterId.Kind.WEIGHT).data();
    }

    private TrainedModel train(int epochs, WorkflowListener listener) throws IOException {
        return train(TinyModels.of(MobileNet.MOBILENET_V2, "cat", "dog"), epochs, listener);
    }

    private TrainedModel train(Model start, int epochs, WorkflowListener listener) throws IOException {
        return train(
                start,
                Recipe.FINETUNE.plan().with(change -> change.epochs(epochs).batchSize(8)),
                listener);
    }

    private TrainedModel train(Model start, TrainingPlan plan, WorkflowListener listener) throws IOException {
        try (ImageFolder photos = ImageFolder.open(folder.resolve("photos"))) {
            return new Training(start, plan).run(Split.of(photos, 0.25, 1), listener);
        }
    }

    @Test
    void twoRunsFromOneStartGiveTheSameAndLeaveItAsItWas() throws IOException {
        Model start = TinyModels.of(MobileNet.MOBILENET_V3_SMALL, CLASSES);
        Parameters before = start.parameters().copy();

        Model first = train(start, 2, WorkflowListener.NONE).model();
        Model second = train(start, 2, WorkflowListener.NONE).model();

        before.tensors().forEach((id, tensor) -> {
            assertThat(start.parameters().get(id.location(), id.kind()).data())
                    .as("%s of the start", id)
                    .isEqualTo(tensor.data());
            assertThat(second.parameters().get(id.location(), id.kind()).data())
                    .as("%s of the second run", id)
                    .isEqualTo(first.parameters().get(id.location(), id.kind()).data());
        });
        assertThat(stem(first)).isNotEqualTo(stem(start));
    }
}
