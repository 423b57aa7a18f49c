package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
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

class ImageReaderTest {
    private static final ImageReader.Progress NOBODY = (done, total) -> {};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void givesResultsInTheOrderOfSamplesWhateverTheThreads(int threads) throws IOException {
        Drawings.dataSet(folder, 11, "daisy", "rose", "tulip");
        try (ImageFolder data = ImageFolder.open(folder)) {
            List<Integer> expected = reader(data, 1, false)
                    .map(data.samples(), Arrays::hashCode, NOBODY)
                    .results();

            ImageReader.Outcome<Integer> outcome =
                    reader(data, threads, false).map(data.samples(), Arrays::hashCode, NOBODY);

            assertThat(outcome.samples()).isEqualTo(data.samples());
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
            ConcurrentLinkedQueue<Integer> counted = new ConcurrentLinkedQueue<>();

            ImageReader.Outcome<Integer> outcome = reader(data, threads, false)
                    .map(data.samples(), Arrays::hashCode, (done, total) -> counted.add(done * 100 + total));

            assertThat(outcome.samples()).hasSize(5);
            assertThat(outcome.results()).hasSize(5).doesNotContainNull();
            assertThat(outcome.skipped())
                    .extracting(skipped -> skipped.sample().name())
                    .containsExactly("daisy/001.bmp", "rose/000.bmp", "rose/003.bmp");
            assertThat(outcome.skipped())
                    .allSatisfy(skipped -> assertThat(skipped.reason())
                            .startsWith(folder.resolve(skipped.sample().name()) + ": ")
                            .doesNotContain("\n"));
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
            assertThatThrownBy(() -> reader(data, threads, true).map(data.samples(), Arrays::hashCode, NOBODY))
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
            assertThatThrownBy(() -> reader(data, 2, false).map(data.samples(), Arrays::hashCode, NOBODY))
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

            ImageReader.Outcome<Integer> outcome = reader(data, 2, false).map(data.samples(), Arrays::hashCode, NOBODY);

            assertThat(outcome.skipped())
                    .singleElement()
                    .extracting(ImageReader.Skipped::reason)
                    .isEqualTo(folder.resolve("rose/001.bmp") + ": is gone, or a link that leads nowhere");
        }
    }

    @Test
    void aImageTooLongToBeResizedIsLeftOutByName() throws IOException {
        Drawings.dataSet(folder, 1, "daisy", "rose");
        Files.write(folder.resolve("rose/long.bmp"), Drawings.bmp(Drawings.image(200_000, 1, 0, 1)));
        Preprocessing large = Preprocessing.imagenet(4096).withFit(new Fit.CenterCrop(16_000));
        try (ImageFolder data = ImageFolder.open(folder)) {
            ImageReader reader = new ImageReader(data, new ImageDecoder(), large, 1, false);

            assertThat(reader.map(data.samples().subList(1, 3), Arrays::hashCode, NOBODY)
                            .skipped())
                    .singleElement()
                    .extracting(ImageReader.Skipped::reason)
                    .isEqualTo(folder.resolve("rose/long.bmp") + ": an image of 200000 by 1 pixels is too long to be"
                            + " resized to a short side of 16000; cut it");
        }
    }

    @Test
    void passesOnWhatTheComputationThrows() throws IOException {
        Drawings.dataSet(folder, 2, "daisy", "rose");
        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThatThrownBy(() -> reader(data, 2, false)
                            .map(
                                    data.samples(),
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

    private static ImageReader reader(ImageFolder data, int threads, boolean isStrict) {
        return new ImageReader(data, new ImageDecoder(), Preprocessing.imagenet(32), threads, isStrict);
    }
}
