package org.mobilenet4j.report.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiralLossTest {
    /** Of a point's n coordinates each is positive with probability one half: none in 1 of 2^n cases, one in n. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 15})
    void whatIsLostIsWhatCountingSays(int dimensions) {
        SpiralLoss loss = SpiralLoss.of(dimensions, 1000);

        assertThat(loss.collapsed().mean()).isCloseTo(loss.expectedCollapsed(), within(0.03));
    }

    @Test
    void anInvertibleWayLosesNothing() {
        double[][] spiral = SpiralLoss.spiral();
        double[][] bothSigns = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};

        assertThat(SpiralLoss.collapsed(spiral, bothSigns)).isLessThan(0.01); // but on the axes
        double[][] back = SpiralLoss.throughRelu(spiral, bothSigns);
        for (int i = 0; i < spiral.length; i++) {
            assertThat(back[i][0]).isCloseTo(spiral[i][0] / 2, within(1e-12));
            assertThat(back[i][1]).isCloseTo(spiral[i][1] / 2, within(1e-12));
        }
        assertThat(SpiralLoss.residual(spiral, back)).isCloseTo(0, within(1e-9));
    }

    @Test
    void theResidualIsWhatAnAffineMapCannotExplain() {
        double[][] wanted = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        double[][] onlyX = {{3, 0}, {1, 0}, {2, 0}, {2, 0}};
        double[][] nothing = {{5, 5}, {5, 5}, {5, 5}, {5, 5}};

        assertThat(SpiralLoss.residual(wanted, onlyX)).isCloseTo(0.5, within(1e-9));
        assertThat(SpiralLoss.residual(wanted, nothing)).isCloseTo(1, within(1e-9));
        assertThat(SpiralLoss.residual(wanted, new double[][] {{1, 8}, {5, 8}, {3, 6}, {3, 10}}))
                .isCloseTo(0, within(1e-9));
    }
}
