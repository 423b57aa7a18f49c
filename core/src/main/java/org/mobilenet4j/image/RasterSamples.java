package org.mobilenet4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * From what ImageIO decoded to red, green and blue, by the samples themselves. {@link BufferedImage#getRGB} would
 * convert colours on the way: it brightens grey images and applies embedded profiles, and Pillow does neither.
 *
 * <p>Alpha is dropped, not composited, and a transparent palette entry keeps its colour, as with Pillow's
 * {@code convert("RGB")}. Samples of more than 8 bits give their upper 8: so does Pillow for colour, but it clips
 * 16-bit grey at 255, which turns most of such an image white and is not followed here.
 */
final class RasterSamples {
    private RasterSamples() {}

    /**
     * The image's pixels. The image's own array may become the result's, so the image must not be used afterwards.
     *
     * @throws IOException if the samples are not integers
     */
    static RgbImage toRgb(BufferedImage image) throws IOException {
        Raster raster = image.getRaster();
        ColorModel colors = image.getColorModel();
        byte[] bytes = plainBytes(raster);
        byte[] rgb;
        if (colors instanceof IndexColorModel palette) {
            rgb = bytes != null && raster.getNumBands() == 1
                    ? palettePixels(bytes, palette)
                    : palettePixels(raster, table(palette));
        } else {
            byte[] samples = bytes == null ? bytesOf(raster) : bytes;
            rgb = colorPixels(samples, raster.getNumBands(), bandOffsets(raster, bytes != null), colors);
        }
        return RgbImage.of(image.getWidth(), image.getHeight(), rgb);
    }

    /** The samples as bytes, bands interleaved in their order; the raster's own array may become the result. */
    static byte[] interleaved(Raster raster) throws IOException {
        byte[] bytes = plainBytes(raster);
        return bytes == null ? bytesOf(raster) : picked(bytes, raster.getNumBands(), bandOffsets(raster, true));
    }

    /** The raster's own array where it holds exactly its pixels, a byte for each sample; otherwise null. */
    private static byte @Nullable [] plainBytes(Raster raster) {
        boolean isPlain = raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte
                && raster.getParent() == null
                && model.getPixelStride() == model.getNumBands()
                && model.getScanlineStride() == model.getWidth() * model.getNumBands();
        if (!isPlain) {
            return null;
        }
        DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
        boolean isExact = buffer.getNumBanks() == 1
                && buffer.getOffset() == 0
                && buffer.getData().length == (long) raster.getWidth() * raster.getHeight() * raster.getNumBands();
        return isExact ? buffer.getData() : null;
    }

    private static int[] bandOffsets(Raster raster, boolean isPlain) {
        if (isPlain && raster.getSampleModel() instanceof PixelInterleavedSampleModel model) {
            return model.getBandOffsets();
        }
        int[] inOrder = new int[raster.getNumBands()];
        for (int band = 0; band < inOrder.length; band++) {
            inOrder[band] = band;
        }
        return inOrder;
    }

    private static byte[] palettePixels(byte[] indices, IndexColorModel palette) {
        byte[] table = table(palette);
        byte[] rgb = new byte[indices.length * 3];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(table, (indices[i] & 0xFF) * 3, rgb, i * 3, 3);
        }
        return rgb;
    }

    /** @param table red, green and blue of each entry; an index beyond it is its last */
    static byte[] palettePixels(Raster raster, byte[] table) {
        int lastEntry = table.length / 3 - 1;
        int width = raster.getWidth();
        byte[] rgb = new byte[width * raster.getHeight() * 3];
        int[] row = new int[width * raster.getNumBands()];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, to += 3) {
                System.arraycopy(table, Math.clamp(row[x * raster.getNumBands()], 0, lastEntry) * 3, rgb, to, 3);
            }
        }
        return rgb;
    }

    /** The palette as pixels: at least 256, so that a byte is always inside; entries the file lacks are black. */
    private static byte[] table(IndexColorModel palette) {
        byte[] table = new byte[Math.max(palette.getMapSize(), 256) * 3];
        for (int i = 0; i < palette.getMapSize(); i++) {
            table[i * 3] = (byte) palette.getRed(i);
            table[i * 3 + 1] = (byte) palette.getGreen(i);
            table[i * 3 + 2] = (byte) palette.getBlue(i);
        }
        return table;
    }

    /** The samples of any layout and depth as bytes, bands interleaved in their order. */
    private static byte[] bytesOf(Raster raster) throws IOException {
        int type = raster.getSampleModel().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            throw new IOException("samples that are not integers");
        }
        int bands = raster.getNumBands();
        int rowSamples = raster.getWidth() * bands;
        int[] bits = raster.getSampleModel().getSampleSize();
        byte[] samples = new byte[Math.multiplyExact(rowSamples, raster.getHeight())];
        int[] row = new int[rowSamples];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int i = 0; i < rowSamples; i++) {
                samples[to++] = (byte) eightBits(row[i], bits[i % bands]);
            }
        }
        return samples;
    }

    /** Of 32 bits, as in TIFF files of measurements, Pillow clips; the upper 8 would be 0. */
    private static int eightBits(int sample, int bits) {
        if (bits == 32) {
            return Math.clamp(sample, 0, 255);
        }
        return bits >= 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1);
    }

    private static byte[] colorPixels(byte[] samples, int bands, int[] offsets, ColorModel colors) {
        int space = colors.getColorSpace().getType();
        if (bands >= 4 && space == ColorSpace.TYPE_CMYK) {
            return JpegColors.cmykToRgb(picked(samples, bands, offsets[0], offsets[1], offsets[2], offsets[3]), false);
        }
        if (bands < 3) {
            return picked(samples, bands, offsets[0], offsets[0], offsets[0]);
        }
        if (bands == 3) {
            inOrder(samples, offsets);
            return samples;
        }
        return picked(samples, bands, offsets[0], offsets[1], offsets[2]);
    }

    private static byte[] picked(byte[] samples, int bands, int... offsets) {
        byte[] out = new byte[samples.length / bands * offsets.length];
        int to = 0;
        for (int from = 0; from < samples.length; from += bands) {
            for (int offset : offsets) {
                out[to++] = samples[from + offset];
            }
        }
        return out;
    }

    /** Puts three bands in the order red, green, blue, in place: the images that fill memory are of this kind. */
    private static void inOrder(byte[] samples, int[] offsets) {
        if (offsets[0] == 0 && offsets[1] == 1) {
            return;
        }
        for (int i = 0; i < samples.length; i += 3) {
            byte red = samples[i + offsets[0]];
            byte green = samples[i + offsets[1]];
            byte blue = samples[i + offsets[2]];
            samples[i] = red;
            samples[i + 1] = green;
            samples[i + 2] = blue;
        }
    }
}
