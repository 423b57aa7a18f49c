package org.mobilenet4j.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;

class PruningTargetTest {
    private static final Costs COSTS = new Costs(7.5, 300_000_000, 3_500_000);

    @ParameterizedTest
    @CsvSource({
        "latency=0.6x, LATENCY, 4.5",
        "latency=3.5ms, LATENCY, 3.5",
        "madds=0.5x, MULTIPLY_ADDS, 150000000",
        "madds=120M, MULTIPLY_ADDS, 120000000",
        "params=1.2M, PARAMETERS, 1200000",
        "params = 0.5x, PARAMETERS, 1750000"
    })
    void readsWhatPeopleWrite(String text, Cost cost, double absolute) {
        PruningTarget target = PruningTarget.parse(text);
        assertThat(target.cost()).isEqualTo(cost);
        assertThat(target.absolute(COSTS)).isEqualTo(absolute);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0.5x", "latency", "latency=", "latency=1.5x", "latency=-1ms", "latency=3", "size=0.5x"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> PruningTarget.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the target is '" + text + "', expected latency=");
    }

    @Test
    void refusesWhatTheModelCostsAlready() {
        assertThatThrownBy(() -> PruningTarget.parse("latency=8ms").absolute(COSTS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the target is latency=8.00ms, expected less than the model's own 7.50ms");
    }
}
