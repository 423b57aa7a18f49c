package org.mobilenet4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** A file of labelled images of one size, one after the other. Safe for use by several threads. */
sealed interface RecordFile permits CifarFile, IdxFile {
    /** More than any set of small images has; an archive that would inflate to more is refused. */
    int MAX_BYTES = 1 << 30;

    int count();

    /** The class of an image, from 0. */
    int label(int index);

    RgbImage image(int index);

    /**
     * A file's content, mapped, or inflated into memory where its name ends in {@code .gz}.
     *
     * @throws InvalidInputException if it cannot be read, is damaged or too large
     */
    static ByteBuffer contentOf(Path file) {
        try {
            if (file.toString().endsWith(".gz")) {
                return inflated(file);
            }
            try (FileChannel channel = FileChannel.open(file)) {
                requireSize(file, channel.size());
                return channel.map(MapMode.READ_ONLY, 0, channel.size());
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": cannot be read (" + e.getMessage() + "); fetch it anew or change its permissions", e);
        }
    }

    private static ByteBuffer inflated(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            requireSize(file, bytes.length);
            return ByteBuffer.wrap(bytes);
        }
    }

    private static void requireSize(Path file, long bytes) {
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException("%s: has more than %,d bytes; a file of small images may not be that large"
                    .formatted(file, MAX_BYTES));
        }
    }
}
