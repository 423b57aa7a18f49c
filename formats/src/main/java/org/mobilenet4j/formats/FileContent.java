package org.mobilenet4j.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** A model's file in memory, if it is of a size that a MobileNet has. */
final class FileContent {
    private static final long MOST_BYTES = 1L << 28;

    private FileContent() {}

    static byte[] read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MOST_BYTES) {
            throw new InvalidInputException(
                    file + ": has " + bytes + " bytes, expected at most " + MOST_BYTES + "; is it a MobileNet?");
        }
        return Files.readAllBytes(file);
    }
}
