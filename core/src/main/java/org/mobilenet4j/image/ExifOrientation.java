package org.mobilenet4j.image;

/**
 * EXIF's orientation tag: how a camera was held, from 1 (upright) to 8. Found in the file's own bytes, because ImageIO
 * reads it for no format but TIFF.
 */
final class ExifOrientation {
    static final int UPRIGHT = 1;

    private static final int ORIENTATION_TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    /** A JPEG's orientation: 1 where the file has none, or one that makes no sense. */
    static int ofJpeg(byte[] bytes, JpegHeader header) {
        return header.exifStart() == 0 ? UPRIGHT : inTiff(bytes, header.exifStart());
    }

    /** The orientation in a file of any other kind: 1 where it has none, or one that makes no sense. */
    static int of(byte[] bytes, ImageFormat kind) {
        return switch (kind) {
            case PNG -> inPng(bytes);
            case WEBP -> inWebp(bytes);
            case TIFF -> inTiff(bytes, 0);
            default -> UPRIGHT;
        };
    }

    private static int inPng(byte[] bytes) {
        int at = 8;
        while (at + 8 <= bytes.length) {
            if (ImageFormat.hasAt(bytes, at + 4, "eXIf")) {
                return inTiff(bytes, at + 8);
            }
            long next = at + 12L + (intAt(bytes, at, true) & 0xFFFF_FFFFL);
            if (next > bytes.length) {
                break;
            }
            at = (int) next;
        }
        return UPRIGHT;
    }

    private static int inWebp(byte[] bytes) {
        int at = 12;
        while (at + 8 <= bytes.length) {
            if (ImageFormat.hasAt(bytes, at, "EXIF")) {
                boolean hasPrefix = ImageFormat.hasAt(bytes, at + 8, "Exif\0\0");
                return inTiff(bytes, at + (hasPrefix ? 14 : 8));
            }
            long size = intAt(bytes, at + 4, false) & 0xFFFF_FFFFL;
            long next = at + 8 + size + (size & 1);
            if (next > bytes.length) {
                break;
            }
            at = (int) next;
        }
        return UPRIGHT;
    }

    /** Looks through the first directory of the TIFF structure at {@code start}, which is what EXIF is. */
    private static int inTiff(byte[] bytes, int start) {
        boolean isBigEndian = ImageFormat.hasAt(bytes, start, "MM\0*");
        boolean isTiff = isBigEndian || ImageFormat.hasAt(bytes, start, "II*\0");
        if (!isTiff || start + 8 > bytes.length) {
            return UPRIGHT;
        }
        long directory = start + (intAt(bytes, start + 4, isBigEndian) & 0xFFFF_FFFFL);
        if (directory + 2 > bytes.length) {
            return UPRIGHT;
        }
        int entries = shortAt(bytes, (int) directory, isBigEndian);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * ENTRY_BYTES;
            if (entry + ENTRY_BYTES > bytes.length) {
                break;
            }
            if (shortAt(bytes, (int) entry, isBigEndian) == ORIENTATION_TAG) {
                int value = shortAt(bytes, (int) entry + 8, isBigEndian);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static int shortAt(byte[] bytes, int at, boolean isBigEndian) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        return isBigEndian ? (first << 8) | second : (second << 8) | first;
    }

    private static int intAt(byte[] bytes, int at, boolean isBigEndian) {
        int first = shortAt(bytes, at, isBigEndian);
        int second = shortAt(bytes, at + 2, isBigEndian);
        return isBigEndian ? (first << 16) | second : (second << 16) | first;
    }

    /** The image as it was seen when it was taken, as Pillow's {@code ImageOps.exif_transpose} turns it. */
    static RgbImage toUpright(RgbImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        int w = image.width();
        int h = image.height();
        // Where the result's top left pixel lies in the source, and how far apart there its neighbours are.
        return switch (orientation) {
            case 2 -> walked(image, w, h, w - 1, -1, w);
            case 3 -> walked(image, w, h, w * h - 1, -1, -w);
            case 4 -> walked(image, w, h, w * (h - 1), 1, -w);
            case 5 -> walked(image, h, w, 0, w, 1);
            case 6 -> walked(image, h, w, w * (h - 1), -w, 1);
            case 7 -> walked(image, h, w, w * h - 1, -w, -1);
            case 8 -> walked(image, h, w, w - 1, w, -1);
            default -> throw new IllegalArgumentException("orientation " + orientation + ", must be 1 to 8");
        };
    }

    private static RgbImage walked(RgbImage image, int width, int height, int start, int stepRight, int stepDown) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = (start + y * stepDown) * 3;
            for (int x = 0; x < width; x++) {
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
                to += 3;
                from += stepRight * 3;
            }
        }
        return RgbImage.of(width, height, out);
    }
}
