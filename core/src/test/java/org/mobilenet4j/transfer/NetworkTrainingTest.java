package org.mobilenet4j.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.transfer.HeadTransfer.Pictures;
import org.mobilenet4j.weights.LoadedParameters;
import org.mobilenet4j.weights.PublishedLayout;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;

class NetworkTrainingTest {
    @TempDir
    Path folder;

    @BeforeEach
    void drawPictures() {
        Drawings.dataSet(folder.resolve("photos"), 12, "daisy", "rose", "tulip");
    }

    @Test
    void trainedWeightsHaveTorchvisionsNamesAndShapes() throws IOException {
        HeadTransfer.Result result = train(2, HeadTransfer.Listener.NONE);
        result.model().save(folder.resolve("model"));

        StateDict saved = Safetensors.read(folder.resolve("model/model.safetensors"));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        saved.asMap().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        PublishedLayout torchvision = new PublishedLayout("mobilenet_v2");

        assertThat(List.copyOf(shapes.keySet()))
                .isEqualTo(List.copyOf(
                        LoadedParameters.shapesByKey(torchvision.variant().layout(), torchvision.architecture())
                                .keySet()));
        assertThat(shapes.get("classifier.1.weight")).isEqualTo(Shape.of(3, 1280));
        assertThat(shapes.get("features.1.conv.0.1.num_batches_tracked")).isEqualTo(Shape.of());
    }

    @Test
    void tellsOfEveryEpochAndFitsTheHeldOutFigures() throws IOException {
        List<TrainingListener.Epoch> epochs = new ArrayList<>();
        HeadTransfer.Listener listener = new HeadTransfer.Listener() {
            @Override
            public void onPicture(int done, int total) {}

            @Override
            public void onEpoch(Epoch epoch) {
                epochs.add(epoch);
            }
        };

        HeadTransfer.Result result = train(3, listener);

        assertThat(epochs).extracting(TrainingListener.Epoch::epoch).containsExactly(1, 2, 3);
        assertThat(result.heldOut().top(1)).isEqualTo(result.best().accuracy());
    }

    private HeadTransfer.Result train(int epochs, HeadTransfer.Listener listener) throws IOException {
        Trainer trainer = new Trainer(
                Recipe.FINETUNE.options().with(change -> change.epochs(epochs).batchSize(8)));
        try (ImageFolder photos = ImageFolder.open(folder.resolve("photos"))) {
            Split split = Split.stratified(photos.samples(), 0.25, 1);
            return new NetworkTraining(
                            TinyModels.of(MobileNet.MOBILENET_V2, "cat", "dog"),
                            trainer,
                            Recipe.FINETUNE.augmentation(),
                            new ImageDecoder(),
                            true)
                    .fit(
                            Pictures.of(photos, split.train()),
                            Pictures.of(photos, split.heldOut()),
                            photos.classes(),
                            Map.of(),
                            listener);
        }
    }
}
