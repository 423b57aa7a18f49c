package org.mobilenet4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheWholeFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "a longer text than the next");

        AtomicFile.write(file, out -> out.write("short".getBytes(StandardCharsets.UTF_8)));

        assertThat(file).hasContent("short");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void keepsWhatWasThereWhenWritingFails() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "before");

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .hasMessage(file + ": No space left on device");

        assertThat(file).hasContent("before");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void leavesNothingWhereTheFolderIsMissing() {
        Path file = folder.resolve("missing").resolve("a.txt");

        assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file.toString());

        assertThat(file.getParent()).doesNotExist();
    }
}
