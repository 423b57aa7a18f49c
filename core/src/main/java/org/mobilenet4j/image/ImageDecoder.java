package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * From an encoded image to the pixels that Pillow's {@code Image.open(file).convert("RGB")} gives: JPEG (grey,
 * YCbCr, RGB, CMYK, YCCK), PNG, GIF (its first frame), BMP and TIFF by the JDK, and whatever other format an ImageIO
 * plugin on the class path reads. The content decides, not the file's name. Samples agree one for one, but those of a
 * JPEG that ImageIO decodes differ by a level here and there; {@link JpegSelection} says which decoder does.
 *
 * <p>Embedded colour profiles change nothing, alpha is dropped, and EXIF orientation is ignored unless asked for. Where
 * Pillow is not followed: 16-bit grey gives its upper 8 bits, where Pillow clips it to white.
 *
 * <p>Nothing in an image is trusted. A file that is no image, one that ends early, one over the limits and one that
 * is damaged beyond decoding all give an {@link InvalidInputException}. Immutable; any number of threads may share one.
 */
public final class ImageDecoder {
    /** Keeps every later product of sides within an int; an image this long has nothing to be recognised in it. */
    private static final int MAX_SIDE = 1_000_000;

    /** Encoders write about 10; each one costs a pass over the whole image, so a tiny file could ask for hours. */
    private static final int MAX_SCANS = 100;

    private final DecodeLimits limits;
    private final boolean isOrientationApplied;
    private final JpegSelection jpegs;

    /** Default limits, EXIF orientation ignored: as torchvision's and timm's loaders read their datasets. */
    public ImageDecoder() {
        this(DecodeLimits.DEFAULT);
    }

    /** Other limits, EXIF orientation ignored. */
    public ImageDecoder(DecodeLimits limits) {
        this(limits, false, JpegSelection.chosen());
    }

    ImageDecoder(DecodeLimits limits, boolean isOrientationApplied, JpegSelection jpegs) {
        this.limits = limits;
        this.isOrientationApplied = isOrientationApplied;
        this.jpegs = jpegs;
    }

    /** The same decoder, but it turns and mirrors images upright as their EXIF orientation says. */
    public ImageDecoder withOrientationApplied() {
        return new ImageDecoder(limits, true, jpegs);
    }

