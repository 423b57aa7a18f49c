package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> KNOWN = List.of("--val", "--val-fraction", "--out", "--data");

    @Test
    void findsWhatIsMeant() {
        assertThat(Spelling.nearest("--val-fracton", KNOWN)).containsExactly("--val-fraction");
        assertThat(Spelling.nearest("--dta", KNOWN)).containsExactly("--data");
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Spelling.nearest("--learning-rate", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("--x", List.of())).isEmpty();
    }

    @Test
    void countsSlips() {
        assertThat(Spelling.slips("trian", "train")).isEqualTo(2);
        assertThat(Spelling.slips("", "abc")).isEqualTo(3);
        assertThat(Spelling.slips("kitten", "sitting")).isEqualTo(3);
    }
}
