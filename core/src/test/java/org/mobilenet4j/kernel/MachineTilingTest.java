package org.mobilenet4j.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.io.InvalidInputException;

/** What was measured on a machine is kept and found again. */
class MachineTilingTest {
    private static final Tiling.Choice SMALL = new Tiling.Choice(49, 320, 1280, 5, 2);
    private static final Tiling.Choice LARGE = new Tiling.Choice(196, 96, 576, 14, 2);

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasMeasuredBefore() throws IOException {
        Path file = folder.resolve("tuning").resolve("machine.json");
        MachineTiling.keep(file, new Tiling(List.of(SMALL), 512));
        Tiling.Choice other = new Tiling.Choice(196, 96, 576, 10, 2);
        MachineTiling.keep(file, new Tiling(List.of(other), 512));
        MachineTiling.keep(file, new Tiling(List.of(LARGE), 384));

        Tiling read = MachineTiling.read(Files.readAllBytes(file), "machine.json");

        assertThat(read.choices()).containsExactly(SMALL, LARGE);
        assertThat(read.bandKilobytes()).isEqualTo(384);
        assertThat(read.find(196, 96, 576)).isEqualTo(1);
        assertThat(read.find(196, 96, 577)).isNegative();
        assertThat(Tiling.RULE.find(49, 320, 1280)).isNegative();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"tiles\": [49, 320, 1280, 5]} | tiles",
                "{\"tiles\": [4, 320, 1280, 5, 2]} | no tile of 5 rows",
                "{\"tiles\": [49, 320, 1280, 5, 0]} | 0 vectors",
                "{\"band_kilobytes\": 3} | band_kilobytes",
                "[] | JSON object"
            })
    void namesWhatIsWrong(String text, String named) {
        assertThatThrownBy(() -> MachineTiling.read(text.getBytes(UTF_8), "machine.json"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("machine.json")
                .hasMessageContaining(named);
    }
}