    /**
     * Decodes a file.
     *
     * @throws InvalidInputException if it cannot be read, or is not an image that {@link #decode(byte[], String)}
     *     takes
     */
    public RgbImage decode(Path file) {
        byte[] encoded;
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than allowed tells a file that is too large from one that just fits.
            encoded = in.readNBytes(limits.maxFileBytes() + 1);
        } catch (IOException e) {
            throw Refusal.unreadable(file.toString(), e);
        }
        return decode(encoded, file.toString());
    }

    /**
     * Decodes the content of a file.
     *
     * @param encoded the file's bytes, which are not changed
     * @param name what to call the image in messages, as its path
     * @throws InvalidInputException if it is no image, is cut short or damaged, or is over the limits
     */
    public RgbImage decode(byte[] encoded, String name) {
        if (encoded.length == 0) {
            throw Refusal.empty(name);
        }
        if (encoded.length > limits.maxFileBytes()) {
            throw Refusal.tooManyBytes(name, limits.maxFileBytes());
        }
        ImageFormat kind = ImageFormat.of(encoded);
        JpegHeader jpeg = kind == ImageFormat.JPEG ? JpegHeader.of(encoded) : null;
        if (jpeg != null && jpeg.scans() > MAX_SCANS) {
            throw Refusal.tooManyScans(name, jpeg.scans(), MAX_SCANS);
        }
        if (kind == ImageFormat.WEBP && isCutWebp(encoded)) {
            throw Refusal.cutShort(name, kind, encoded.length);
        }
        try {
            RgbImage image = jpeg == null ? null : turboDecoded(encoded, jpeg, name);
            if (image == null) {
                image = imageIoDecoded(encoded, kind, jpeg, name);
            }
            if (!isOrientationApplied) {
                return image;
            }
            int orientation = jpeg == null ? ExifOrientation.of(encoded, kind) : ExifOrientation.ofJpeg(encoded, jpeg);
            return ExifOrientation.toUpright(image, orientation);
        } catch (OutOfMemoryError e) {
            throw Refusal.failed(name, kind, encoded.length, false, e);
        }
    }

    /** The image if libjpeg-turbo is here and has nothing to say against the file. */
    private @Nullable RgbImage turboDecoded(byte[] encoded, JpegHeader jpeg, String name) {
        TurboJpeg turbo = jpegs.turbo();
        if (turbo == null || jpeg.width() == 0 || jpeg.height() == 0) {
            return null;
        }
        requireSize(jpeg.width(), jpeg.height(), name);
        return turbo.decode(encoded, jpeg);
    }

    private RgbImage imageIoDecoded(byte[] encoded, ImageFormat kind, @Nullable JpegHeader jpeg, String name) {
        EncodedStream stream = new EncodedStream(jpeg == null ? encoded : jpeg.withoutProfiles());
        ImageReader reader = readerOf(encoded, kind, name);
        try {
            reader.setInput(stream, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0), name);
            RgbImage image = jpeg == null
                    ? read(reader, encoded, kind, name)
                    : JpegColors.toRgb(reader.readRaster(0, null), jpeg);
            if (stream.isExhausted() && isOfJdk(reader)) {
                throw Refusal.cutShort(name, kind, encoded.length);
            }
            return image;
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers answer damage with every exception there is: negative array sizes, null pointers, bad casts.
            throw Refusal.failed(name, kind, encoded.length, stream.isExhausted(), e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The JDK's own reader where it has one, so that pixels do not depend on what else is on the class path, and
     * otherwise the first plugin that claims the content.
     */
    private static ImageReader readerOf(byte[] encoded, ImageFormat kind, String name) {
        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReaders(new EncodedStream(encoded)).forEachRemaining(readers::add);
        // The JDK takes every text that begins with BM for a BMP.
        readers.removeIf(reader -> kind.isText() && isOfJdk(reader));
        return readers.stream()
                .filter(ImageDecoder::isOfJdk)
                .findFirst()
                .or(() -> readers.stream().findFirst())
                .orElseThrow(() -> Refusal.noImage(name, kind));
    }

    private static boolean isOfJdk(ImageReader reader) {
        return reader.getClass().getModule() == ImageIO.class.getModule();
    }

    private void requireSize(int width, int height, String name) {
        if ((long) width * height > limits.maxPixels() || Math.max(width, height) > MAX_SIDE) {
            throw Refusal.tooManyPixels(name, width, height, limits.maxPixels(), MAX_SIDE);
        }
    }

    private RgbImage read(ImageReader reader, byte[] encoded, ImageFormat kind, String name) throws IOException {
        GifScreen screen = kind == ImageFormat.GIF ? GifScreen.of(encoded) : null;
        if (screen != null) {
            requireSize(screen.width(), screen.height(), name);
        }
        if (kind == ImageFormat.BMP && isEnvelope(encoded)) {
            throw new IOException("it holds a JPEG or a PNG");
        }
        BufferedImage image = reader.read(0);
        RgbImage pixels = RasterSamples.toRgb(image);
        if (screen != null && image.getColorModel() instanceof IndexColorModel palette) {
            return screen.show(pixels, palette);
        }
        return pixels;
    }

    /** Whether a WebP has fewer bytes than it says: the plugin that reads it makes up what is missing. */
    private static boolean isCutWebp(byte[] webp) {
        return Integer.toUnsignedLong(
                        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
                > webp.length - 8;
    }

    /** Whether a BMP is a mere envelope: the image inside has a size of its own, which nobody would check. */
    private static boolean isEnvelope(byte[] bmp) {
        int compression = 30;
        return bmp.length > compression && (bmp[compression] == 4 || bmp[compression] == 5);
    }

    /** What its pixels depend on. */
    @Override
    public String toString() {
        return "ImageDecoder[" + (jpegs.turbo() == null ? "ImageIO" : "libjpeg-turbo") + ", " + limits
                + (isOrientationApplied ? ", upright]" : "]");
    }
}
