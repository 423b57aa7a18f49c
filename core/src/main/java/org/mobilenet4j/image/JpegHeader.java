package org.mobilenet4j.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a JPEG's markers say about its size, its colours and its orientation, read the way libjpeg reads them. Made because the
 * JDK's reader decides some of it differently and refuses some of it altogether.
 */
final class JpegHeader {
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int NO_TRANSFORM = -1;

    /** What the samples mean. */
    enum Colors {
        GREY,
        RGB,
        YCBCR,
        CMYK,
        YCCK,
        /** A number of components that no colour space has. */
        UNKNOWN
    }

    private final byte[] bytes;
    private final List<Integer> profileMarkers = new ArrayList<>();
    private boolean hasJfif;
    private int adobeTransform = NO_TRANSFORM;
    private String componentIds = "";
    private int[] sampling = {};
    private int width;
    private int height;
    private int exifStart;
    private int scans;
    private boolean hasEnd;

    private JpegHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the markers. A malformed file gives what could be read: the decoder is the one that refuses it. */
    static JpegHeader of(byte[] bytes) {
        JpegHeader header = new JpegHeader(bytes);
        header.readSegments();
        return header;
    }

    /** libjpeg's decision: JFIF means YCbCr, then Adobe's flag counts, then the components' names. */
    Colors colors(int components) {
        return switch (components) {
            case 1 -> Colors.GREY;
            case 3 -> {
                boolean isRgb = adobeTransform == NO_TRANSFORM ? componentIds.equals("RGB") : adobeTransform == 0;
                yield isRgb && !hasJfif ? Colors.RGB : Colors.YCBCR;
            }
            case 4 -> adobeTransform == NO_TRANSFORM || adobeTransform == 0 ? Colors.CMYK : Colors.YCCK;
            default -> Colors.UNKNOWN;
        };
    }

    /** In pixels; 0 where the file has no frame. */
    int width() {
        return width;
    }

    /** In pixels; 0 where the file has no frame. */
    int height() {
        return height;
    }

    /** How often the file goes over the image: 1 for baseline, about 10 for progressive. */
    int scans() {
        return scans;
    }

    /** Whether a component has as many columns as the finest, and half as many rows. */
    boolean isHalfHeight(int component) {
        int columns = 0;
        int rows = 0;
        for (int factors : sampling) {
            columns = Math.max(columns, factors >> 4);
            rows = Math.max(rows, factors & 0xF);
        }
        return component < sampling.length
                && sampling[component] >> 4 == columns
                && (sampling[component] & 0xF) * 2 == rows;
    }

    /** Where the EXIF block begins (its byte order mark), or 0 where there is none. */
    int exifStart() {
        return exifStart;
    }

    /**
     * The file with its ICC profiles under a marker that readers skip. Pillow decodes without looking at them; the
     * JDK's reader spends more time on a profile than on a small image, and refuses images whose profile is
     * damaged.
     */
    byte[] withoutProfiles() {
        if (profileMarkers.isEmpty()) {
            return bytes;
        }
        byte[] without = bytes.clone();
        profileMarkers.forEach(marker -> without[marker] = (byte) APP15);
        return without;
    }

    /** Whether zeros stand where the end marker should, as some cameras and downloads leave them. */
    boolean endsInZeros() {
        return !hasEnd && bytes.length - samplesEnd() >= 2;
    }

    /**
     * The file with an end marker in place of the zeros behind its samples. A file that ends early, and is filled up with
     * zeros, has one then as well: a decoder of the result has to be asked whether anything was missing.
     */
    byte[] withEnd() {
        int end = samplesEnd();
        byte[] ended = Arrays.copyOf(bytes, end + 2);
        ended[end] = (byte) 0xFF;
        ended[end + 1] = (byte) END_OF_IMAGE;
        return ended;
    }

    /** Where the zeros at the end begin; one behind 0xFF belongs to it. */
    private int samplesEnd() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end > 0 && end < bytes.length && bytes[end - 1] == (byte) 0xFF ? end + 1 : end;
    }

    /**
     * Goes from marker to marker up to the end of the image; what stands behind it, a camera's preview or a video, is
     * none of its business. Among compressed samples an 0xFF is followed by 0 or by a bare restart marker.
     */
    private void readSegments() {
        int at = 2;
        while (at + 2 <= bytes.length) {
            int marker = bytes[at + 1] & 0xFF;
            boolean isMarker = (bytes[at] & 0xFF) == 0xFF && marker != 0xFF && marker != 0;
            if (!isMarker) {
                at++;
                continue;
            }
            boolean isBare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
            if (isBare) {
                at += 2;
                continue;
            }
            if (marker == END_OF_IMAGE) {
                hasEnd = true;
                return;
            }
            int length = at + 4 <= bytes.length ? shortAt(at + 2) : 0;
            if (length < 2 || at + 2 + length > bytes.length) {
                return;
            }
            if (marker == START_OF_SCAN) {
                scans++;
            } else if (scans == 0) {
                readSegment(marker, at + 4, length - 2);
            }
            at += 2 + length;
        }
    }

    private void readSegment(int marker, int start, int length) {
        if (marker == APP0 && length >= 14 && ImageFormat.hasAt(bytes, start, "JFIF\0")) {
            hasJfif = true;
        } else if (marker == APP1 && length > 6 && ImageFormat.hasAt(bytes, start, "Exif\0\0")) {
            exifStart = exifStart == 0 ? start + 6 : exifStart;
        } else if (marker == APP2 && ImageFormat.hasAt(bytes, start, "ICC_PROFILE\0")) {
            profileMarkers.add(start - 3);
        } else if (marker == APP14 && length >= 12 && ImageFormat.hasAt(bytes, start, "Adobe")) {
            adobeTransform = bytes[start + 11] & 0xFF;
        } else if (isFrame(marker) && length >= 6 + 3 * (bytes[start + 5] & 0xFF)) {
            height = shortAt(start + 1);
            width = shortAt(start + 3);
            readComponents(start + 6, bytes[start + 5] & 0xFF);
        }
    }

    private void readComponents(int start, int components) {
        StringBuilder ids = new StringBuilder();
        sampling = new int[components];
        for (int i = 0; i < components; i++) {
            ids.append((char) (bytes[start + 3 * i] & 0xFF));
            sampling[i] = bytes[start + 3 * i + 1] & 0xFF;
        }
        componentIds = ids.toString();
    }

    private int shortAt(int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    /** SOF0 to SOF15; three numbers among them are tables. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
