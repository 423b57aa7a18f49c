package org.mobilenet4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.mobilenet4j.image.RgbImage;

/** Small images whose hue tells their class, with noise that a seed gives. */
public final class Drawings {
    private static final int[][] HUES = {{220, 40, 40}, {40, 200, 60}, {50, 60, 210}};

    private Drawings() {}

    public static RgbImage image(int width, int height, int hue, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.clamp(HUES[hue][i % 3] + random.nextInt(-8, 9), 0, 255);
        }
        return RgbImage.of(width, height, rgb);
    }

    /** A 24-bit BMP, the one format that needs no encoder. */
    public static byte[] bmp(RgbImage image) {
        int width = image.width();
        int height = image.height();
        int stride = (width * 3 + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(54 + stride * height).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54);
        file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        for (int y = height - 1; y >= 0; y--) {
            file.position(54 + (height - 1 - y) * stride);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                file.put(image.rgb()[at + 2]).put(image.rgb()[at + 1]).put(image.rgb()[at]);
            }
        }
        return file.array();
    }

    /** A dataset of {@code perClass} images for each of {@code classes}, of which there are at most three. */
    public static Path dataSet(Path folder, int perClass, String... classes) {
        try {
            for (int hue = 0; hue < classes.length; hue++) {
                Path of = Files.createDirectories(folder.resolve(classes[hue]));
                for (int i = 0; i < perClass; i++) {
                    Files.write(of.resolve("%03d.bmp".formatted(i)), bmp(image(40 + i % 3, 36, hue, hue * 1000L + i)));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
