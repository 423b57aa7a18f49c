package org.mobilenet4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mobilenet4j.io.InvalidInputException;

/** What a file's first bytes say of the archive that it is. */
enum ArchiveKind {
    ZIP,
    TAR,
    /** Something packed with gzip, which for images is a tar archive. */
    GZIP,
    NONE;

    static ArchiveKind of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(TarHeader.BYTES);
        }
        if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
            return ZIP;
        }
        if (start.length > 1 && start[0] == 0x1F && start[1] == (byte) 0x8B) {
            return GZIP;
        }
        return TarHeader.isOne(start) ? TAR : NONE;
    }

    /**
     * The name of an archive's entry with slashes alone. Some Windows programs write backslashes; and a name may climb out
     * of the archive, which no honest one does.
     *
     * @throws InvalidInputException if it does
     */
    static String entryName(Path archive, String name) {
        String slashed = name.replace('\\', '/');
        List<String> segments = Stream.of(slashed.split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        if (slashed.startsWith("/") || slashed.matches("(?s)[A-Za-z]:.*") || segments.contains("..")) {
            throw new InvalidInputException(
                    archive + ": the entry '" + name.replaceAll("\\p{Cntrl}", "?")
                            + "' points outside the archive; expected names like daisy/1.jpg. Make the archive anew from its folder");
        }
        return segments.stream().collect(Collectors.joining("/"));
    }
}
