package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.report.EventFileReader.Point;

class EventFileTest {
    @TempDir
    Path folder;

    @Test
    void isReadBackAsItWasWritten() throws IOException {
        try (EventFile file = EventFile.create(folder)) {
            file.scalars(1, Map.of("loss", 0.5));
            file.scalars(1L << 40, Map.of("group/été", -1e30));
        }

        assertThat(EventFileReader.read(folder))
                .containsExactly(new Point(1, "loss", 0.5), new Point(1L << 40, "group/été", (float) -1e30));
    }

    @Test
    void takesBackWhatARunThatGoesOnDoesAgain() throws IOException {
        try (EventFile killed = EventFile.create(folder)) {
            killed.scalars(1, Map.of("loss", 3.0));
            killed.scalars(2, Map.of("loss", 2.0));
            killed.scalars(3, Map.of("loss", 1.0));
        }
        try (EventFile resumed = EventFile.create(folder)) {
            resumed.restart(2);
            resumed.scalars(2, Map.of("loss", 2.5));
        }

        assertThat(EventFileReader.read(folder)).containsExactly(new Point(1, "loss", 3), new Point(2, "loss", 2.5));
    }

    @Test
    void removesTheFilesOfAnEarlierRunAndNoOthers() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "mine");
        EventFile.create(folder).close();

        EventFile.removeAll(folder);

        assertThat(folder).isDirectoryContaining("glob:**/notes.txt").isDirectoryNotContaining("glob:**tfevents*");
        assertThat(other).hasContent("mine");
    }

    @Test
    void masksChecksumsAsTensorFlowDoes() {
        // The check value of CRC-32C, e3069283 for "123456789", turned right by 15 bits, and the mask added.
        int expected = (0xe3069283 >>> 15 | 0xe3069283 << 17) + 0xa282ead8;

        assertThat(EventFile.checksum("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(expected)
                .isEqualTo(EventFileReader.masked("123456789".getBytes(StandardCharsets.US_ASCII)));
    }
}
