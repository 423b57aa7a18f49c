package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mobilenet4j.io.InvalidInputException;

/** From pixels to the bytes of a file, for what is drawn to be looked at. Stateless. */
public final class ImageEncoder {
    /** As libjpeg has it. */
    private static final int LONGEST_JPEG = 65_500;

    private ImageEncoder() {}

    /** Without loss: for drawings. */
    public static byte[] png(RgbImage image) {
        return encode(image, "png");
    }

    /**
     * With the usual loss, and much smaller: for photos.
     *
     * @throws InvalidInputException if it is too long for the format
     */
    public static byte[] jpeg(RgbImage image) {
        if (Math.max(image.width(), image.height()) > LONGEST_JPEG) {
            throw new InvalidInputException("a JPEG of " + image.width() + " x " + image.height()
                    + " pixels cannot be written, expected at most " + LONGEST_JPEG + " a side; cut the image");
        }
        return encode(image, "jpeg");
    }

    /**
     * A mask with the indexes of its pixels and PASCAL VOC's colours as a palette, as its own masks are: {@link MaskDecoder}
     * reads the same classes again.
     */
    public static byte[] indexedPng(ClassMask mask) {
        BufferedImage pixels =
                new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_INDEXED, vocPalette());
        pixels.getRaster().setDataElements(0, 0, mask.width(), mask.height(), mask.classes());
        return encode(pixels, "png");
    }

    private static IndexColorModel vocPalette() {
        int[] colors = new int[256];
        for (int number = 0; number < colors.length; number++) {
            colors[number] = MaskDecoder.vocColor(number);
        }
        return new IndexColorModel(8, colors.length, colors, 0, false, -1, DataBuffer.TYPE_BYTE);
    }

    private static byte[] encode(RgbImage image, String format) {
        return encode(pixels(image), format);
    }

    /** A copy for the Java platform to draw on. */
    static BufferedImage pixels(RgbImage image) {
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
        return pixels;
    }

    private static byte[] encode(BufferedImage pixels, String format) {
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
