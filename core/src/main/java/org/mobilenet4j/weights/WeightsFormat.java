package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.mobilenet4j.io.InvalidInputException;

/** What a file is, told by its first bytes: names of files lie too often. */
enum WeightsFormat {
    SAFETENSORS("a safetensors file", "give a file of torch.save"),
    ZIP("a zip archive", "give the file in it"),
    PICKLE("a pickle", "give a safetensors file"),
    GZIP("a gzip file", "give the file in it"),
    WEB_PAGE("a web page", "download the file itself, by its direct link"),
    GIT_LFS_POINTER("a Git LFS pointer", "run: git lfs pull"),
    HDF5("an HDF5 file", "convert it in Python, e.g. with timm, to safetensors"),
    TFLITE("a TensorFlow Lite model", "give the weights it was made from"),
    UNKNOWN("of an unknown kind", "give another file");

    private static final int BYTES_LOOKED_AT = 64;
    private static final int BYTES_SHOWN = 16;

    private final String description;
    private final String remedy;

    WeightsFormat(String description, String remedy) {
        this.description = description;
        this.remedy = remedy;
    }

    /** Recognises the kind of a file; never fails. */
    static WeightsFormat of(MemorySegment bytes) {
        // One char a byte, so that text and numbers can be asked for alike.
        String start = new String(start(bytes, BYTES_LOOKED_AT), StandardCharsets.ISO_8859_1);
        if (start.startsWith("{", 8)) {
            return SAFETENSORS;
        }
        if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6")) {
            return ZIP;
        }
        if (start.length() > 1 && start.charAt(0) == 0x80 && start.charAt(1) >= 2 && start.charAt(1) <= 5) {
            return PICKLE;
        }
        if (start.startsWith("\u001f\u008b")) {
            return GZIP;
        }
        String words = start.strip().toLowerCase(Locale.ROOT);
        if (words.startsWith("<!doctype") || words.startsWith("<html") || words.startsWith("<?xml")) {
            return WEB_PAGE;
        }
        if (start.startsWith("version https://git-lfs")) {
            return GIT_LFS_POINTER;
        }
        if (start.startsWith("\u0089HDF")) {
            return HDF5;
        }
        return start.startsWith("TFL3", 4) ? TFLITE : UNKNOWN;
    }

    /** The error for a file of this kind where {@code expected} is wanted. */
    InvalidInputException refusal(String file, MemorySegment bytes, String expected) {
        String start = HexFormat.ofDelimiter(" ").formatHex(start(bytes, BYTES_SHOWN));
        return new InvalidInputException(file + ": is " + description + " (it begins with " + start + "), and "
                + expected + " is expected; " + remedy);
    }

    private static byte[] start(MemorySegment bytes, int most) {
        return bytes.asSlice(0, Math.min(most, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    }
}
