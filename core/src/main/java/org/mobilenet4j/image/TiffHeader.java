package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the first directory of a TIFF says about its samples. ImageIO gives the samples and a colour model of its own
 * making: an embedded profile of other colours makes CMYK into RGB, a palette of 16 bits is rounded, and the JPEG inside
 * of four channels comes out inverted.
 *
 * @param palette the colour map, all reds, then greens, then blues, each the upper byte; null where there is none
 */
record TiffHeader(int compression, int colors, int alpha, byte @Nullable [] palette) {
    private static final int COMPRESSION = 259;
    private static final int COLORS = 262;
    private static final int PALETTE = 320;
    private static final int EXTRA_SAMPLES = 338;
    private static final int ENTRY_BYTES = 12;

    private static final int IN_JPEG = 7;
    private static final int CMYK = 5;
    private static final int CIE_LAB = 8;
    private static final int ITU_LAB = 10;
    private static final int MULTIPLIED_ALPHA = 1;

    /** Reads the directory. What a malformed file lacks is 0: the decoder is the one that refuses it. */
    static TiffHeader of(byte[] tiff) {
        return new Directory(tiff).header();
    }

    /**
     * The pixels of what ImageIO read.
     *
     * @throws IOException if the colours are none that can be converted
     */
    RgbImage toRgb(BufferedImage image) throws IOException {
        if (colors >= CIE_LAB && colors <= ITU_LAB) {
            throw new IOException("colours in CIE L*a*b*");
        }
        if (palette != null && image.getColorModel() instanceof IndexColorModel) {
            return RgbImage.of(
                    image.getWidth(),
                    image.getHeight(),
                    RasterSamples.palettePixels(image.getRaster(), table(palette)));
        }
        int bands = image.getRaster().getNumBands();
        if (bands != 4) {
            return RasterSamples.toRgb(image);
        }
        byte[] samples = RasterSamples.interleaved(image.getRaster());
        if (compression == IN_JPEG) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (byte) ~samples[i];
            }
        }
        byte[] rgb = colors == CMYK ? JpegColors.cmykToRgb(samples, false) : withoutAlpha(samples);
        return RgbImage.of(image.getWidth(), image.getHeight(), rgb);
    }

    private static byte[] table(byte[] palette) {
        int entries = palette.length / 3;
        byte[] table = new byte[palette.length];
        for (int i = 0; i < entries; i++) {
            table[3 * i] = palette[i];
            table[3 * i + 1] = palette[entries + i];
            table[3 * i + 2] = palette[2 * entries + i];
        }
        return table;
    }

    /** Red, green and blue, divided by an alpha that they were multiplied with. */
    private byte[] withoutAlpha(byte[] rgba) {
        byte[] rgb = new byte[rgba.length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.length; from += 4) {
            int opacity = alpha == MULTIPLIED_ALPHA ? rgba[from + 3] & 0xFF : 255;
            for (int channel = 0; channel < 3; channel++) {
                int level = rgba[from + channel] & 0xFF;
                rgb[to++] = (byte) (opacity == 0 ? 0 : Math.min(255, level * 255 / opacity));
            }
        }
        return rgb;
    }

    /** The first directory, of which nothing is trusted. */
    private static final class Directory {
        private final byte[] tiff;
        private final boolean isBigEndian;
        private final long start;

        Directory(byte[] tiff) {
            this.tiff = tiff;
            this.isBigEndian = tiff[0] == 'M';
            this.start = number(4, 4);
        }

        TiffHeader header() {
            return new TiffHeader(value(COMPRESSION), value(COLORS), value(EXTRA_SAMPLES), palette());
        }

        /** Where the entry of a tag begins; -1 where there is none. */
        private long entry(int tag) {
            int entries = (int) number(start, 2);
            for (int i = 0; i < entries; i++) {
                long entry = start + 2 + (long) i * ENTRY_BYTES;
                if (number(entry, 2) == tag) {
                    return entry;
                }
            }
            return -1;
        }

        /** The first number of an entry of shorts. */
        private int value(int tag) {
            long entry = entry(tag);
            return entry < 0 ? 0 : (int) number(entry + 8, 2);
        }

        private byte @Nullable [] palette() {
            long entry = entry(PALETTE);
            long count = entry < 0 ? 0 : number(entry + 4, 4);
            long offset = entry < 0 ? 0 : number(entry + 8, 4);
            if (count < 3 || count % 3 != 0 || offset + 2 * count > tiff.length) {
                return null;
            }
            byte[] upper = new byte[(int) count];
            for (int i = 0; i < count; i++) {
                upper[i] = (byte) (number(offset + 2L * i, 2) >> 8);
            }
            return upper;
        }

        /** An unsigned number of 2 or 4 bytes; 0 beyond the file's end. */
        private long number(long at, int size) {
            if (at < 0 || at + size > tiff.length) {
                return 0;
            }
            long number = 0;
            for (int i = 0; i < size; i++) {
                int from = (int) at + (isBigEndian ? i : size - 1 - i);
                number = number << 8 | (tiff[from] & 0xFF);
            }
            return number;
        }
    }
}
