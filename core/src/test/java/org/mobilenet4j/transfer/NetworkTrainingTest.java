package org.mobilenet4j.transfer;

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
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.PublishedLayout;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.training.InputLimit;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.transfer.HeadTransfer.Images;

class NetworkTrainingTest {
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
        train(start, 1, HeadTransfer.Listener.NONE).model().save(folder.resolve("model"));

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
        HeadTransfer.Listener listener = new HeadTransfer.Listener() {
            @Override
            public void onImage(int done, int total) {}

            @Override
            public void onEpoch(Epoch epoch) {
                epochs.add(epoch);
            }
        };

        HeadTransfer.Result result = train(3, listener);

        assertThat(epochs).extracting(TrainingListener.Epoch::epoch).containsExactly(1, 2, 3);
        assertThat(result.validation().top(1)).isEqualTo(result.best().accuracy());
    }

    @Test
    void learnsFromSmallerImagesThanItChecks() throws IOException {
        HeadTransfer.Result large = trainAt(InputLimit.NONE);
        HeadTransfer.Result small = trainAt(new InputLimit(24, 1));

        assertThat(small.model().preprocessing().inputHeight()).isEqualTo(32);
        assertThat(small.model().preprocessing()).isEqualTo(large.model().preprocessing());
        assertThat(stem(small)).isNotEqualTo(stem(large)).isEqualTo(stem(trainAt(new InputLimit(24, 1))));
    }

    @Test
    void endsOnImagesOfTheNetworksSize() throws IOException {
        HeadTransfer.Result always = trainAt(new InputLimit(24, 1));
        HeadTransfer.Result first = trainAt(new InputLimit(24, 0.5));

        assertThat(stem(first)).isNotEqualTo(stem(always)).isNotEqualTo(stem(trainAt(InputLimit.NONE)));
        assertThat(stem(first)).isEqualTo(stem(trainAt(new InputLimit(24, 0.7)))); // of two epochs, both mean one
    }

    private HeadTransfer.Result trainAt(InputLimit limit) throws IOException {
        Model start =
                TinyModels.of(MobileNet.MOBILENET_V2, options -> options.withSkippedHalvings(List.of(1)), CLASSES);
        Trainer trainer = new Trainer(Recipe.FINETUNE
                .options()
                .with(change -> change.epochs(2).batchSize(8).inputLimit(limit)));
        return train(start, trainer, HeadTransfer.Listener.NONE);
    }

    private static float[] stem(HeadTransfer.Result result) {
        return result.model()
                .parameters()
                .get(Location.STEM, ParameterId.Kind.WEIGHT)
                .data();
    }

    private HeadTransfer.Result train(int epochs, HeadTransfer.Listener listener) throws IOException {
        return train(TinyModels.of(MobileNet.MOBILENET_V2, "cat", "dog"), epochs, listener);
    }

    private HeadTransfer.Result train(Model start, int epochs, HeadTransfer.Listener listener) throws IOException {
        Trainer trainer = new Trainer(
                Recipe.FINETUNE.options().with(change -> change.epochs(epochs).batchSize(8)));
        return train(start, trainer, listener);
    }

    private HeadTransfer.Result train(Model start, Trainer trainer, HeadTransfer.Listener listener) throws IOException {
        try (ImageFolder photos = ImageFolder.open(folder.resolve("photos"))) {
            Split split = Split.stratified(photos.samples(), 0.25, 1);
            return new NetworkTraining(start, trainer, Recipe.FINETUNE.augmentation(), new ImageDecoder(), true)
                    .fit(
                            Images.of(photos, split.train()),
                            Images.of(photos, split.validation()),
                            photos.classes(),
                            Map.of(),
                            listener);
        }
    }
}
