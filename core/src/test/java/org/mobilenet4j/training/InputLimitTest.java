package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.architecture.MapShape;

class InputLimitTest {
    @ParameterizedTest
    @CsvSource({"24, 0.7, 30, 21", "24, 0.7, 2, 1", "24, 0.7, 1, 0", "24, 1, 3, 3", "24, 0.29, 100, 29", "40, 1, 3, 0"})
    void holdsForTheFirstEpochs(int pixels, double share, int epochs, int smaller) {
        InputLimit limit = new InputLimit(pixels, share);

        assertThat(IntStream.rangeClosed(1, epochs)
                        .map(epoch -> limit.input(new MapShape(32, 32, 3), epoch, epochs)
                                .width()))
                .containsExactly(IntStream.rangeClosed(1, epochs)
                        .map(epoch -> epoch <= smaller ? pixels : 32)
                        .boxed()
                        .toArray(Integer[]::new));
    }

    @Test
    void noLimitIsTheNetworksSize() {
        MapShape wide = new MapShape(224, 320, 3);

        assertThat(InputLimit.NONE.input(wide, 1, 5)).isEqualTo(wide);
        assertThat(new InputLimit(112, 1).input(wide, 1, 5)).isEqualTo(new MapShape(112, 160, 3));
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> new InputLimit(0, 1)).hasMessageStartingWith("the input limit is 0 pixels");
        assertThatThrownBy(() -> new InputLimit(24, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InputLimit(24, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
