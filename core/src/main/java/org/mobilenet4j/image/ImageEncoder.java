package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** From pixels to the bytes of a file, for what is drawn to be looked at. Stateless. */
public final class ImageEncoder {
    private ImageEncoder() {}

    /** Without loss: for drawings. */
    public static byte[] png(RgbImage image) {
        return encode(image, "png");
    }

    /** With the usual loss, and much smaller: for photos. */
    public static byte[] jpeg(RgbImage image) {
        return encode(image, "jpeg");
    }

    private static byte[] encode(RgbImage image, String format) {
        BufferedImage pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                int at = 3 * (y * row.length + x);
                row[x] = (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
            }
            pixels.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(encoded)) {
            if (!ImageIO.write(pixels, format, out)) {
                throw new IllegalStateException("the JDK writes no " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
        return encoded.toByteArray();
    }
}
