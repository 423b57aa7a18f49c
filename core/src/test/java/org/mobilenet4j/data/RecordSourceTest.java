package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** CIFAR-10's binary files, and MNIST's. */
class RecordSourceTest {
    @TempDir
    Path folder;

    @Test
    void readsCifarsFiles() throws IOException {
        Path data = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        byte[] first = cifar(3, 0);
        Files.write(data.resolve("data_batch_1.bin"), first);
        Files.write(data.resolve("data_batch_2.bin"), cifar(9, 1, 0));
        Files.write(data.resolve("test_batch.bin"), cifar(1));

        try (ImageFolder opened = ImageFolder.open(folder)) {
            assertThat(opened.classes()).containsExactly("airplane", "automobile", "cat", "truck");
            assertThat(opened.part()).contains(DatasetPart.TRAIN);
            assertThat(opened.samples())
                    .containsExactly(
                            new Sample("train/airplane/data_batch_1-00001.bmp", 0),
                            new Sample("train/airplane/data_batch_2-00002.bmp", 0),
                            new Sample("train/automobile/data_batch_2-00001.bmp", 1),
                            new Sample("train/cat/data_batch_1-00000.bmp", 2),
                            new Sample("train/truck/data_batch_2-00000.bmp", 3));
            assertThat(opened.validation()).containsExactly(new Sample("test/automobile/test_batch-00000.bmp", 1));
            assertThat(opened.isGrey()).isFalse();

            RgbImage cat = decoded(opened, opened.samples().get(3));
            assertThat(cat.width()).isEqualTo(32);
            assertThat(cat.height()).isEqualTo(32);
            for (int pixel = 0; pixel < 1024; pixel++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(cat.rgb()[3 * pixel + channel]).isEqualTo(first[1 + 1024 * channel + pixel]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsFashionMnistsFiles(boolean isZipped) throws IOException {
        Path data = Files.createDirectories(folder.resolve("FashionMNIST/raw"));
        byte[] images = idxImages(4, 5, 7);
        write(data, "train-images-idx3-ubyte", images, isZipped);
        write(data, "train-labels-idx1-ubyte", idxLabels(9, 0, 0, 2), isZipped);
        write(data, "t10k-images-idx3-ubyte", idxImages(1, 5, 7), isZipped);
        write(data, "t10k-labels-idx1-ubyte", idxLabels(2), isZipped);

        try (ImageFolder opened = ImageFolder.open(data)) {
            assertThat(opened.classes()).containsExactly("Ankle boot", "Pullover", "T-shirt or top");
            assertThat(opened.samples()).hasSize(4);
            assertThat(opened.validation()).containsExactly(new Sample("test/Pullover/t10k-00000.bmp", 1));
            assertThat(opened.isGrey()).isTrue();

            RgbImage second = decoded(opened, new Sample("train/T-shirt or top/train-00001.bmp", 2));
            assertThat(second.width()).isEqualTo(7);
            assertThat(second.height()).isEqualTo(5);
            assertThat(second.rgb()).isEqualTo(second.toGrey().rgb());
            for (int pixel = 0; pixel < 35; pixel++) {
                assertThat(second.rgb()[3 * pixel]).isEqualTo(images[16 + 35 + pixel]);
            }
        }
        try (ImageFolder opened =
                ImageFolder.open(folder.resolve("FashionMNIST"), List.of("Ankle boot", "Pullover", "Coat"))) {
            assertThat(opened.part()).contains(DatasetPart.TEST);
            assertThat(opened.samples()).hasSize(1);
        }
    }

    @Test
    void namesClassesByTheirNumbersOrByAFile() throws IOException {
        write(folder, "train-images-idx3-ubyte", idxImages(2, 3, 3), false);
        write(folder, "train-labels-idx1-ubyte", idxLabels(1, 0), false);
        try (ImageFolder opened = ImageFolder.open(folder)) {
            assertThat(opened.classes()).containsExactly("0", "1");
            assertThat(opened.validation()).isEmpty();
        }

        Files.writeString(folder.resolve("classes.txt"), "zebra\nant\n\n");
        try (ImageFolder opened = ImageFolder.open(folder)) {
            assertThat(opened.classes()).containsExactly("ant", "zebra");
            assertThat(opened.samples())
                    .containsExactly(
                            new Sample("train/ant/train-00000.bmp", 0), new Sample("train/zebra/train-00001.bmp", 1));
        }
    }

    static Stream<Arguments> damage() {
        return Stream.of(
                Arguments.of("data_batch_1.bin", Arrays.copyOf(cifar(1), 3072), "no whole number of records of 3,073"),
                Arguments.of("data_batch_1.bin", new byte[0], "no whole number of records of 3,073"),
                Arguments.of("test_batch.bin", cifar(10), "image 0 has the label 10, expected 0 to 9"),
                Arguments.of("data_batch_1.bin.gz", cifar(1), "cannot be read ("),
                Arguments.of("train-images-idx3-ubyte", idxLabels(1, 0), "does not begin with 0x00000803"),
                Arguments.of("train-images-idx3-ubyte", new byte[3], "does not begin with 0x00000803"),
                Arguments.of(
                        "train-images-idx3-ubyte",
                        Arrays.copyOf(idxImages(2, 3, 3), 30),
                        "says that it has 2 entries of 9 bytes, but 14 bytes follow"),
                Arguments.of("train-images-idx3-ubyte", idxHeader(-1, 3, 3), "says that it has -1 entries"),
                Arguments.of(
                        "train-images-idx3-ubyte",
                        idxHeader(2_000_000_000, 1000, 1000),
                        "says that it has 2,000,000,000 entries of 1,000,000 bytes, but 0 bytes follow"),
                Arguments.of(
                        "train-images-idx3-ubyte",
                        idxHeader(1, 1 << 30, 4),
                        "says that its images have 4 x 1073741824 pixels"),
                Arguments.of("train-labels-idx1-ubyte", idxLabels(1, 0, 2), "has 3 labels for the 2 images"),
                Arguments.of("train-labels-idx1-ubyte", idxLabels(1, 77), "image 1 has the label 77, expected 0 to 9"),
                Arguments.of("train-labels-idx1-ubyte", idxImages(2, 1, 1), "does not begin with 0x00000801"),
                Arguments.of("classes.txt", "a\na\n".getBytes(StandardCharsets.UTF_8), "each once"),
                Arguments.of("classes.txt", "a\n../b\n".getBytes(StandardCharsets.UTF_8), "without slashes"));
    }

    @ParameterizedTest
    @MethodSource("damage")
    void refusesDamageByName(String name, byte[] content, String message) throws IOException {
        write(folder, "train-images-idx3-ubyte", idxImages(2, 3, 3), false);
        write(folder, "train-labels-idx1-ubyte", idxLabels(1, 0), false);
        Files.write(folder.resolve(name), content);

        assertThatThrownBy(() -> ImageFolder.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve(name) + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysThatLabelsAreMissing() throws IOException {
        write(folder, "train-images-idx3-ubyte", idxImages(2, 3, 3), false);

        assertThatThrownBy(() -> ImageFolder.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("train-images-idx3-ubyte") + ": there is no file of labels beside it;"
                        + " expected train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz");
    }

    private static RgbImage decoded(ImageFolder folder, Sample sample) throws IOException {
        return new ImageDecoder().decode(folder.read(sample), sample.name());
    }

    private static byte[] cifar(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(3073 * labels.length);
        for (int label : labels) {
            file.put((byte) label).put(noise(3072, label));
        }
        return file.array();
    }

    private static byte[] idxHeader(int count, int height, int width) {
        return ByteBuffer.allocate(16)
                .putInt(0x0803)
                .putInt(count)
                .putInt(height)
                .putInt(width)
                .array();
    }

    private static byte[] idxImages(int count, int height, int width) {
        byte[] samples = noise(count * height * width, count);
        return ByteBuffer.allocate(16 + samples.length)
                .put(idxHeader(count, height, width))
                .put(samples)
                .array();
    }

    private static byte[] idxLabels(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
        Arrays.stream(labels).forEach(label -> file.put((byte) label));
        return file.array();
    }

    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static void write(Path folder, String name, byte[] content, boolean isZipped) throws IOException {
        if (!isZipped) {
            Files.write(folder.resolve(name), content);
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(content);
        }
        Files.write(folder.resolve(name + ".gz"), bytes.toByteArray());
    }
}
