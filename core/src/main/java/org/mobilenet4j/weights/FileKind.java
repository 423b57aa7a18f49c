package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is, told by its first bytes: names of files lie too often. */
enum FileKind {
    SAFETENSORS,
    ZIP,
    PICKLE,
    WEB_PAGE,
    GIT_LFS_POINTER,
    HDF5,
    TFLITE,
    UNKNOWN;

    private static final int BYTES_LOOKED_AT = 64;

    /** Recognises the kind of a file; never fails. */
    static FileKind of(MemorySegment bytes) {
        // One char a byte, so that text and numbers can be asked for alike.
        String start = new String(
                bytes.asSlice(0, Math.min(BYTES_LOOKED_AT, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
        if (start.startsWith("{", 8)) {
            return SAFETENSORS;
        }
        if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6")) {
            return ZIP;
        }
        if (start.length() > 1 && start.charAt(0) == 0x80 && start.charAt(1) >= 2 && start.charAt(1) <= 5) {
            return PICKLE;
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
}
