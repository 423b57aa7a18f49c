package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;

class ImageArchiveTest {
    @TempDir
    Path folder;

    @Test
    void readsAnArchiveWithACommonFolderAsOneWithout() throws IOException {
        for (String top : List.of("", "flowers/", "photos/flowers/", "./")) {
            Path zip = zip(StandardCharsets.UTF_8, top + "tulip/1.jpg", top + "daisy/1.jpg", top + "daisy/.DS_Store");

            try (ImageFolder data = ImageFolder.open(zip)) {
                assertThat(data.classes()).as(top).containsExactly("daisy", "tulip");
                assertThat(data.samples()).extracting(Sample::label).containsExactly(0, 1);
                assertThat(data.read(data.samples().getFirst())).asString().isEqualTo(top + "daisy/1.jpg");
            }
        }
    }

    @Test
    void readsNamesWithBackslashes() throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, "tulip\\1.jpg", "daisy\\1.jpg");

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.read(new Sample("tulip/1.jpg", 1))).asString().isEqualTo("tulip\\1.jpg");
        }
    }

    @Test
    void readsNamesWrittenBeforeUtf8() throws IOException {
        Path zip = zip(Charset.forName("IBM437"), "gänseblümchen/1.jpg", "tulpe/1.jpg");

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThat(data.classes()).containsExactly("gänseblümchen", "tulpe");
        }
    }

    @Test
    void readsFromManyThreads() throws IOException {
        String[] names = IntStream.range(0, 200)
                .mapToObj(i -> (i % 2 == 0 ? "daisy/" : "tulip/") + i + ".jpg")
                .toArray(String[]::new);
        Path zip = zip(StandardCharsets.UTF_8, names);

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThat(data.samples().parallelStream())
                    .allSatisfy(sample -> assertThat(read(data, sample)).isEqualTo(sample.name()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../daisy/1.jpg", "/etc/1.jpg", "C:\\daisy\\1.jpg", "daisy/../../../1.jpg"})
    void refusesNamesThatPointOutside(String name) throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, "tulip/1.jpg", name);

        assertThatThrownBy(() -> ImageFolder.open(zip))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(zip + ": the entry '" + name + "' points outside the archive;");
    }

    @Test
    void namesAClassThatHasAFolderButNoImage() throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, "daisy/1.jpg", "rose/", "tulip/1.jpg");

        assertThatThrownBy(() -> ImageFolder.open(zip))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(zip + ": no image in the class folder rose;");
    }

    @Test
    void readsTheDivisionOfAnArchive() throws IOException {
        Path zip =
                zip(StandardCharsets.UTF_8, "cifar/test/cat/1.jpg", "cifar/train/cat/1.jpg", "cifar/train/dog/1.jpg");

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.samples()).extracting(Sample::name).allMatch(name -> name.startsWith("cifar/train/"));
            assertThat(data.validation()).containsExactly(new Sample("cifar/test/cat/1.jpg", 0));
        }
    }

    @Test
    void refusesATruncatedArchive() throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, "daisy/1.jpg", "tulip/1.jpg");
        byte[] whole = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> ImageFolder.open(zip))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("neither a folder nor a whole zip or tar archive");
    }

    @Test
    void doesNotInflateAnEntryThatIsTooLarge() throws IOException {
        Path zip = withDeclaredSize(ImageSource.MAX_IMAGE_BYTES + 1);

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThatThrownBy(() -> data.read(data.samples().getFirst()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("268,435,457 bytes; an image may have 268,435,456");
        }
    }

    @Test
    void doesNotInflateMoreThanTheArchiveDeclares() throws IOException {
        Path zip = withDeclaredSize(3);

        try (ImageFolder data = ImageFolder.open(zip)) {
            assertThatThrownBy(() -> data.read(data.samples().getFirst()))
                    .isInstanceOf(ZipException.class)
                    .hasMessage("does not have the 3 bytes that the archive declares");
        }
    }

    /** An archive whose directory gives its first entry another size than it has. */
    private Path withDeclaredSize(long size) throws IOException {
        Path zip = zip(StandardCharsets.UTF_8, "daisy/1.jpg", "tulip/1.jpg");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
        int header = 0;
        while (bytes.getInt(header) != 0x02014b50) {
            header++;
        }
        bytes.putInt(header + 24, (int) size);
        return Files.write(zip, bytes.array());
    }

    private static String read(ImageFolder data, Sample sample) {
        try {
            return new String(data.read(sample), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path zip(Charset charset, String... names) throws IOException {
        Path zip = folder.resolve("data.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip), charset)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    out.write(name.getBytes(StandardCharsets.UTF_8));
                }
                out.closeEntry();
            }
        }
        return zip;
    }
}
