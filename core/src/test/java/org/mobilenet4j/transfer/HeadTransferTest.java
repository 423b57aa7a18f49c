package org.mobilenet4j.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.TrainingListener;

class HeadTransferTest {
    private static final HeadOptions OPTIONS =
            HeadOptions.DEFAULT.withEpochs(30).withPatience(30).withLearningRate(0.02);

    private final Model start = TinyModels.of(MobileNet.MOBILENET_V1, TinyModels.labels(7));

    @TempDir
    Path folder;

    @BeforeEach
    void drawImages() {
        Drawings.dataSet(folder, 12, "daisy", "rose", "tulip");
    }

    @Test
    void makesAClassifierOfTheFoldersNames() throws IOException {
        HeadTransfer.Result result = fit(OPTIONS, 2, false);

        Model model = result.model();
        assertThat(model.labels()).containsExactly("daisy", "rose", "tulip");
        assertThat(model.preprocessing()).isEqualTo(start.preprocessing());
        assertThat(model.run()).containsEntry("data", "drawings");
        assertThat(result.trainImages()).isEqualTo(30);
        assertThat(result.validation().matrix().total()).isEqualTo(6);
        assertThat(result.validation().top(1))
                .isEqualTo(result.best().accuracy())
                .isEqualTo(1);
        assertThat(ImageClassifier.of(model)
                        .classify(Drawings.image(60, 60, 1, 99))
                        .best()
                        .label())
                .isEqualTo("rose");
    }

    @Test
    void leavesTheTrunkAsItWas() throws IOException {
        Model model = fit(OPTIONS, 2, false).model();

        start.parameters().tensors().forEach((id, tensor) -> {
            if (!id.location().equals(Location.CLASSIFIER)) {
                assertThat(model.parameters().get(id.location(), id.kind()).data())
                        .isSameAs(tensor.data());
            }
        });
    }

    @Test
    void givesTheSameModelForTheSameSeedWhateverTheThreads() throws IOException {
        float[] one = classifier(fit(OPTIONS.withSeed(5), 1, false));
        float[] four = classifier(fit(OPTIONS.withSeed(5), 4, false));
        float[] other = classifier(fit(OPTIONS.withSeed(6), 1, false));

        assertThat(Arrays.mismatch(four, one)).isEqualTo(-1);
        assertThat(Arrays.mismatch(other, one)).isNotEqualTo(-1);
    }

    @Test
    void leavesOutDamagedImagesAndCountsThem() throws IOException {
        Files.write(folder.resolve("daisy/003.bmp"), new byte[0]);
        Files.writeString(folder.resolve("tulip/000.bmp"), "no image");

        HeadTransfer.Result result = fit(OPTIONS, 2, false);

        assertThat(result.skipped())
                .extracting(skipped -> skipped.sample().name())
                .containsExactlyInAnyOrder("daisy/003.bmp", "tulip/000.bmp");
        assertThat(result.trainImages() + result.validation().matrix().total()).isEqualTo(34);
    }

    @Test
    void strictFailsAtADamagedImage() throws IOException {
        Files.write(folder.resolve("daisy/003.bmp"), new byte[0]);

        assertThatThrownBy(() -> fit(OPTIONS, 2, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("003.bmp: is empty");
    }

    @Test
    void saysThatNoImageIsValidation() throws IOException {
        try (ImageFolder data = ImageFolder.open(folder)) {
            HeadTransfer.Images all = new HeadTransfer.Images(data, data.samples());
            HeadTransfer.Images none = new HeadTransfer.Images(data, List.of());

            assertThatThrownBy(
                            () -> transfer(OPTIONS, 1, false).fit(all, none, data.classes(), Map.of(), new Recorder()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(folder + ": no image falls to one side of the split; add images or give --val"
                            + " another folder");
        }
    }

    @Test
    void saysWhichClassHasNoImageLeftToLearnFrom() throws IOException {
        for (int i = 0; i < 12; i++) {
            Files.write(folder.resolve("rose/%03d.bmp".formatted(i)), new byte[0]);
        }

        assertThatThrownBy(() -> fit(OPTIONS, 2, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder + ": no image of the class rose can be read; the first: ")
                .hasMessageContaining("is empty");
    }

    @Test
    void tellsOfEveryImageAndEveryEpoch() throws IOException {
        Recorder recorder = new Recorder();

        try (ImageFolder data = ImageFolder.open(folder)) {
            fit(data, transfer(OPTIONS.withEpochs(6), 2, false), recorder);
        }

        assertThat(recorder.done).hasSize(36).isSorted().endsWith(36);
        assertThat(recorder.totals).containsOnly(36);
        assertThat(recorder.epochs).hasSize(6);
    }

    private HeadTransfer transfer(HeadOptions options, int threads, boolean isStrict) {
        return new HeadTransfer(start, options, new ImageDecoder(), threads, isStrict);
    }

    private HeadTransfer.Result fit(HeadOptions options, int threads, boolean isStrict) throws IOException {
        try (ImageFolder data = ImageFolder.open(folder)) {
            return fit(data, transfer(options, threads, isStrict), new Recorder());
        }
    }

    private static HeadTransfer.Result fit(ImageFolder data, HeadTransfer transfer, Recorder recorder)
            throws IOException {
        Split split = Split.stratified(data.samples(), 0.2, 1);
        return transfer.fit(
                new HeadTransfer.Images(data, chosen(data, split.train())),
                new HeadTransfer.Images(data, chosen(data, split.validation())),
                data.classes(),
                Map.of("data", "drawings"),
                recorder);
    }

    private static List<Sample> chosen(ImageFolder data, List<Integer> indexes) {
        return indexes.stream().map(data.samples()::get).toList();
    }

    private static float[] classifier(HeadTransfer.Result result) {
        return result.model().parameters().get(Location.CLASSIFIER, Kind.WEIGHT).data();
    }

    private static final class Recorder implements HeadTransfer.Listener {
        final List<Integer> done = new ArrayList<>();
        final List<Integer> totals = new ArrayList<>();
        final List<TrainingListener.Epoch> epochs = new ArrayList<>();

        @Override
        public void onImage(int images, int total) {
            done.add(images);
            totals.add(total);
        }

        @Override
        public void onEpoch(TrainingListener.Epoch epoch) {
            epochs.add(epoch);
        }
    }
}
