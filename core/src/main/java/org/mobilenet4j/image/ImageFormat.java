package org.mobilenet4j.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What a file's first bytes say it is; its name says nothing. The label completes "is ...". */
enum ImageFormat {
    JPEG("a JPEG", "jpg jpeg jpe jfif"),
    PNG("a PNG", "png"),
    GIF("a GIF", "gif"),
    BMP("a BMP", "bmp"),
    TIFF("a TIFF", "tif tiff"),
    WEBP("a WebP image", "webp"),
    NETPBM("a PBM, PGM or PPM", "pbm pgm ppm pnm"),
    BIG_TIFF("a BigTIFF"),
    AVIF("an AVIF image"),
    HEIF("a HEIC image"),
    JPEG_XL("a JPEG XL image"),
    JPEG_2000("a JPEG 2000 image"),
    SVG("an SVG drawing"),
    HTML("an HTML page"),
    XML("an XML document"),
    PDF("a PDF document"),
    ZIP("a ZIP archive"),
    GZIP("a gzip archive"),
    VIDEO("a video"),
    TEXT("text"),
    UNKNOWN("no known image format");

    /** How much is looked at to tell text from binary. */
    private static final int TEXT_SAMPLE = 512;

    private final String label;
    private final String suffixes;

    ImageFormat(String label) {
        this(label, "");
    }

    /** @param suffixes of files of a format that is decoded, in lower case, with blanks between them */
    ImageFormat(String label, String suffixes) {
        this.label = label;
        this.suffixes = suffixes;
    }

    /** Of files of the format, if it is decoded: in lower case, without a dot. */
    List<String> suffixes() {
        return suffixes.isEmpty() ? List.of() : List.of(suffixes.split(" "));
    }

    String label() {
        return label;
    }

    /** An image, of a format that an ImageIO plugin or a converter can read where the JDK alone cannot. */
    boolean isForeignImage() {
        return switch (this) {
            case WEBP, BIG_TIFF, AVIF, HEIF, JPEG_XL, JPEG_2000 -> true;
            default -> false;
        };
    }

    /** Characters throughout, which no format is that the JDK reads. */
    boolean isText() {
        return switch (this) {
            case SVG, HTML, XML, TEXT -> true;
            default -> false;
        };
    }

    static ImageFormat of(byte[] bytes) {
        if (hasAt(bytes, 0, "\u00ff\u00d8")) {
            return JPEG;
        }
        if (hasAt(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (hasAt(bytes, 0, "GIF87a") || hasAt(bytes, 0, "GIF89a")) {
            return GIF;
        }
        if (hasAt(bytes, 0, "II*\0") || hasAt(bytes, 0, "MM\0*")) {
            return TIFF;
        }
        if (hasAt(bytes, 0, "II+\0") || hasAt(bytes, 0, "MM\0+")) {
            return BIG_TIFF;
        }
        if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && Netpbm.isBlank(bytes[2])) {
            return NETPBM;
        }
        if (hasAt(bytes, 0, "RIFF")) {
            return hasAt(bytes, 8, "WEBP") ? WEBP : VIDEO;
        }
        if (hasAt(bytes, 4, "ftyp")) {
            return isoMedia(bytes);
        }
        if (hasAt(bytes, 0, "\u00ff\n") || hasAt(bytes, 0, "\0\0\0\fJXL ")) {
            return JPEG_XL;
        }
        if (hasAt(bytes, 0, "\0\0\0\fjP  ")) {
            return JPEG_2000;
        }
        if (hasAt(bytes, 0, "%PDF")) {
            return PDF;
        }
        if (hasAt(bytes, 0, "PK\u0003\u0004")) {
            return ZIP;
        }
        if (hasAt(bytes, 0, "\u001f\u008b")) {
            return GZIP;
        }
        // Two letters alone would make images of words; a BMP goes on with its size, whose upper bytes are not text.
        if (hasAt(bytes, 0, "BM") && !isText(bytes)) {
            return BMP;
        }
        return isText(bytes) ? textKind(bytes) : UNKNOWN;
    }

    private static ImageFormat isoMedia(byte[] bytes) {
        if (hasAt(bytes, 8, "avif") || hasAt(bytes, 8, "avis")) {
            return AVIF;
        }
        boolean isHeif = hasAt(bytes, 8, "hei") || hasAt(bytes, 8, "hev") || hasAt(bytes, 8, "mif1");
        return isHeif ? HEIF : VIDEO;
    }

    private static ImageFormat textKind(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, TEXT_SAMPLE), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        if (start.contains("<svg")) {
            return SVG;
        }
        if (start.contains("<!doctype html") || start.contains("<html") || start.contains("<head")) {
            return HTML;
        }
        return start.contains("<?xml") ? XML : TEXT;
    }

    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, TEXT_SAMPLE); i++) {
            int value = bytes[i] & 0xFF;
            boolean isSpace = value == '\t' || value == '\n' || value == '\r' || value == '\f';
            if (value == 0x7F || (value < ' ' && !isSpace)) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /** Whether {@code mark}, one character for each byte, stands at {@code offset}. */
    static boolean hasAt(byte[] bytes, int offset, String mark) {
        if (offset < 0 || offset > bytes.length - mark.length()) {
            return false;
        }
        for (int i = 0; i < mark.length(); i++) {
            if ((bytes[offset + i] & 0xFF) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
