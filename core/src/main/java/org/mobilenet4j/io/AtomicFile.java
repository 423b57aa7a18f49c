package org.mobilenet4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writing that either replaces a file whole or leaves what was there: to a temporary file beside it, synced to the disk,
 * then renamed over it.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** What writes the content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Replaces {@code target} by what {@code content} writes. The folder must exist.
     *
     * @throws IOException if anything fails, a full or read-only disk among it; the message begins with the target, which
     *     is then as it was, and the temporary file is gone
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path temporary = absolute.resolveSibling("%s.%d-%d.tmp"
                .formatted(
                        absolute.getFileName(),
                        ProcessHandle.current().pid(),
                        Thread.currentThread().threadId()));
        try {
            try (FileChannel channel = FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw naming(target, temporary, failure);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The failure in terms of the file that the caller knows: a full disk is reported without any file. */
    private static IOException naming(Path target, Path temporary, IOException failure) {
        if (!(failure instanceof FileSystemException known)) {
            FileSystemException named = new FileSystemException(target.toString(), null, failure.getMessage());
            named.initCause(failure);
            return named;
        }
        if (!temporary.toString().equals(known.getFile())) {
            return failure;
        }
        FileSystemException named = switch (known) {
            case AccessDeniedException denied -> new AccessDeniedException(target.toString());
            case NoSuchFileException missing -> new NoSuchFileException(target.toString());
            default -> new FileSystemException(target.toString(), null, known.getReason());
        };
        named.initCause(failure);
        return named;
    }
}
