package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mobilenet4j.io.InvalidInputException;

/** A file mapped into memory for as long as it is being read: of a file of gigabytes only what is used is touched. */
final class MappedFile {
    private MappedFile() {}

    /** What reads the bytes; the name is for messages. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String name, MemorySegment bytes) throws IOException;
    }

    /**
     * Opens, checks that there is something to read, and closes again.
     *
     * @throws InvalidInputException if the file is absent, empty, a folder or may not be read
     */
    static <T> T read(Path file, Reader<T> reader) throws IOException {
        return read(file, file.toString(), reader);
    }

    /** The same of a file that messages call by another name. */
    static <T> T read(Path file, String name, Reader<T> reader) throws IOException {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(name + ": is a folder where a file of weights is expected");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() == 0) {
                throw new InvalidInputException(name + ": is empty; download it or copy it again");
            }
            return reader.read(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(name + ": no such file; give the path of a file of weights", e);
        } catch (AccessDeniedException e) {
            throw new InvalidInputException(name + ": may not be read; change its permissions", e);
        }
    }
}
