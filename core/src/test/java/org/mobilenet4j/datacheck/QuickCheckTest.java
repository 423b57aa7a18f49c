package org.mobilenet4j.datacheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickCheckTest {
    @TempDir
    Path folder;

    private static List<String> lines(Path data) throws IOException {
        try (CheckedDataset dataset = CheckedDataset.open(data, null, null)) {
            return QuickCheck.of(dataset).lines();
        }
    }

    @Test
    void saysNothingOfADatasetWithNothingWrong() throws IOException {
        assertThat(lines(Scenes.dataset(folder, ClassSizes.FEWEST))).isEmpty();
    }

    @Test
    void namesAFileInTwoPartsFirstAndSmallClasses() throws IOException {
        Path train = Scenes.dataset(folder.resolve("train"), 3);
        Scenes.dataset(folder.resolve("test"), 1);
        Files.copy(train.resolve("cat/001.bmp"), train.resolve("dog/other.bmp"));

        List<String> lines = lines(folder);

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .isEqualTo("3 files are there more than once, in what is learned and what is measured on, such as "
                        + train.resolve("cat/000.bmp") + " and " + folder.resolve("test/cat/000.bmp")
                        + ": the figures flatter the model");
        assertThat(lines.getLast())
                .isEqualTo("cat (3), dog (4) have fewer than 20 images to learn from: what is measured of so few says"
                        + " little");
    }

    @Test
    void namesClassesOutOfBalance() throws IOException {
        Path data = Scenes.dataset(folder, ClassSizes.FEWEST);
        byte[] image = Files.readAllBytes(data.resolve("cat/000.bmp"));
        for (int i = 0; i < 9 * ClassSizes.FEWEST; i++) {
            image[image.length - 1]++;
            image[image.length - 2] = (byte) (i / 100);
            Files.write(data.resolve("cat/more-" + i + ".bmp"), image);
        }

        assertThat(lines(data))
                .containsExactly("the largest class has 10 times the images of the smallest: the small ones will hardly"
                        + " be predicted");
    }
}
