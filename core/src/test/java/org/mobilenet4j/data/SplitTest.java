package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;

class SplitTest {
    @TempDir
    Path folder;

    @Test
    void drawsAShareOfEachClass() throws IOException {
        Drawings.dataSet(folder, 10, "daisy", "rose");

        try (ImageFolder data = ImageFolder.open(folder)) {
            Split split = Split.of(data, 0.3, 1);

            assertThat(split.train().size()).isEqualTo(14);
            assertThat(split.validation().labels()).containsExactly(0, 0, 0, 1, 1, 1);
            assertThat(split.validation().samples())
                    .doesNotContainAnyElementsOf(split.train().samples());
        }
    }

    @Test
    void takesTheValidationPartThatTheDatasetHas() throws IOException {
        Drawings.dataSet(folder.resolve("train"), 4, "daisy", "rose");
        Drawings.dataSet(folder.resolve("val"), 2, "daisy");

        try (ImageFolder data = ImageFolder.open(folder)) {
            Split split = Split.of(data, 0.3, 1);

            assertThat(split.train().size()).isEqualTo(8);
            assertThat(split.validation().samples())
                    .containsExactly(new Sample("val/daisy/000.bmp", 0), new Sample("val/daisy/001.bmp", 0));
        }
    }
}
