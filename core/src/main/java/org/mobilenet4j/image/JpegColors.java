package org.mobilenet4j.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * From a JPEG's samples as they are stored to red, green and blue: in libjpeg's integer arithmetic and, for four
 * components, as Pillow's {@code convert("RGB")} goes on from there. Done here because the JDK's reader has no image for
 * CMYK, takes some YCbCr for RGB, and applies profiles. Arrays hold whole pixels, components interleaved.
 */
final class JpegColors {
    // libjpeg's constants with 16 bits after the point: 1.402, 1.772, 0.71414, 0.34414.
    private static final int CR_TO_RED = 91881;
    private static final int CB_TO_BLUE = 116130;
    private static final int CR_TO_GREEN = 46802;
    private static final int CB_TO_GREEN = 22554;
    private static final int HALF = 1 << 15;

    private JpegColors() {}

    /**
     * The pixels of a JPEG whose samples were read as they are stored. The raster's array may become the result's.
     *
     * @throws IOException if the components are not 1, 3 or 4
     */
    static RgbImage toRgb(Raster raster, JpegHeader header) throws IOException {
        int components = raster.getNumBands();
        byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
        for (int component = 0; component < components; component++) {
            if (header.isHalfHeight(component)) {
                JpegUpsampling.interpolateRows(samples, raster.getWidth(), raster.getHeight(), components, component);
            }
        }
        byte[] rgb = switch (header.colors(components)) {
            case GREY -> greyToRgb(samples);
            case RGB -> samples;
            case YCBCR -> yCbCrToRgb(samples);
            case CMYK -> cmykToRgb(samples, true);
            case YCCK -> ycckToRgb(samples);
            case UNKNOWN -> throw new IOException(components + " components");
        };
        return RgbImage.of(raster.getWidth(), raster.getHeight(), rgb);
    }

    /** Each grey sample three times over. */
    static byte[] greyToRgb(byte[] grey) {
        byte[] rgb = new byte[grey.length * 3];
        for (int i = 0; i < grey.length; i++) {
            rgb[i * 3] = grey[i];
            rgb[i * 3 + 1] = grey[i];
            rgb[i * 3 + 2] = grey[i];
        }
        return rgb;
    }

    /** Y, Cb, Cr to R, G, B. Overwrites its argument and returns it. */
    private static byte[] yCbCrToRgb(byte[] samples) {
        convert(samples, 3);
        return samples;
    }

    /** Turns Y, Cb, Cr into R, G, B in place: {@code stride} samples a pixel, of which the first three change. */
    private static void convert(byte[] samples, int stride) {
        for (int i = 0; i < samples.length; i += stride) {
            int luma = samples[i] & 0xFF;
            int cb = (samples[i + 1] & 0xFF) - 128;
            int cr = (samples[i + 2] & 0xFF) - 128;
            samples[i] = clipped(luma + ((CR_TO_RED * cr + HALF) >> 16));
            samples[i + 1] = clipped(luma + ((HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr) >> 16));
            samples[i + 2] = clipped(luma + ((CB_TO_BLUE * cb + HALF) >> 16));
        }
    }

    /**
     * C, M, Y, K to R, G, B. JPEG files keep ink inverted, 0 for full ink, as Adobe's programs write them; Pillow
     * assumes the same of every file.
     *
     * @param isInverted whether 0 is full ink, as in JPEG files
     */
    static byte[] cmykToRgb(byte[] cmyk, boolean isInverted) {
        byte[] rgb = new byte[cmyk.length / 4 * 3];
        int inversion = isInverted ? 0xFF : 0;
        int to = 0;
        for (int i = 0; i < cmyk.length; i += 4) {
            int white = 255 - ((cmyk[i + 3] & 0xFF) ^ inversion);
            for (int ink = 0; ink < 3; ink++) {
                // Pillow's rounded division of a product by 255.
                int product = ((cmyk[i + ink] & 0xFF) ^ inversion) * white + 128;
                rgb[to++] = clipped(white - (((product >> 8) + product) >> 8));
            }
        }
        return rgb;
    }

    /** Y, Cb, Cr, K to R, G, B; the first three are the inverse of inverted ink. Overwrites its argument. */
    private static byte[] ycckToRgb(byte[] ycck) {
        convert(ycck, 4);
        for (int i = 0; i < ycck.length; i += 4) {
            ycck[i] = (byte) ~ycck[i];
            ycck[i + 1] = (byte) ~ycck[i + 1];
            ycck[i + 2] = (byte) ~ycck[i + 2];
        }
        return cmykToRgb(ycck, true);
    }

    private static byte clipped(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }
}
