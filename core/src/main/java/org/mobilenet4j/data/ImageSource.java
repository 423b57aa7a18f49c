package org.mobilenet4j.data;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;
import org.mobilenet4j.io.InvalidInputException;

/** Where the files of a dataset lie. Safe for use by several threads. */
sealed interface ImageSource extends Closeable permits DirectorySource, RecordSource, TarSource, ZipSource {
    /** No photograph is as large as this; a file that is would only exhaust the memory. */
    long MAX_IMAGE_BYTES = 256L << 20;

    /** What opening it found. */
    Listing listing();

    /** The bytes of a file of the listing. */
    byte[] read(String name) throws IOException;

    /** The content of a file of the listing, of any length, as a stream that the caller closes. */
    default InputStream open(String name) throws IOException {
        return new ByteArrayInputStream(read(name));
    }

    /** The length and time of a file of the listing, found without reading it. */
    FileStamp stamp(String name) throws IOException;

    /** Something that is another once the file's bytes are, found without reading them all; for a missing file the same. */
    String fingerprint(String name);

    /** What messages call a file: the path that it has, or would have if the archive were a folder. */
    static String pathOf(Path root, String name) {
        return root + File.separator + name.replace('/', File.separatorChar);
    }

    static IOException tooLarge(long bytes) {
        return new IOException("%,d bytes; an image may have %,d".formatted(bytes, MAX_IMAGE_BYTES));
    }

    /**
     * Opens a folder, a folder of files of records, or a zip or tar archive.
     *
     * @throws InvalidInputException if there is nothing of the kind
     */
    static ImageSource at(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    path
                            + ": no such file or folder; expected a folder, or a zip or tar of one, with a folder of images per class");
        }
        if (!Files.isReadable(path)) {
            throw new InvalidInputException(path + ": may not be read by you; change its permissions");
        }
        if (Files.isDirectory(path)) {
            Optional<RecordSource> records = RecordSource.in(path);
            return records.isPresent() ? records.get() : new DirectorySource(path);
        }
        try {
            return switch (ArchiveKind.of(path)) {
                case TAR -> TarSource.open(path);
                case GZIP -> TarSource.openPacked(path);
                case ZIP, NONE -> new ZipSource(path);
            };
        } catch (ZipException notAnArchive) {
            throw new InvalidInputException(
                    path + ": neither a folder nor a whole zip or tar archive (" + notAnArchive.getMessage()
                            + "); expected a folder of images per class. Unpack or zip it anew",
                    notAnArchive);
        }
    }
}
