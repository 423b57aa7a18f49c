package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

class UnlabelledImagesTest {
    @TempDir
    Path folder;

    @Test
    void takesFilesAndAllImagesOfFoldersAndArchives() throws IOException {
        Path photos = Drawings.dataSet(folder.resolve("photos"), 2, "daisy", "rose");
        Path zip = folder.resolve("more.data");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("deep/below/blue.bmp"));
            entries.write(Drawings.bmp(Drawings.image(40, 30, 2, 7)));
        }

        try (UnlabelledImages images =
                UnlabelledImages.open(List.of(photos.resolve("rose/001.bmp"), photos, zip, folder.resolve("no.jpg")))) {
            assertThat(IntStream.range(0, images.size()).mapToObj(images::name))
                    .containsExactly(
                            photos.resolve("rose/001.bmp").toString(),
                            photos.resolve("daisy/000.bmp").toString(),
                            photos.resolve("daisy/001.bmp").toString(),
                            photos.resolve("rose/000.bmp").toString(),
                            photos.resolve("rose/001.bmp").toString(),
                            zip.resolve("deep/below/blue.bmp").toString(),
                            folder.resolve("no.jpg").toString());
            assertThat(images.decode(5, new ImageDecoder())).isEqualTo(Drawings.image(40, 30, 2, 7));
            assertThatThrownBy(() -> images.decode(6, new ImageDecoder()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(folder.resolve("no.jpg") + ": no such file");
            assertThat(images.without(photos.resolve("../photos/rose/001.bmp")).size())
                    .isEqualTo(5);
        }
    }

    @Test
    void takesEveryNthOfMany() {
        List<RgbImage> ten =
                IntStream.range(0, 10).mapToObj(i -> Drawings.image(8, 8, 0, i)).toList();

        UnlabelledImages few = UnlabelledImages.of(ten).atMost(4);

        assertThat(IntStream.range(0, few.size()).mapToObj(i -> few.decode(i, new ImageDecoder())))
                .containsExactly(ten.get(0), ten.get(2), ten.get(5), ten.get(7));
        assertThat(UnlabelledImages.of(ten).atMost(10).size()).isEqualTo(10);
    }

    @Test
    void saysThatAFolderHoldsNoImage() {
        assertThatThrownBy(() -> UnlabelledImages.open(List.of(folder)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder + ": there is no image in this folder or below");
    }
}
