package org.mobilenet4j.data;

import java.io.Closeable;
import java.io.IOException;

/** Where the files of a dataset lie. Safe for use by several threads. */
sealed interface ImageSource extends Closeable permits DirectorySource, RecordSource, ZipSource {
    /** No photograph is as large as this; a file that is would only exhaust the memory. */
    long MAX_IMAGE_BYTES = 256L << 20;

    /** What opening it found. */
    Listing listing();

    /** The bytes of a file of the listing. */
    byte[] read(String name) throws IOException;

    /** Something that is another once the file's bytes are, found without reading them all; for a missing file the same. */
    String fingerprint(String name);

    static IOException tooLarge(long bytes) {
        return new IOException("%,d bytes; an image may have %,d".formatted(bytes, MAX_IMAGE_BYTES));
    }
}
