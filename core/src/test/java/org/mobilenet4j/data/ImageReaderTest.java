package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;

class ImageReaderTest {
    private static final ImageListener NOBODY = ImageListener.NONE;
    private static final Preprocessing SMALL = Preprocessing.imagenet(32);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void givesResultsInTheOrderOfSamplesWhateverTheThreads(int threads) throws IOException {
        Drawings.dataSet(folder, 11, "daisy", "rose", "tulip");
        try (ImageFolder data = ImageFolder.open(folder)) {
            List<Integer> expected = reader(1, false)
                    .map(LabelledImages.of(data), SMALL, Arrays::hashCode, NOBODY)
                    .results();

            ImageResults<Integer> outcome =
                    reader(threads, false).map(LabelledImages.of(data), SMALL, Arrays::hashCode, NOBODY);

            assertThat(outcome.indexes())
                    .isEqualTo(IntStream.range(0, 33).boxed().toList());
            assertThat(outcome.results()).isEqualTo(expected).doesNotHaveDuplicates();
            assertThat(outcome.skipped()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void leavesOutWhatCannotBeReadAndNamesIt(int threads) throws IOException {
        Drawings.dataSet(folder, 4, "daisy", "rose");
        damage();
        try (ImageFolder data = ImageFolder.open(folder)) {
            List<Integer> counted = new ArrayList<>();
            List<SkippedImage> told = new ArrayList<>();

            ImageResults<Integer> outcome = reader(threads, false)
                    .map(LabelledImages.of(data), SMALL, Arrays::hashCode, new ImageListener() {
                        @Override
                        public void onImage(int done, int total) {
                            counted.add(done * 100 + total);
                        }

                        @Override
                        public void onSkipped(SkippedImage skipped) {
                            told.add(skipped);
                        }
                    });

            assertThat(outcome.indexes()).containsExactly(0, 2, 3, 5, 6);
            assertThat(outcome.results()).hasSize(5).doesNotContainNull();
            assertThat(outcome.skipped())
                    .extracting(skipped -> skipped.name())
                    .containsExactly("daisy/001.bmp", "rose/000.bmp", "rose/003.bmp");
            assertThat(outcome.skipped())
                    .allSatisfy(skipped -> assertThat(skipped.reason())
                            .startsWith(folder.resolve(skipped.name()) + ": ")
                            .doesNotContain("\n"));
            assertThat(told).isEqualTo(outcome.skipped());
            assertThat(counted)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 8)
                            .map(i -> i * 100 + 8)
                            .boxed()
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void strictEndsAtTheImageThatCannotBeRead(int threads) throws IOException {
        Drawings.dataSet(folder, 4, "daisy", "rose");
        Files.write(folder.resolve("daisy/001.bmp"), new byte[0]);
        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThatThrownBy(
                            () -> reader(threads, true).map(LabelledImages.of(data), SMALL, Arrays::hashCode, NOBODY))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(folder.resolve("daisy/001.bmp") + ": is empty;")
                    .hasMessageEndingWith(" (strict: no image may be left out)");
        }
    }

    @Test
    void saysThatNothingCanBeRead() throws IOException {
        Drawings.dataSet(folder, 1, "daisy", "rose");
        Files.write(folder.resolve("daisy/000.bmp"), new byte[0]);
        Files.write(folder.resolve("rose/000.bmp"), new byte[0]);
        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThatThrownBy(() -> reader(2, false).map(LabelledImages.of(data), SMALL, Arrays::hashCode, NOBODY))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(folder + ": none of its 2 images can be read; the first: "
                            + folder.resolve("daisy/000.bmp") + ": is empty;");
        }
    }

    @Test
    void aImageThatWasDeletedMeanwhileIsLeftOut() throws IOException {
        Drawings.dataSet(folder, 2, "daisy", "rose");
        try (ImageFolder data = ImageFolder.open(folder)) {
            Files.delete(folder.resolve("rose/001.bmp"));

            ImageResults<Integer> outcome =
                    reader(2, false).map(LabelledImages.of(data), SMALL, Arrays::hashCode, NOBODY);

            assertThat(outcome.skipped())
                    .singleElement()
                    .extracting(SkippedImage::reason)
                    .isEqualTo(folder.resolve("rose/001.bmp") + ": is gone, or a link that leads nowhere");
        }
    }

    @Test
    void aImageTooLongToBeResizedIsLeftOutByName() throws IOException {
        Drawings.dataSet(folder, 1, "daisy", "rose");
        Files.write(folder.resolve("rose/long.bmp"), Drawings.bmp(Drawings.image(200_000, 1, 0, 1)));
        Preprocessing large = Preprocessing.imagenet(4096).withFit(new Fit.CenterCrop(16_000));
        try (ImageFolder data = ImageFolder.open(folder)) {
            LabelledImages roses = LabelledImages.of(data).only(List.of(1, 2));

            assertThat(reader(1, false)
                            .map(roses, large, Arrays::hashCode, NOBODY)
                            .skipped())
                    .singleElement()
                    .extracting(SkippedImage::reason)
                    .isEqualTo(folder.resolve("rose/long.bmp") + ": an image of 200000 by 1 pixels is too long to be"
                            + " resized to a short side of 16000; cut it");
        }
    }

    @Test
    void passesOnWhatTheComputationThrows() throws IOException {
        Drawings.dataSet(folder, 2, "daisy", "rose");
        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThatThrownBy(() -> reader(2, false)
                            .map(
                                    LabelledImages.of(data),
                                    SMALL,
                                    input -> {
                                        throw new IllegalStateException("no such kernel");
                                    },
                                    NOBODY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no such kernel");
        }
    }

    private void damage() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("daisy/001.bmp"));
        Files.write(folder.resolve("daisy/001.bmp"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(folder.resolve("rose/000.bmp"), new byte[0]);
        Files.writeString(folder.resolve("rose/003.bmp"), "<html>404</html>", StandardCharsets.UTF_8);
    }

    private static ImageReader reader(int threads, boolean isStrict) {
        return new ImageReader(new ImageDecoder(), new Workers(threads), isStrict);
    }
}
