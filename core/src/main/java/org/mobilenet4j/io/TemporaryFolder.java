package org.mobilenet4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** A folder for what is not finished, removed with all that is in it when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /** Makes one beside a file or folder, so that what is finished can be moved there without a copy. */
    public static TemporaryFolder beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNullElse(absolute.getParent(), absolute);
        return new TemporaryFolder(Files.createTempDirectory(parent, ".unfinished"));
    }

    /** Makes one where the system keeps such. */
    public static TemporaryFolder of(String prefix) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
