package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.TrainingListener;

class HeadPlanTest {
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
        TrainedModel result = fit(OPTIONS, 2, false);

        Model model = result.model();
        assertThat(model.labels()).containsExactly("daisy", "rose", "tulip");
        assertThat(model.preprocessing()).isEqualTo(start.preprocessing());
        assertThat(model.run()).containsEntry("data", folder.toString()).containsEntry("epochs", result.epochs());
        assertThat(result.trainImages()).isEqualTo(30);
        assertThat(result.validation().evaluation().matrix().total()).isEqualTo(6);
        assertThat(result.validation().evaluation().top(1))
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

        TrainedModel result = fit(OPTIONS, 2, false);

        assertThat(result.skipped())
                .extracting(skipped -> skipped.name())
                .containsExactlyInAnyOrder("daisy/003.bmp", "tulip/000.bmp");
        assertThat(result.trainImages()
                        + result.validation().evaluation().matrix().total())
                .isEqualTo(34);
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
            LabelledImages all = LabelledImages.of(data);
            Split split = new Split(all, all.only(List.of()));

            assertThatThrownBy(() -> training(OPTIONS, 1, false).run(split, new Recorder()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            folder + ": no image is left to validate on; add images, or validate on those of another"
                                    + " folder");
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
            training(OPTIONS.withEpochs(6), 2, false).run(Split.of(data, 0.2, 1), recorder);
        }

        assertThat(recorder.done).hasSize(36).isSorted().endsWith(36);
        assertThat(recorder.totals).containsOnly(36);
        assertThat(recorder.epochs).hasSize(6);
    }

    private Training training(HeadOptions options, int threads, boolean isStrict) {
        return new Training(
                start,
                new TrainingPlan.HeadPlan(options),
                new ImageReader(new ImageDecoder(), new Workers(threads), isStrict));
    }

    private TrainedModel fit(HeadOptions options, int threads, boolean isStrict) throws IOException {
        try (ImageFolder data = ImageFolder.open(folder)) {
            return training(options, threads, isStrict).run(Split.of(data, 0.2, 1), new Recorder());
        }
    }

    private static float[] classifier(TrainedModel result) {
        return result.model().parameters().get(Location.CLASSIFIER, Kind.WEIGHT).data();
    }

    private static final class Recorder implements WorkflowListener {
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
