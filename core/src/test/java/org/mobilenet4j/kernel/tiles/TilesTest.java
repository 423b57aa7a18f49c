package org.mobilenet4j.kernel.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TilesTest {
    @ParameterizedTest
    @MethodSource("classes")
    void theFilesAreWhatTheListsSay(GeneratedClass generated) {
        assertThat(Tiles.file(Path.of(""), generated))
                .describedAs(
                        "after a change of Tiles, or of the file, run: java core/src/test/java/org/mobilenet4j/kernel/tiles/Tiles.java core")
                .content()
                .isEqualTo(generated.text());
    }

    private static List<GeneratedClass> classes() {
        return Tiles.classes(Path.of(""));
    }
}
