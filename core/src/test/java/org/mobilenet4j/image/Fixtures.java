package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The images among the test resources, read without the code under test. */
final class Fixtures {
    private Fixtures() {}

    /** A decoder of JPEG files by its name, {@code turbo} or {@code imageio}; skips the calling test without it. */
    static JpegSelection jpegs(String wanted) {
        if (wanted.equals("turbo")) {
            assumeTrue(
                    TurboJpeg.find().isPresent(),
                    "skipped: this system has no libjpeg-turbo (apt install libturbojpeg0)");
        }
        return JpegSelection.select(wanted);
    }

    /** A file or folder of the test resources, as {@code image/gif.gif}. */
    static Path path(String resource) {
        try {
            return Path.of(Fixtures.class.getResource("/" + resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String resource) {
        try {
            return Files.readAllBytes(path(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of {@code image/} that have an expectation beside them, by name. */
    static List<String> encoded() {
        try (Stream<Path> files = Files.list(path("image"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".expected.png") && !name.endsWith(".py"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An 8-bit RGB PNG; the one kind of image of which ImageIO's getRGB gives the samples as they are. */
    static RgbImage plainPng(String resource) {
        try {
            BufferedImage image = ImageIO.read(path(resource).toFile());
            assertThat(image.getType()).as(resource).isEqualTo(BufferedImage.TYPE_3BYTE_BGR);
            byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
            for (int i = 0; i < rgb.length / 3; i++) {
                int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
                rgb[i * 3] = (byte) (pixel >> 16);
                rgb[i * 3 + 1] = (byte) (pixel >> 8);
                rgb[i * 3 + 2] = (byte) pixel;
            }
            return RgbImage.of(image.getWidth(), image.getHeight(), rgb);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RgbImage noise(int width, int height, Random random) {
        byte[] rgb = new byte[width * height * 3];
        random.nextBytes(rgb);
        return RgbImage.of(width, height, rgb);
    }

    /** The mean difference between two samples in the same place; the sizes must agree. */
    static double meanDistance(RgbImage one, RgbImage other) {
        assertThat(one.toString()).isEqualTo(other.toString());
        long sum = 0;
        for (int i = 0; i < one.rgb().length; i++) {
            sum += Math.abs((one.rgb()[i] & 0xFF) - (other.rgb()[i] & 0xFF));
        }
        return (double) sum / one.rgb().length;
    }

    /** The largest difference between two samples in the same place; the sizes must agree. */
    static int distance(RgbImage one, RgbImage other) {
        assertThat(one.toString()).isEqualTo(other.toString());
        int distance = 0;
        for (int i = 0; i < one.rgb().length; i++) {
            distance = Math.max(distance, Math.abs((one.rgb()[i] & 0xFF) - (other.rgb()[i] & 0xFF)));
        }
        return distance;
    }
}
