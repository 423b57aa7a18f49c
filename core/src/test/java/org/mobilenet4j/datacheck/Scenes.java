package org.mobilenet4j.datacheck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.RgbImage;

/** Drawn images in which there is something to see, each other than all others. */
final class Scenes {
    private static final int WAVES = 6;

    private Scenes() {}

    /** Soft waves of colours, which a seed gives. */
    static RgbImage scene(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[WAVES * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(-1, 1);
        }
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    double level = 128;
                    for (int w = 0; w < WAVES; w++) {
                        int at = 5 * w;
                        level += 30
                                * Math.cos(9 * (values[at] * x / width + values[at + 1] * y / height)
                                        + 3 * values[at + 2]
                                        + values[at + 3] * c)
                                * values[at + 4];
                    }
                    rgb[3 * (y * width + x) + c] = (byte) Math.clamp(Math.round(level), 0, 255);
                }
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    /** The same image, brighter by so many levels. */
    static RgbImage brighter(RgbImage image, int levels) {
        byte[] rgb = image.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.min(255, (rgb[i] & 0xFF) + levels);
        }
        return RgbImage.of(image.width(), image.height(), rgb);
    }

    static RgbImage mirrored(RgbImage image) {
        byte[] rgb = image.rgb().clone();
        int width = image.width();
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            int from = pixel / width * width + width - 1 - pixel % width;
            rgb[i] = image.rgb()[3 * from + i % 3];
        }
        return RgbImage.of(width, image.height(), rgb);
    }

    static Path write(Path file, RgbImage image) {
        return write(file, Drawings.bmp(image));
    }

    static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two classes of so many images, all different. */
    static Path dataset(Path folder, int perClass) {
        for (int i = 0; i < perClass; i++) {
            write(folder.resolve("cat").resolve("%03d.bmp".formatted(i)), scene(64, 48, i));
            write(folder.resolve("dog").resolve("%03d.bmp".formatted(i)), scene(64, 48, 1000 + i));
        }
        return folder;
    }

    /** A JPEG whose EXIF tag says how it is to be turned. */
    static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] tiff = {
            'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (2 + 6 + tiff.length)});
        out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(tiff);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }
}
