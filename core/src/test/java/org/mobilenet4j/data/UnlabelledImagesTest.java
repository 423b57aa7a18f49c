package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

    /** As they come from a Mac, a NAS, a card reader and Windows. */
    @Test
    void passesOverWhatOperatingSystemsLeaveBehind() throws IOException {
        for (String name : List.of(
                "._a.jpg",
                "__MACOSX/photos/._a.jpg",
                "__MACOSX/a.jpg",
                ".Trash-1000/files/old.jpg",
                ".thumbnails/t.png",
                "@eaDir/a.jpg/SYNOPHOTO.jpg",
                "#recycle/a.jpg",
                "$RECYCLE.BIN/a.jpg",
                "deep/@eaDir/b.jpg",
                "Thumbs.db",
                "desktop.ini",
                "album.jpg/x.bmp",
                "new.jpg",
                "scan.TIF",
                "photo.jfif",
                "notes.txt")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, Drawings.bmp(Drawings.image(8, 8, 1, 1)));
        }

        try (UnlabelledImages images = UnlabelledImages.open(List.of(folder))) {
            assertThat(IntStream.range(0, images.size()).mapToObj(images::name))
                    .containsExactlyInAnyOrder(
                            folder.resolve("album.jpg/x.bmp").toString(),
                            folder.resolve("new.jpg").toString(),
                            folder.resolve("photo.jfif").toString(),
                            folder.resolve("scan.TIF").toString());
            assertThat(images.notes()).containsExactly(folder + ": passed over 1 file: 1 .txt");
        }
    }

    @Test
    void followsLinksButNotInCircles() throws IOException {
        Path real = Drawings.dataSet(folder.resolve("real"), 2, "daisy");
        Path holder = Files.createDirectories(folder.resolve("holder"));
        Files.createSymbolicLink(holder.resolve("linked"), real);
        Files.createSymbolicLink(holder.resolve("self"), holder);
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        try (UnlabelledImages held = UnlabelledImages.open(List.of(holder));
                UnlabelledImages linked = UnlabelledImages.open(List.of(link))) {
            assertThat(held.size()).isEqualTo(2);
            assertThat(linked.size()).isEqualTo(2);
        }
    }

    /** A name that is not in the system's encoding can be made by a shell and not by Java. */
    @Test
    void readsFilesWhoseNamesAreInAnotherEncoding() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no shell to make such names with");
        Path image = Files.write(folder.resolve("image"), Drawings.bmp(Drawings.image(8, 8, 1, 1)));
        String script =
                "d=$(printf 'L\\366wenzahn'); mkdir \"$d\" rosen && cp image \"$d/$(printf 'stra\\337e+1 2').bmp\""
                        + " && cp image rosen/1.bmp";
        int status = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        assumeTrue(status == 0, "skipped: this file system takes no such names");
        Files.delete(image);

        try (ImageFolder data = ImageFolder.open(folder);
                UnlabelledImages images = UnlabelledImages.open(List.of(folder))) {
            assertThat(data.classes()).containsExactly("Löwenzahn", "rosen");
            assertThat(data.samples().getFirst().name()).isEqualTo("Löwenzahn/straße+1 2.bmp");
            assertThat(images.decode(0, new ImageDecoder())).isEqualTo(Drawings.image(8, 8, 1, 1));
            assertThat(LabelledImages.of(data).decode(0, new ImageDecoder())).isEqualTo(Drawings.image(8, 8, 1, 1));
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
