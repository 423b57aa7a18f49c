package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;

/** Archives put together byte by byte, as ustar, pax, GNU tar and their forerunner write them. */
class TarArchiveTest {
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void readsAnArchiveAsItsFolder() throws IOException {
        entry("flowers/", '5', "");
        entry("flowers/daisy/1.jpg", '0', "one");
        entry("flowers/daisy/._1.jpg", '0', "of a Mac");
        entry("flowers/tulip/2.jpg", '\0', "two, of old");
        entry("flowers/labels.csv", '0', "a,b");

        try (ImageFolder data = ImageFolder.open(written("data.tar"))) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.read(data.samples().getFirst())).asString().isEqualTo("one");
            assertThat(data.read(data.samples().getLast())).asString().isEqualTo("two, of old");
            assertThat(data.notes()).containsExactly(data.path() + ": passed over 1 file: 1 .csv");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.tgz", "data.tar.gz", "download"})
    void readsOnePackedWithGzip(String name) throws IOException {
        entry("daisy/1.jpg", '0', "one");
        entry("tulip/2.jpg", '0', "two");

        try (ImageFolder data = ImageFolder.open(packed(name));
                UnlabelledImages images = UnlabelledImages.open(List.of(folder.resolve(name)))) {
            assertThat(data.read(data.samples().getLast())).asString().isEqualTo("two");
            assertThat(images.size()).isEqualTo(2);
            assertThat(images.name(0))
                    .isEqualTo(folder.resolve(name).resolve("daisy/1.jpg").toString());
            assertThatThrownBy(() -> images.decode(0, new ImageDecoder())).hasMessageContaining("is text");
        }
    }

    @Test
    void readsLongNamesAndThoseOfOtherAlphabets() throws IOException {
        String deep = "gänseblümchen/" + "x".repeat(120) + ".jpg";
        entry("././@LongLink", 'L', deep + "\0");
        entry("shortened.jpg", '0', "gnu");
        String attribute = " path=チューリップ/" + "y".repeat(120) + ".jpg\n";
        int bytes = attribute.getBytes(StandardCharsets.UTF_8).length;
        entry("PaxHeaders/1", 'x', (bytes + 3) + attribute);
        entry("shortened.jpg", '0', "pax");
        byte[] latin = header("rosen/stra_e.jpg", '0', 3);
        latin[10] = (byte) 0xDF;
        add(summed(latin), "old".getBytes(StandardCharsets.UTF_8));

        try (ImageFolder data = ImageFolder.open(written("data.tar"))) {
            assertThat(data.classes()).containsExactly("gänseblümchen", "rosen", "チューリップ");
            assertThat(data.samples().get(1).name()).isEqualTo("rosen/straße.jpg");
            assertThat(data.read(data.samples().get(0))).asString().isEqualTo("gnu");
            assertThat(data.read(data.samples().get(1))).asString().isEqualTo("old");
            assertThat(data.read(data.samples().get(2))).asString().isEqualTo("pax");
        }
    }

    @Test
    void aHardLinkIsTheFileThatItLeadsToAndASymbolicOneNothing() throws IOException {
        entry("daisy/1.jpg", '0', "one");
        byte[] hard = header("tulip/2.jpg", '1', 0);
        System.arraycopy("daisy/1.jpg".getBytes(StandardCharsets.UTF_8), 0, hard, 157, 11);
        add(summed(hard), new byte[0]);
        add(summed(header("tulip/3.jpg", '2', 0)), new byte[0]);

        try (ImageFolder data = ImageFolder.open(written("data.tar"))) {
            assertThat(data.samples()).hasSize(2);
            assertThat(data.read(data.samples().getLast())).asString().isEqualTo("one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../daisy/1.jpg", "/etc/1.jpg", "daisy/../../1.jpg"})
    void refusesNamesThatPointOutside(String name) throws IOException {
        entry(name, '0', "one");

        assertRefused(written("data.tar"), "the entry '" + name + "' points outside the archive;");
    }

    @Test
    void refusesAnArchiveThatEndsEarly() throws IOException {
        entry("daisy/1.jpg", '0', "x".repeat(2000));
        Path whole = written("data.tar");
        Files.write(whole, Arrays.copyOf(Files.readAllBytes(whole), 1500));

        assertRefused(whole, "is a tar archive that ends early, or is damaged at byte 512;");
    }

    @Test
    void refusesADamagedHeader() throws IOException {
        entry("daisy/1.jpg", '0', "one");
        add(header("tulip/1.jpg", '0', 0), new byte[0]); // without its checksum

        assertRefused(written("data.tar"), "has no header of a tar archive at byte 1024;");
    }

    @Test
    void refusesASizeBeyondTheArchive() throws IOException {
        entry("daisy/1.jpg", '0', "one");
        byte[] huge = header("tulip/1.jpg", '0', 0);
        Arrays.fill(huge, 124, 136, (byte) 0xFF);
        add(summed(huge), new byte[0]);

        assertRefused(written("data.tar"), "is a tar archive that ends early, or is damaged at byte 1536;");
    }

    @Test
    void refusesAttributesThatCannotBeRead() throws IOException {
        entry("PaxHeaders/1", 'x', "99999999 path=a/1.jpg\n");

        assertRefused(written("data.tar"), "has attributes that cannot be read;");
    }

    @Test
    void refusesToUnpackABomb() throws IOException {
        Path bomb = folder.resolve("bomb.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < 80; i++) {
                out.write(new byte[1 << 20]);
            }
        }

        assertRefused(bomb, "unpacks to more than 100 times its size, which images do not;");
    }

    @Test
    void refusesAHalfOfAPackedArchive() throws IOException {
        entry("daisy/1.jpg", '0', "one");
        Path whole = packed("data.tgz");
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(whole, "is a gzip archive that ends early or is damaged;");
    }

    @Test
    void refusesSomethingElsePackedWithGzip() throws IOException {
        Path packed = folder.resolve("notes.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("notes ".repeat(200).getBytes(StandardCharsets.UTF_8));
        }

        assertRefused(packed, "is packed with gzip, and what is in it is no tar archive;");
    }

    private static void assertRefused(Path archive, String message) {
        assertThatThrownBy(() -> ImageFolder.open(archive))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(archive + ": " + message)
                .hasMessageNotContaining("\n");
    }

    private void entry(String name, char type, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        add(summed(header(name, type, bytes.length)), bytes);
    }

    private void add(byte[] header, byte[] content) throws IOException {
        tar.write(header);
        tar.write(content);
        tar.write(new byte[-content.length & 511]);
    }

    private static byte[] header(String name, char type, int size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, "%011o".formatted(size));
        header[156] = (byte) type;
        put(header, 257, type == '\0' ? "" : "ustar\00000");
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, 100));
    }

    private static byte[] summed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private Path written(String name) throws IOException {
        tar.write(new byte[1024]);
        return Files.write(folder.resolve(name), tar.toByteArray());
    }

    private Path packed(String name) throws IOException {
        tar.write(new byte[1024]);
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(tar.toByteArray());
        }
        return file;
    }
}
