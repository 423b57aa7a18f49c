package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.mobilenet4j.io.InvalidInputException;

/**
 * From an encoded picture to the pixels that Pillow's {@code Image.open(file).convert("RGB")} gives: JPEG (grey,
 * YCbCr, RGB, CMYK, YCCK), PNG, GIF (its first frame), BMP and TIFF by the JDK, and whatever other format an ImageIO
 * plugin on the class path reads. The content decides, not the file's name. Lossless formats agree sample for sample,
 * JPEG within a level or two.
 *
 * <p>Embedded colour profiles change nothing, alpha is dropped, and EXIF orientation is ignored unless asked for. Where
 * Pillow is not followed: 16-bit grey gives its upper 8 bits, where Pillow clips it to white.
 *
 * <p>Nothing in a picture is trusted. A file that is no picture, one that ends early, one over the limits and one that
 * is damaged beyond decoding all give an {@link InvalidInputException}. Immutable; any number of threads may share one.
 */
public final class ImageDecoder {
    private static final String EXPECTED = "expected a picture (JPEG, PNG, GIF, BMP or TIFF)";

    /** Keeps every later product of sides within an int; a picture this long has nothing to be recognised in it. */
    private static final int MAX_SIDE = 1_000_000;

    /** Encoders write about 10; each one costs a pass over the whole picture, so a tiny file could ask for hours. */
    private static final int MAX_SCANS = 100;

    private final DecodeLimits limits;
    private final boolean isOrientationApplied;

    /** Default limits, EXIF orientation ignored: as torchvision's and timm's loaders read their data sets. */
    public ImageDecoder() {
        this(DecodeLimits.DEFAULT);
    }

    /** Other limits, EXIF orientation ignored. */
    public ImageDecoder(DecodeLimits limits) {
        this(limits, false);
    }

    private ImageDecoder(DecodeLimits limits, boolean isOrientationApplied) {
        this.limits = limits;
        this.isOrientationApplied = isOrientationApplied;
    }

    /** The same decoder, but it turns and mirrors pictures upright as their EXIF orientation says. */
    public ImageDecoder withOrientationApplied() {
        return new ImageDecoder(limits, true);
    }

