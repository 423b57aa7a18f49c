package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.io.InvalidInputException;

class MeasurementsTest {
    @TempDir
    Path folder;

    @Test
    void measuresOnceEvenWhenTheRunGoesOn() throws IOException {
        Path file = folder.resolve("measurements.json");
        Measurements first = new Measurements(file, "three stages");
        assertThat(first.has("pace")).isFalse();
        assertThat(first.of("pace", () -> 1 / 3.0)).isEqualTo(1 / 3.0);
        assertThat(first.of("pace", () -> 2)).isEqualTo(1 / 3.0);
        first.put(Map.of("top1/a-1", 0.75, "seconds/a-1", 12.5));

        Measurements resumed = new Measurements(file, "three stages");

        assertThat(resumed.has("top1/a-1")).isTrue();
        assertThat(resumed.of("pace", () -> 2)).isEqualTo(1 / 3.0);
        assertThat(resumed.of("seconds/a-1", () -> 2)).isEqualTo(12.5);
    }

    @Test
    void refusesAnotherRunsFile() throws IOException {
        Path file = folder.resolve("measurements.json");
        new Measurements(file, "three stages").put(Map.of("pace", 1.0));

        assertThatThrownBy(() -> new Measurements(file, "four stages"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        file + ": is of a search of three stages, expected four stages; resume with the options that"
                                + " it was begun with, or begin anew in another folder");
        Files.writeString(file, "{\"purpose\": \"three stages\", \"values\": {\"pace\": \"fast\"}}");
        assertThatThrownBy(() -> new Measurements(file, "three stages"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("pace is fast, expected a number");
    }
}
