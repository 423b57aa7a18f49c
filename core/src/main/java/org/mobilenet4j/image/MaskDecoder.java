package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * From an encoded mask to the class of each pixel: the index where the mask has a palette, the sample where it is grey, and
 * where it has colours the number that PASCAL VOC gives each. Where colours are none of VOC's, but all pixels are grey, the
 * sample as well. PNG, BMP, GIF and TIFF; a JPEG would not keep the numbers. Immutable.
 */
public final class MaskDecoder {
    private static final int CLASSES = 256;

    private final ImageDecoder decoder;
    private final Map<Integer, Byte> numbers = new HashMap<>();

    /** With the limits of a decoder. */
    public MaskDecoder(ImageDecoder decoder) {
        this.decoder = decoder;
        for (int number = 0; number < CLASSES; number++) {
            numbers.put(vocColor(number), (byte) number);
        }
    }

    /** The colour of a class in PASCAL VOC's masks, 0xRRGGBB: its bits, spread over red, green and blue. */
    public static int vocColor(int number) {
        int color = 0;
        for (int bit = 0; bit < 8; bit++) {
            int channel = 2 - bit % 3; // red, green, blue
            color |= (number >> bit & 1) << (8 * channel + 7 - bit / 3);
        }
        return color;
    }

    /**
     * Decodes the content of a file.
     *
     * @param name what to call the mask in messages, as its path
     * @throws InvalidInputException if it is no mask, is damaged or over the limits, or has a class above 255 or a colour
     *     of no class
     */
    public ClassMask decode(byte[] encoded, String name) {
        BufferedImage image = decoder.decodeSamples(encoded, name);
        Raster raster = image.getRaster();
        int type = raster.getSampleModel().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            throw Refusal.noClass(name, "has samples that are not integers");
        }
        boolean isNumbered = image.getColorModel() instanceof IndexColorModel || raster.getNumBands() < 3;
        byte[] classes = isNumbered ? samples(raster, name) : byColor(image, name);
        return new ClassMask(image.getWidth(), image.getHeight(), classes);
    }

    private static byte[] samples(Raster raster, String name) {
        int width = raster.getWidth();
        byte[] classes = new byte[width * raster.getHeight()];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int sample : row) {
                if (sample < 0 || sample >= CLASSES) {
                    throw Refusal.noClass(name, "has the sample " + sample);
                }
                classes[at++] = (byte) sample;
            }
        }
        return classes;
    }

    private byte[] byColor(BufferedImage image, String name) {
        int width = image.getWidth();
        byte[] classes = new byte[width * image.getHeight()];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int pixel : row) {
                int color = pixel & 0xFFFFFF;
                @Nullable Byte number = numbers.get(color);
                if (number == null) {
                    if (isGrey(image)) {
                        return samples(image.getRaster(), name);
                    }
                    throw Refusal.noClass(name, "has the colour #%06x, which is no class's".formatted(color));
                }
                classes[at++] = number;
            }
        }
        return classes;
    }

    private static boolean isGrey(BufferedImage image) {
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int pixel : row) {
                if ((pixel & 0xFF) != (pixel >> 8 & 0xFF) || (pixel & 0xFF) != (pixel >> 16 & 0xFF)) {
                    return false;
                }
            }
        }
        return true;
    }
}