    /**
     * Decodes a file.
     *
     * @throws InvalidInputException if it cannot be read, or is not a picture that {@link #decode(byte[], String)}
     *     takes
     */
    public RgbImage decode(Path file) {
        byte[] encoded;
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than allowed tells a file that is too large from one that just fits.
            encoded = in.readNBytes(limits.maxFileBytes() + 1);
        } catch (NoSuchFileException e) {
            throw refused(file.toString(), "no such file; " + EXPECTED + "; check the path", e);
        } catch (AccessDeniedException e) {
            throw refused(file.toString(), "may not be read; allow it to be read, or leave it out", e);
        } catch (IOException e) {
            throw refused(file.toString(), "cannot be read (" + reason(e) + "); " + EXPECTED + "; check the path", e);
        }
        return decode(encoded, file.toString());
    }

    /**
     * Decodes the content of a file.
     *
     * @param encoded the file's bytes, which are not changed
     * @param name what to call the picture in messages, as its path
     * @throws InvalidInputException if it is no picture, is cut short or damaged, or is over the limits
     */
    public RgbImage decode(byte[] encoded, String name) {
        if (encoded.length == 0) {
            throw refused(name, "is empty; " + EXPECTED + "; copy it again or leave it out");
        }
        if (encoded.length > limits.maxFileBytes()) {
            throw refused(
                    name,
                    "has more than the %d bytes that a file may have; shrink the picture, or raise maxFileBytes"
                            .formatted(limits.maxFileBytes()));
        }
        FileKind kind = FileKind.of(encoded);
        JpegHeader jpeg = kind == FileKind.JPEG ? JpegHeader.of(encoded) : null;
        EncodedStream stream = new EncodedStream(jpeg == null ? encoded : jpeg.withoutProfiles());
        ImageReader reader = readerOf(encoded, kind, name);
        try {
            reader.setInput(stream, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0), name);
            RgbImage image = jpeg == null ? read(reader, encoded, kind, name) : readJpeg(reader, jpeg, name);
            if (stream.isExhausted() && isOfJdk(reader)) {
                throw cutShort(name, kind, encoded.length, new EOFException());
            }
            if (!isOrientationApplied) {
                return image;
            }
            int orientation = jpeg == null ? ExifOrientation.of(encoded, kind) : ExifOrientation.ofJpeg(encoded, jpeg);
            return ExifOrientation.toUpright(image, orientation);
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Readers answer damage with every exception there is: negative array sizes, null pointers, bad casts.
            throw failed(name, kind, encoded.length, stream.isExhausted(), e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The JDK's own reader where it has one, so that pixels do not depend on what else is on the class path, and
     * otherwise the first plugin that claims the content.
     */
    private static ImageReader readerOf(byte[] encoded, FileKind kind, String name) {
        ImageReader found = null;
        Iterator<ImageReader> readers = ImageIO.getImageReaders(new EncodedStream(encoded));
        while (readers.hasNext() && (found == null || !isOfJdk(found))) {
            ImageReader next = readers.next();
            if (found != null && !isOfJdk(next)) {
                next.dispose();
                continue;
            }
            if (found != null) {
                found.dispose();
            }
            found = next;
        }
        if (found != null) {
            return found;
        }
        String remedy = kind.isForeignPicture()
                ? "convert it, or put an ImageIO plugin for it on the class path"
                : "replace it by the picture itself, or leave it out";
        throw refused(name, isWhat(kind) + "; " + EXPECTED + "; " + remedy);
    }

    private static boolean isOfJdk(ImageReader reader) {
        return reader.getClass().getModule() == ImageIO.class.getModule();
    }

    private void requireSize(int width, int height, String name) {
        if ((long) width * height > limits.maxPixels() || Math.max(width, height) > MAX_SIDE) {
            throw refused(
                    name,
                    "claims %d x %d pixels; expected at most %d, and no side over %d; shrink it, or raise maxPixels"
                            .formatted(width, height, limits.maxPixels(), MAX_SIDE));
        }
    }

    private RgbImage read(ImageReader reader, byte[] encoded, FileKind kind, String name) throws IOException {
        GifScreen screen = kind == FileKind.GIF ? GifScreen.of(encoded) : null;
        if (screen != null) {
            requireSize(screen.width(), screen.height(), name);
        }
        BufferedImage image = reader.read(0);
        if (screen != null && image.getColorModel() instanceof IndexColorModel palette) {
            int around = Math.max(palette.getTransparentPixel(), 0);
            byte[] background = {
                (byte) palette.getRed(around), (byte) palette.getGreen(around), (byte) palette.getBlue(around)
            };
            return screen.show(RasterSamples.toRgb(image), background);
        }
        return RasterSamples.toRgb(image);
    }

    /**
     * Reads a JPEG's samples as they are stored and converts them here: the JDK's reader has no image for CMYK, takes
     * some YCbCr for RGB, and would apply a profile.
     */
    private static RgbImage readJpeg(ImageReader reader, JpegHeader header, String name) throws IOException {
        if (header.scans() > MAX_SCANS) {
            throw refused(
                    name,
                    "is a JPEG of %d scans; expected at most %d; save it again with another program, or leave it out"
                            .formatted(header.scans(), MAX_SCANS));
        }
        Raster raster = reader.readRaster(0, null);
        byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
        byte[] rgb = switch (header.colors(raster.getNumBands())) {
            case GREY -> JpegColors.greyToRgb(samples);
            case RGB -> samples;
            case YCBCR -> JpegColors.yCbCrToRgb(samples);
            case CMYK -> JpegColors.cmykToRgb(samples, true);
            case YCCK -> JpegColors.ycckToRgb(samples);
            case UNKNOWN -> throw new IOException(raster.getNumBands() + " components");
        };
        return RgbImage.of(raster.getWidth(), raster.getHeight(), rgb);
    }

    private static InvalidInputException failed(
            String name, FileKind kind, int length, boolean isExhausted, Throwable cause) {
        if (hasCause(cause, OutOfMemoryError.class)) {
            String remedy = "; raise -Xmx, shrink the picture, or leave it out";
            return refused(name, isWhat(kind) + " that takes more memory than there is" + remedy, cause);
        }
        if (isExhausted || hasCause(cause, EOFException.class)) {
            return cutShort(name, kind, length, cause);
        }
        String found = isWhat(kind) + " that cannot be decoded (" + reason(cause) + ")";
        return refused(name, found + "; save it again with another program, or leave it out", cause);
    }

    private static InvalidInputException cutShort(String name, FileKind kind, int length, Throwable cause) {
        String found = isWhat(kind) + " that ends early, after " + length + " bytes";
        return refused(name, found + "; expected the whole picture; copy it again or leave it out", cause);
    }

    private static String isWhat(FileKind kind) {
        return "is " + kind.label();
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause that says anything; ImageIO's outer ones say "Error reading PNG image data". */
    private static String reason(Throwable thrown) {
        String reason = thrown.getClass().getSimpleName();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                reason = message;
            }
        }
        return reason;
    }

    private static InvalidInputException refused(String name, String what) {
        return new InvalidInputException(oneLine(name, what));
    }

    private static InvalidInputException refused(String name, String what, Throwable cause) {
        return new InvalidInputException(oneLine(name, what), cause);
    }

    /** One line, whatever a file's name or a reader's message has in it. */
    private static String oneLine(String name, String what) {
        return (name + ": " + what).replaceAll("\\p{Cntrl}+", " ");
    }
}
