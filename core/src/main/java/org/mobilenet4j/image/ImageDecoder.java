package org.mobilenet4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * From an encoded image to the pixels that Pillow's {@code Image.open(file).convert("RGB")} gives: JPEG (grey,
 * YCbCr, RGB, CMYK, YCCK), PNG, GIF (its first frame), BMP and TIFF by the JDK, PBM, PGM and PPM by this library, and
 * whatever other format, such as WebP, an ImageIO plugin on the class path reads. The content decides, not the file's name. Samples agree one for one, but those of a
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

    private static final Set<String> SUFFIXES = Stream.of(ImageFormat.values())
            .flatMap(format -> format.suffixes().stream())
            .collect(Collectors.toUnmodifiableSet());

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

    /**
     * The suffixes of files that are taken for images, in lower case and without a dot: those of the formats that are
     * decoded, WebP where its plugin is on the class path.
     */
    public static Set<String> suffixes() {
        return SUFFIXES;
    }

    /** Whether a file is taken for an image among others, by its {@link #suffixes suffix}. */
    public static boolean isImage(String fileName) {
        return SUFFIXES.contains(
                fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * The same decoder, turning and mirroring images as their EXIF orientation says, or leaving them as they are stored. A
     * model's {@link Preprocessing#isUpright preprocessing} says which it needs.
     */
    public ImageDecoder withOrientation(boolean isApplied) {
        return new ImageDecoder(limits, isApplied, jpegs);
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
        if (kind == ImageFormat.JPEG) {
            return decodeJpeg(encoded, name);
        }
        if (kind == ImageFormat.WEBP && isCutWebp(encoded)) {
            throw Refusal.cutShort(name, kind, encoded.length);
        }
        try {
            RgbImage image = kind == ImageFormat.NETPBM ? netpbm(encoded, name) : imageIoDecoded(encoded, kind, name);
            return isOrientationApplied ? ExifOrientation.toUpright(image, ExifOrientation.of(encoded, kind)) : image;
        } catch (OutOfMemoryError e) {
            throw Refusal.failed(name, kind, encoded.length, false, e);
        }
    }

    /**
     * The size of an image as it is stored, from its header alone.
     *
     * @param name what to call the image in messages, as its path
     * @throws InvalidInputException if it is no image, or over the limits
     */
    public ImageSize sizeOf(byte[] encoded, String name) {
        if (encoded.length == 0) {
            throw Refusal.empty(name);
        }
        ImageFormat kind = ImageFormat.of(encoded);
        JpegHeader jpeg = kind == ImageFormat.JPEG ? JpegHeader.of(encoded) : null;
        if (jpeg != null && jpeg.width() > 0 && jpeg.height() > 0) {
            requireSize(jpeg.width(), jpeg.height(), name);
            return new ImageSize(jpeg.width(), jpeg.height());
        }
        if (kind == ImageFormat.NETPBM) {
            RgbImage image = netpbm(encoded, name);
            return new ImageSize(image.width(), image.height());
        }
        return read(
                encoded, encoded.length, kind, name, reader -> new ImageSize(reader.getWidth(0), reader.getHeight(0)));
    }

    /**
     * How a camera was held, from 1 (upright) to 8, as an image's EXIF tag says; 1 where there is none.
     *
     * @param encoded the file's bytes, of whatever content
     */
    public static int orientationOf(byte[] encoded) {
        if (encoded.length == 0) {
            return ExifOrientation.UPRIGHT;
        }
        ImageFormat kind = ImageFormat.of(encoded);
        return kind == ImageFormat.JPEG
                ? ExifOrientation.ofJpeg(encoded, JpegHeader.of(encoded))
                : ExifOrientation.of(encoded, kind);
    }

    /**
     * The samples of an image as they are stored: a palette's indexes, grey values, or colours.
     *
     * @throws InvalidInputException as {@link #decode(byte[], String)} does, and if the format changes samples (JPEG)
     */
    BufferedImage decodeSamples(byte[] encoded, String name) {
        if (encoded.length == 0) {
            throw Refusal.empty(name);
        }
        ImageFormat kind = ImageFormat.of(encoded);
        return switch (kind) {
            case PNG, BMP, TIFF, GIF -> {
                try {
                    yield read(encoded, encoded.length, kind, name, reader -> reader.read(0));
                } catch (OutOfMemoryError e) {
                    throw Refusal.failed(name, kind, encoded.length, false, e);
                }
            }
            default -> throw Refusal.noMask(name, kind);
        };
    }

    private RgbImage decodeJpeg(byte[] encoded, String name) {
        JpegHeader found = JpegHeader.of(encoded);
        if (found.scans() > MAX_SCANS) {
            throw Refusal.tooManyScans(name, found.scans(), MAX_SCANS);
        }
        boolean isMended = found.endsInZeros();
        byte[] ended = isMended ? found.withEnd() : encoded;
        JpegHeader jpeg = isMended ? JpegHeader.of(ended) : found;
        try {
            RgbImage image = turboDecoded(ended, jpeg, name);
            if (image == null) {
                image = imageIoDecoded(jpeg, encoded.length, isMended, name);
            }
            return isOrientationApplied ? ExifOrientation.toUpright(image, ExifOrientation.ofJpeg(ended, jpeg)) : image;
        } catch (OutOfMemoryError e) {
            throw Refusal.failed(name, ImageFormat.JPEG, encoded.length, false, e);
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

    /** @param isMended whether the end marker is ours, so that whatever the reader warns of means a cut file */
    private RgbImage imageIoDecoded(JpegHeader jpeg, int fileBytes, boolean isMended, String name) {
        AtomicBoolean isDoubtful = new AtomicBoolean();
        return read(jpeg.withoutProfiles(), fileBytes, ImageFormat.JPEG, name, reader -> {
            if (isMended) {
                reader.addIIOReadWarningListener((source, warning) -> isDoubtful.set(true));
            }
            RgbImage image = JpegColors.toRgb(reader.readRaster(0, null), jpeg);
            if (isDoubtful.get()) {
                throw new EOFException();
            }
            return image;
        });
    }

    private RgbImage imageIoDecoded(byte[] encoded, ImageFormat kind, String name) {
        byte[] readable = switch (kind) {
            case BMP -> withSize(encoded);
            case GIF -> withEnd(encoded);
            case WEBP -> withoutProfile(encoded);
            default -> encoded;
        };
        return read(readable, encoded.length, kind, name, reader -> toRgb(reader, readable, kind, name));
    }

    private interface Reading<T> {
        T by(ImageReader reader) throws IOException;
    }

    private <T> T read(byte[] encoded, int fileBytes, ImageFormat kind, String name, Reading<T> reading) {
        EncodedStream stream = new EncodedStream(encoded);
        ImageReader reader = readerOf(encoded, kind, name);
        try {
            reader.setInput(stream, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0), name);
            T image = reading.by(reader);
            if (stream.isExhausted() && isOfJdk(reader)) {
                throw Refusal.cutShort(name, kind, fileBytes);
            }
            return image;
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers answer damage with every exception there is: negative array sizes, null pointers, bad casts.
            throw Refusal.failed(name, kind, fileBytes, stream.isExhausted(), e);
        } finally {
            reader.dispose();
        }
    }

    private RgbImage netpbm(byte[] encoded, String name) {
        try {
            Netpbm image = Netpbm.open(encoded);
            requireSize(image.width(), image.height(), name);
            return image.decode();
        } catch (IOException e) {
            throw Refusal.failed(name, ImageFormat.NETPBM, encoded.length, false, e);
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

    private RgbImage toRgb(ImageReader reader, byte[] encoded, ImageFormat kind, String name) throws IOException {
        GifScreen screen = kind == ImageFormat.GIF ? GifScreen.of(encoded) : null;
        if (screen != null) {
            requireSize(screen.width(), screen.height(), name);
        }
        if (kind == ImageFormat.BMP && isEnvelope(encoded)) {
            throw new IOException("it holds a JPEG or a PNG");
        }
        BufferedImage image = reader.read(0);
        if (kind == ImageFormat.TIFF) {
            return TiffHeader.of(encoded).toRgb(image);
        }
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

    /** A BMP whose header has the file's size, where a program left 0 or some other number; the JDK takes its word. */
    private static byte[] withSize(byte[] bmp) {
        int size = 2;
        if (bmp.length < size + 4
                || ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).getInt(size) >= bmp.length) {
            return bmp;
        }
        byte[] sized = bmp.clone();
        ByteBuffer.wrap(sized).order(ByteOrder.LITTLE_ENDIAN).putInt(size, bmp.length);
        return sized;
    }

    /** A GIF with its last two bytes twice, the end of the pixels and that of the file: many lack them. */
    private static byte[] withEnd(byte[] gif) {
        byte[] ended = Arrays.copyOf(gif, gif.length + 2);
        ended[gif.length + 1] = ';';
        return ended;
    }

    /** A WebP whose extended header denies the colour profile behind it, which the plugin would apply. */
    private static byte[] withoutProfile(byte[] webp) {
        int flags = 20;
        if (!ImageFormat.hasAt(webp, 12, "VP8X") || webp.length <= flags) {
            return webp;
        }
        byte[] without = webp.clone();
        without[flags] &= ~0x20;
        return without;
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
